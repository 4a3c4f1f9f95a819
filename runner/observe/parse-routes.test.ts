import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { parseNeighbours, parseRoutes, parseRules } from './parse-routes.ts'

/** Recorded with iproute2 6.1: line 2 routes, line 3 rules, line 4 neighbours. */
const lines = readFileSync(new URL('fixtures/ip-container.txt', import.meta.url), 'utf8').split('\n')

describe('parseRoutes', () => {
  const routes = parseRoutes(lines[1] ?? '')

  it('tells the default route, other tables, blackholes and several next hops', () => {
    expect(routes.find(({ destination }) => destination === 'default')).toMatchObject({
      family: 4,
      type: 'unicast',
      gateway: '10.1.0.1',
      device: 'eth0',
      table: 'main',
      protocol: 'boot',
      nextHops: [],
    })
    expect(routes.find(({ table }) => table === '100')?.destination).toBe('10.7.0.0/16')
    expect(routes.find(({ type }) => type === 'blackhole')).toMatchObject({
      destination: '10.9.0.0/16',
      device: null,
    })
    expect(routes.find(({ destination }) => destination === '10.8.0.0/16')?.nextHops).toEqual([
      { gateway: '10.1.0.1', device: 'eth0', weight: 2 },
      { gateway: '10.1.0.3', device: 'eth0', weight: 1 },
    ])
  })

  it('tells families apart and writes every destination as CIDR', () => {
    expect(routes.filter(({ family }) => family === 6).map(({ destination }) => destination)).toEqual([
      'fe80::/64',
      '::1/128',
      'ff00::/8',
    ])
    expect(
      parseRoutes(
        '[{"dst":"default","gateway":"fe80::1","dev":"eth0","metric":1024,"flags":[],"pref":"medium"}]',
      )[0]?.family,
    ).toBe(6)
    expect(parseRoutes('[{"dst":"10.1.2.3","dev":"a","flags":[]}]')[0]?.destination).toBe('10.1.2.3/32')
  })
})

describe('parseRules', () => {
  it('leaves out the three that are always there, and tells when one is gone', () => {
    expect(parseRules(lines[2] ?? '')).toEqual([
      {
        priority: 32_765,
        source: '10.1.0.2',
        destination: 'all',
        incoming: null,
        outgoing: null,
        mark: null,
        table: '100',
        action: 'lookup',
      },
    ])
    expect(
      parseRules(
        '[{"priority":0,"src":"all","table":"local"},{"priority":32767,"src":"all","table":"default"}]',
      ),
    ).toMatchObject([{ priority: 32_766, table: 'main', action: 'missing' }])
  })

  it('does not take a default rule with a selector for the default one', () => {
    const rules = parseRules(
      '[{"priority":0,"src":"all","table":"local"},{"priority":32766,"not":null,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]',
    )
    expect(rules.map(({ action }) => action)).toEqual(['lookup', 'missing'])
  })
})

it('parseNeighbours tells address, hardware address and state', () => {
  expect(parseNeighbours(lines[3] ?? '')).toEqual([
    { address: '10.1.0.1', mac: '42:70:d5:fa:18:73', device: 'eth0', state: 'DELAY' },
  ])
  expect(parseNeighbours('[{"dst":"10.1.0.9","dev":"eth0","state":["FAILED"]}]')[0]?.mac).toBeNull()
})

it('wrong shapes are LabErrors', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(parseRoutes, parseRules, parseNeighbours), (value, parse) => {
      expect(throwsOnlyLabErrors(() => parse(JSON.stringify([value])))).toBe(true)
    }),
  )
})
