import { describe, expect, test } from 'vitest'
import type { OwnValue, ValueKind } from '../../runner/course/values/value.ts'
import type { DockerNetwork } from '../../runner/observe/snapshot.ts'
import { container, hide, inodes, link, scene, silenceEngine, type Scene } from './fixtures.ts'
import { each, look, verdicts } from './looking-fixtures.ts'
import { ownValues } from './own-values.ts'
import { server } from './publishing-fixtures.ts'
import { dockerNetwork, poolOf } from './docker-network-fixtures.ts'

const network = (name: string, subnet: string): DockerNetwork => dockerNetwork(name, { ipam: poolOf(subnet) })

const values: Record<ValueKind, string> = {
  container: 'bluefox',
  network: 'amberowl',
  bridge: 'icyotter',
  subnet: '10.20.30.0/24',
  address: '172.17.33.44',
  port: '20777',
}
const own = Object.entries(values).map(([kind, value]): OwnValue => ({
  name: kind,
  kind: kind as ValueKind,
  default: 'x',
  value,
}))
const step = ownValues(own)
const statements = Object.fromEntries(step.checks.map(({ id, is }) => [id, is]))
const is = (kind: ValueKind) => statements[`values.${kind}`] ?? { expected: '', judge: () => ({}) as never }

/** A host on which somebody has used all of the values. */
function usedScene(): Scene {
  const here = scene()
  here.box.name = 'bluefox'
  here.eth0.addresses = [{ ...here.eth0.addresses[0], address: '172.17.33.44' } as never]
  here.host.links.push(link(20, 'icyotter', { kind: 'bridge', rawKind: 'bridge', up: false }))
  here.snapshot.networks = [network('bridge', '172.17.0.0/16'), network('amberowl', '10.20.30.0/24')]
  here.snapshot.containers.push(
    server('web', '172.17.0.9', [], ['127.0.0.1:20777:80'], { namespaceInode: inodes.neighbour }),
  )
  return here
}

test('there is a check for each value, with a title that is the same for all students', () => {
  expect(step.step).toBe('values')
  expect(step.checks.map(({ id, title, points }) => [id, title, points])).toEqual(
    own.map(({ kind }) => [`values.${kind}`, `Your own ${kind} (x in the course)`, 1]),
  )
  expect(step.checks.map(({ is: { expected } }) => expected)).toEqual(
    own.map(({ value }) => expect.stringContaining(value)),
  )
})

test('where all are used, all pass; where none is, all fail', async () => {
  expect(await verdicts(statements, usedScene())).toEqual(each(statements, 'pass'))
  expect(await verdicts(statements, scene())).toEqual({
    'values.container': 'fail no-such-container',
    'values.network': 'fail no-such-network',
    'values.bridge': 'fail no-such-bridge',
    'values.subnet': 'fail no-such-subnet',
    'values.address': 'fail no-such-address',
    'values.port': 'fail no-such-port',
  })
})

test('what could not be read is not taken for absent', async () => {
  const silent = silenceEngine(scene())
  expect(await verdicts(statements, silent)).toMatchObject({
    'values.container': 'cannot-run engine-silent',
    'values.network': 'cannot-run engine-silent',
    'values.subnet': 'cannot-run engine-silent',
    'values.port': 'cannot-run engine-silent',
    'values.bridge': 'fail no-such-bridge',
    'values.address': 'fail no-such-address',
  })
  const blind = hide(scene(), `namespace ${inodes.host} links`)
  expect(await verdicts(statements, blind)).toMatchObject({
    'values.bridge': 'cannot-run unreadable',
    'values.subnet': 'cannot-run unreadable',
    'values.address': 'cannot-run unreadable',
  })
})

test('what was found counts, though something else could not be read', async () => {
  expect(await verdicts(statements, hide(usedScene(), 'networks', `namespace ${inodes.neighbour}`))).toEqual(
    each(statements, 'pass'),
  )
})

describe('a container', () => {
  const found = async (spoil: (here: Scene) => void): Promise<string> => {
    const here = scene()
    spoil(here)
    return (await look(is('container'), here)).status
  }
  test('may have ended, and be removed', async () => {
    expect(
      await found(({ box }) => Object.assign(box, { name: 'bluefox', running: false, state: 'exited' })),
    ).toBe('pass')
    expect(await found(({ snapshot }) => Object.assign(snapshot.history[0] ?? {}, { name: 'bluefox' }))).toBe(
      'pass',
    )
  })
  test('that was created and never ran does not count', async () => {
    const never = container('bluefox', null, { state: 'created', running: false })
    expect(await found(({ snapshot }) => snapshot.containers.push(never))).toBe('fail')
  })
})

describe('a subnet', () => {
  const withAddress = (address: string, prefixLength: number): Scene => {
    const here = scene()
    Object.assign(here.docker0.addresses[0] ?? {}, { address, prefixLength })
    return here
  }
  test('is also that of an address on the host', async () => {
    expect(await look(is('subnet'), withAddress('10.20.30.1', 24))).toMatchObject({
      status: 'pass',
      actual: '10.20.30.1/24 on docker0',
    })
  })
  test('of another size is another one', async () => {
    expect((await look(is('subnet'), withAddress('10.20.30.1', 16))).status).toBe('fail')
  })
})

describe('an address', () => {
  test('on the loopback does not count', async () => {
    const here = scene()
    const lo = here.host.links.find(({ kind }) => kind === 'loopback')
    Object.assign(lo?.addresses[0] ?? {}, { address: '172.17.33.44' })
    expect((await look(is('address'), here)).status).toBe('fail')
  })
  test('is shown where it is', async () => {
    const found = await look(is('address'), usedScene())
    expect(found).toMatchObject({
      actual: '172.17.33.44/16 on eth0',
      exhibits: [{ on: 'container', hostPid: 450, command: ['ip', '-br', '-4', 'addr'] }],
    })
  })
})

test('what is there instead is told', async () => {
  expect(await look(is('address'), scene())).toMatchObject({
    diagnosis: { text: 'No link has the address 172.17.33.44.' },
    actual: expect.stringContaining('172.17.42.99/16 on eth0'),
  })
  expect(await look(is('container'), scene())).toMatchObject({ actual: 'neighbour, box, visitor' })
})
