import { describe, expect, test } from 'vitest'
import { parseWalkthrough } from '../parse-walkthrough.ts'
import { LabError } from '../../lab-error.ts'

const text = (values: string): string => `---
title: A small lab
summary: One sentence of what it is about.
minutes: 20
needs: [veth]
values: ${values}
---
The goal is 10.20.0.7 on lan0, and that box answers on port 8080.

## 1. Make it
<!-- step: make -->

Type \`docker run --name box\`, then look at 192.168.5.17/24.
`

const declared = (values: string): unknown => parseWalkthrough('07-small', text(values)).values

const problem = (values: string): string => {
  try {
    declared(values)
  } catch (error) {
    if (error instanceof LabError && error.code === 'lab-broken') return error.message
    throw error
  }
  return 'no problem'
}

test('a lab declares no values, or some', () => {
  expect(declared('{}')).toEqual([])
  expect(
    declared(
      '{ box: { kind: container, default: box }, open: { kind: port, default: 8080 }, lan: { kind: bridge, default: lan0 }, net: { kind: subnet, default: 192.168.5.0/24 }, one: { kind: address, default: 10.20.0.7, within: 10.20.0.0/16 }, two: { kind: address, default: 192.168.5.17, within: net } }',
    ),
  ).toEqual([
    { name: 'box', kind: 'container', default: 'box' },
    { name: 'open', kind: 'port', default: '8080' },
    { name: 'lan', kind: 'bridge', default: 'lan0' },
    { name: 'net', kind: 'subnet', default: '192.168.5.0/24' },
    { name: 'one', kind: 'address', default: '10.20.0.7', within: '10.20.0.0/16' },
    { name: 'two', kind: 'address', default: '192.168.5.17', within: 'net' },
  ])
})

describe('values are refused', () => {
  test.each([
    [
      'that do not stand in the text',
      '{ a: { kind: container, default: bo } }',
      'does not stand in the text',
    ],
    ['that stand there as a part', '{ a: { kind: port, default: 808 } }', 'does not stand in the text'],
    ['a subnet without an address', '{ a: { kind: subnet, default: 192.168.6.0/24 } }', 'does not stand'],
    ['of no known kind', '{ a: { kind: mac, default: box } }', 'values.a.kind'],
    ['with a wrong name', '{ A: { kind: container, default: box } }', 'values'],
    ['with a member more', '{ a: { kind: port, default: 8080, from: 1 } }', 'values.a.from'],
    ['a name with a space', '{ a: { kind: container, default: "the box" } }', '“the box” is no container'],
    ['a name that is no interface’s', '{ a: { kind: bridge, default: a-very-long-name } }', 'is no bridge'],
    ['a port too high', '{ a: { kind: port, default: 65536 } }', '“65536” is no port'],
    ['a larger subnet', '{ a: { kind: subnet, default: 192.168.0.0/16 } }', 'is no subnet'],
    ['a subnet with host bits', '{ a: { kind: subnet, default: 192.168.5.1/24 } }', 'is no subnet'],
    ['an address with a mask', '{ a: { kind: address, default: 10.20.0.7/16 } }', 'is no address'],
    ['an address without a network', '{ a: { kind: address, default: 10.20.0.7 } }', 'needs a “within”'],
    [
      'an address elsewhere',
      '{ a: { kind: address, default: 10.20.0.7, within: 10.21.0.0/16 } }',
      '10.20.0.7 does not lie within 10.21.0.0/16',
    ],
    [
      'within what is no network',
      '{ a: { kind: address, default: 10.20.0.7, within: lan } }',
      '“lan” is neither a network',
    ],
    [
      'within a network that ends between dots',
      '{ a: { kind: address, default: 10.20.0.7, within: 10.20.0.0/20 } }',
      '“10.20.0.0/20” is neither a network',
    ],
    ['a name within', '{ a: { kind: container, default: box, within: 10.0.0.0/8 } }', 'has no “within”'],
    [
      'an address that would move with a subnet',
      '{ net: { kind: subnet, default: 192.168.5.0/24 }, a: { kind: address, default: 192.168.5.17, within: 192.168.0.0/16 } }',
      'has to be within: net',
    ],
    [
      'two with one default',
      '{ a: { kind: container, default: box }, b: { kind: network, default: box } }',
      'the value a: b has the same default',
    ],
  ])('%s', (_, values, why) => {
    expect(problem(values)).toContain('labs/07-small/walkthrough.md: the front matter is wrong: ')
    expect(problem(values)).toContain(why)
  })

  test('a step that is called like that of values', () => {
    const broken = text('{}').replace('step: make', 'step: values')
    expect(() => parseWalkthrough('07-small', broken)).toThrow('is kept for values of one’s own')
  })
})
