import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { broadcastAddress, contains, networkAddress, overlaps, parseCidr, sameSubnet } from './addresses.ts'

it.each([
  ['10.0.0.0/24', '10.0.0.200', true],
  ['10.0.0.1/24', '10.0.0.200', true],
  ['10.0.0.0/24', '10.0.1.1', false],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['0.0.0.0/0', '::1', false],
  ['fd00::/8', 'fd12::1', true],
  ['::/0', 'fd12::1', true],
  ['10.0.0.0/33', '10.0.0.1', false],
  ['10.0.0.0/24', '10.0.0.0/24', false],
  ['nonsense', '10.0.0.1', false],
])('%s contains %s: %s', (cidr, address, expected) => {
  expect(contains(cidr, address)).toBe(expected)
})

it('compares subnets', () => {
  expect(sameSubnet('10.1.0.1/16', '10.1.9.9/16')).toBe(true)
  expect(sameSubnet('10.1.0.1/16', '10.1.0.2/24')).toBe(false)
  expect(overlaps('10.1.0.0/16', '10.1.2.0/24')).toBe(true)
  expect(overlaps('10.1.0.0/16', '10.2.0.0/16')).toBe(false)
})

it('finds the ends of a subnet', () => {
  expect([networkAddress('10.1.2.3/20'), broadcastAddress('10.1.2.3/20')]).toEqual([
    '10.1.0.0',
    '10.1.15.255',
  ])
  expect([networkAddress('0.0.0.0/0'), broadcastAddress('0.0.0.0/0')]).toEqual(['0.0.0.0', '255.255.255.255'])
  expect(networkAddress('fd00::/8')).toBeNull()
})

it('keeps its promises for every IPv4 subnet', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
      const cidr = `${address}/${length}`
      expect(
        [networkAddress(cidr), address, broadcastAddress(cidr)].every(
          (one) => one !== null && contains(cidr, one),
        ),
      ).toBe(true)
    }),
  )
})

it('never throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      parseCidr(one)
      expect(
        [contains(one, other), sameSubnet(one, other), overlaps(one, other)].every(
          (answer) => typeof answer === 'boolean',
        ),
      ).toBe(true)
    }),
  )
})
