import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { container, entry, link, namespace } from '../../checks/vocabulary/fixtures.ts'
import { safeText } from '../observe/safe-text.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import { changesBetween } from './changes-between.ts'
import { describeChange } from './describe-change.ts'
import { inverseOf } from './inverse-of.ts'
import { wiredHost } from './fixtures/compare.ts'

const traps = [
  '',
  '-x',
  '--help',
  '\0',
  '\x1b[31m',
  '\u202e',
  '\n',
  'up',
  'h',
  '__proto__',
  'constructor',
  '$(reboot)',
  '🙂',
  '\ud800',
  '界',
  'a'.repeat(2000),
  '/../..',
  '10.0.0.1/99',
  'fe80::zz',
]

/** What a student, or an engine of his own making, may call things. */
const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...traps))

/** Fields whose texts the kernel or the engine does not choose itself. */
const free = new Set(
  (
    'name names target image imageId id containerId networkId networkMode state mac device gateway destination source ' +
    'scope protocol table host hostAddress subnet range tags text spec holders aliases links version driver rawKind ' +
    'policy mark incoming outgoing action hostname sandboxKey reason'
  ).split(' '),
)

/** Puts the next of `words` into every free field whose turn it is. */
function scramble(value: unknown, next: () => string | null, isFree = false): unknown {
  if (typeof value === 'string') return isFree ? (next() ?? value) : value
  if (Array.isArray(value)) return value.map((one) => scramble(one, next, isFree))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, scramble(one, next, free.has(key))]),
  )
}

const crowdedHost = (): Snapshot => {
  const { snapshot, host, inBox } = wiredHost()
  snapshot.containers.push(container('job', null, { running: false, state: 'exited', exitCode: 1 }))
  snapshot.namespaces.push(namespace(90, { kind: 'other', name: 'blue' }, [link(8, 'eth0')]))
  snapshot.entries.push(entry('blue', 90), entry('lost', null))
  snapshot.listeners.push({ address: '0.0.0.0', port: 80, holders: ['nc'] })
  host.rules.push({
    priority: 9,
    source: 'all',
    destination: 'all',
    incoming: 'A',
    outgoing: 'B',
    mark: '1',
    table: '9',
    action: 'lookup',
  })
  inBox.sysctls = { 'net.ipv4.ip_forward': '0' }
  return snapshot
}

/** Two snapshots that have much in common; each word is used, or left as it is, by turns that chance decides. */
const pairs = fc
  .tuple(fc.array(fc.option(hostile, { freq: 3 }), { minLength: 1, maxLength: 60 }), fc.boolean())
  .map(([words, removes]): [Snapshot, Snapshot] => {
    let turn = 0
    const next = (): string | null => words[turn++ % words.length] ?? null
    const before = scramble(crowdedHost(), next) as Snapshot
    const after = scramble(removes ? wiredHost().snapshot : crowdedHost(), next) as Snapshot
    return [before, after]
  })

test('whatever things are called, every change is one safe line, and every inverse can be typed', () => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(pairs, ([before, after]) => {
      for (const change of [...changesBetween(before, after), ...changesBetween(after, before)]) {
        kinds.add(change.kind)
        const sentence = describeChange(change)
        expect(sentence).toBe(safeText(sentence, { multiline: false }))
        expect(sentence).not.toContain('\n')
        expect(sentence).toMatch(/[.…]$/u)
        expect(Buffer.byteLength(sentence)).toBeLessThan(410)
        for (const words of inverseOf(change) ?? [])
          for (const word of words) expect(word).not.toMatch(/^$|\0/u)
      }
    }),
    { numRuns: 100 },
  )
  expect(kinds.size).toBeGreaterThan(25)
})

test('a snapshot does not differ from itself, whatever things are called', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 60 }), (words) => {
      let turn = 0
      // no two names, nor ids, are the same on one host
      const one = scramble(crowdedHost(), () => `${words[turn % words.length]}${turn++}`) as Snapshot
      expect(changesBetween(one, structuredClone(one)).map(describeChange)).toEqual([])
    }),
    { numRuns: 100 },
  )
})
