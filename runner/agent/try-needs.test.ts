import { describe, expect, test } from 'vitest'
import { tryNeeds } from './try-needs.ts'

/** Stands where a namespace is entered: runs the attempt with another program in the place of ip(8). */
const withIp = (body: string): string[] => ['/bin/sh', '-c', `ip() { ${body}; }; eval "$3"`, 'within']

describe('what steps need of the kernel', () => {
  test('is lacking when a link of the kind is refused and a veth is not', async () => {
    const within = withIp('case "$*" in *ipvlan*) echo "Error: Unknown device type." >&2; return 2;; esac')
    const needs = { both: ['macvlan', 'ipvlan'], one: ['vxlan'] } as const
    expect(await tryNeeds(needs, within)).toEqual({ both: ['ipvlan'] })
  })

  test('is there when it can be made', async () => {
    expect(await tryNeeds({ one: ['ipvlan'] }, withIp('true'))).toEqual({})
  })

  test.each([
    ['no veth can be made either', withIp('return 2')],
    ['no namespace can be made', ['false']],
  ])('is not said to be lacking where %s', async (_, within) => {
    expect(await tryNeeds({ one: ['ipvlan'] }, within)).toEqual({})
  })

  test('is not tried when no step needs anything', async () => {
    expect(await tryNeeds({}, ['/no/such/program'])).toEqual({})
  })
})
