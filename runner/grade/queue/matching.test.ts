import { expect, test } from 'vitest'
import { readLab } from '../../course/find-labs.ts'
import { kindOf, type Wanted } from './kind.ts'
import { whyNot, type Presence } from './presence.ts'
import { kindsOf, servedLabs } from './served-labs.ts'

const versions = { vethlab: '0.1.0 (abcd)', labHash: 'lab', checksHash: 'checks' }
const wanted: Wanted = { lab: '03', versions, engine: null }

test('a submission’s kind is another one for each thing that must match', () => {
  const others: Wanted[] = [
    { ...wanted, lab: '04' },
    { ...wanted, engine: '20.10.24' },
    ...Object.keys(versions).map((name) => ({ ...wanted, versions: { ...versions, [name]: 'other' } })),
    // The same letters, otherwise divided.
    { ...wanted, versions: { ...versions, labHash: 'labc', checksHash: 'hecks' } },
  ]
  expect(new Set([wanted, ...others].map(kindOf)).size).toBe(others.length + 1)
  expect(kindOf({ ...wanted })).toBe(kindOf(wanted))
  expect(kindOf(wanted)).toMatch(/^03-[0-9a-f]{16}$/)
})

const labs = ['03-manual-wiring', '13-compose-networks', '14-macvlan-ipvlan'].map((slug) => ({
  lab: readLab(slug),
  versions,
}))
const all = ['veth', 'bridge', 'iptables', 'compose', 'macvlan', 'ipvlan', 'capture']
const without = (...lacking: string[]) => new Set(all.filter((one) => !lacking.includes(one)))

test('a worker takes the labs of which its machine has everything, for any engine and for its own', () => {
  const served = servedLabs(labs, without('compose'))
  expect(served.map(({ lab, lacking }) => [lab.id, lacking])).toEqual([
    ['03', []],
    ['13', ['compose']],
    ['14', []],
  ])
  const kinds = kindsOf(served, '20.10.24')
  expect([...kinds].map((kind) => kind.slice(0, 2))).toEqual(['03', '03', '14', '14'])
  expect(kinds).toContain(kindOf(wanted))
  expect(kinds).toContain(kindOf({ ...wanted, engine: '20.10.24' }))
  expect(kinds).not.toContain(kindOf({ ...wanted, engine: '24.0.7' }))
})

test('what a single step needs counts as the lab’s', () => {
  const lacking = (...ids: string[]) =>
    servedLabs(labs, without(...ids)).find(({ lab }) => lab.id === '14')?.lacking
  expect(lacking('ipvlan')).toEqual(['ipvlan'])
  expect(lacking('macvlan', 'capture')).toEqual(['macvlan', 'capture'])
})

test('a worker that does not take what is wanted says why', () => {
  const worker: Presence = {
    id: 'a',
    name: 'box',
    engine: '20.10.24',
    kernel: '6.1',
    worlds: 8,
    labs: { '03': versions, '13': versions },
    lacking: { '13': ['compose', 'veth'] },
  }
  const why = (changes: Partial<Wanted>): string | null => whyNot(worker, { ...wanted, ...changes })
  expect(why({})).toBeNull()
  expect(why({ engine: '20.10.24' })).toBeNull()
  expect(why({ engine: '24.0.7' })).toBe('has engine 20.10.24, not 24.0.7')
  expect(why({ lab: '14' })).toBe('has no lab 14')
  expect(why({ lab: '13' })).toBe('lacks compose, veth')
  expect(why({ versions: { ...versions, vethlab: '0.2.0' } })).toBe('is vethlab 0.1.0 (abcd), not 0.2.0')
  expect(why({ versions: { ...versions, labHash: 'x' } })).toBe('has another version of lab 03')
  expect(why({ versions: { ...versions, checksHash: 'x' } })).toBe('has another version of lab 03')
})
