import * as fc from 'fast-check'
import stringWidth from 'fast-string-width'
import stripAnsi from 'strip-ansi'
import { expect, test } from 'vitest'
import { inodes, scene, unplug } from '../../../checks/vocabulary/fixtures.ts'
import { createPaint } from '../paint.ts'
import { anyTopology } from '../topology/fixtures/random-topology.ts'
import { readTopology } from '../topology/read-topology.ts'
import type { Topology } from '../topology/topology.ts'
import { drawComparison, drawGoal, drawNow, type ComparisonStyle } from './draw-comparison.ts'
import { network } from './fixtures/network.ts'

const goal = readTopology(scene().snapshot)

/** The cable is half wired, and the second container is not there yet. */
function halfWired(): Topology {
  const { snapshot, host, A, neighbour, veth } = scene()
  Object.assign(A, { up: false, lowerUp: false, master: null })
  unplug(host, veth.name)
  snapshot.containers = snapshot.containers.filter((one) => one !== neighbour)
  snapshot.namespaces = snapshot.namespaces.filter(({ inode }) => inode !== inodes.neighbour)
  return readTopology(snapshot)
}

const style = (over: Partial<ComparisonStyle> = {}): ComparisonStyle => ({
  width: 78,
  columns: 80,
  unicode: true,
  paint: createPaint(false),
  ...over,
})

test('on 80 columns: the goal above, what is there with all differences marked below it', () => {
  expect(drawComparison(halfWired(), goal, style())).toMatchInlineSnapshot(`
    "The goal
    ┌─ host1 ────────────────────────────────────┐
    │ ┌─ docker0  172.17.0.1/16 ───────────────┐ │
    │ │ bridge                                 │ │      ┌─ container box ────────┐
    │ │ A ═════════════════════════════════════╪═╪══════╡ eth0  172.17.42.99/16  │
    │ │                                        │ │      │ default via 172.17.0.1 │
    │ │                                        │ │      └────────────────────────┘
    │ │                                        │ │      ┌─ container neighbour ──┐
    │ │ veth1a2b3c ────────────────────────────┼─┼──────┤ eth0  172.17.0.2/16    │
    │ └────────────────────────────────────────┘ │      │ default via 172.17.0.1 │
    │ eth0  203.0.113.10/24  (its other end      │      └────────────────────────┘
    │   was not found)                           │
    └────────────────────────────────────────────┘

    What is there
    ┌─ host1 ──────────────────────────┐
    │ ┌─ docker0  172.17.0.1/16 ─────┐ │      ┌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐
    │ │ bridge                       │ │      ╎ - container neighbour (missing)  ╎
    │ │ - veth1a2b3c ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┼╌┼╌╌╌╌╌╌┤ - eth0  172.17.0.2/16            ╎
    │ └──────────────────────────────┘ │      ╎ default via 172.17.0.1           ╎
    │                                  │      └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
    │                                  │      ┌─ container box ──────────────────┐
    │ ~ A  (down, should be ═╳═════════╪══════╡ eth0  172.17.42.99/16            │
    │   plugged into docker0,          │      │ default via 172.17.0.1           │
    │   should be up)                  │      └──────────────────────────────────┘
    │ eth0  203.0.113.10/24  (its      │
    │   other end was not found)       │
    └──────────────────────────────────┘

    ═══ a cable made by hand  ╌╌╌ a missing cable  - missing  ~ differs
    The picture is not as in the goal: 1 missing, 2 different.
    - container neighbour is missing
    ~ A of host1 is plugged into nothing, should be plugged into docker0
    ~ A of host1 is down, should be up
    There may be other right ways: \`lab check\` says what counts."
  `)
})

test('in ASCII, beside each other where there is room', () => {
  const drawn = drawComparison(halfWired(), goal, style({ columns: 180, unicode: false }))
  expect(drawn).toMatchInlineSnapshot(`
    "What is there                                                                              The goal
    +- host1 -----------------------------------+                                              +- host1 ----------------------------------------------+
    | +- docker0  172.17.0.1/16 --------------+ |                                              | +- docker0  172.17.0.1/16 -------------------------+ |
    | | bridge                                | |      +. - container neighbour (missing) .+   | | bridge                                           | |      +- container box --------+
    | | - veth1a2b3c .........................+.+......+ - eth0  172.17.0.2/16             :   | | A ===============================================+=+======+ eth0  172.17.42.99/16  |
    | +---------------------------------------+ |      : default via 172.17.0.1            :   | |                                                  | |      | default via 172.17.0.1 |
    |                                           |      +...................................+   | |                                                  | |      +------------------------+
    |                                           |      +- container box -------------------+   | |                                                  | |      +- container neighbour --+
    | ~ A  (down, should be plugged into =x=====+======+ eth0  172.17.42.99/16             |   | | veth1a2b3c --------------------------------------+-+------+ eth0  172.17.0.2/16    |
    |   docker0, should be up)                  |      | default via 172.17.0.1            |   | +--------------------------------------------------+ |      | default via 172.17.0.1 |
    | eth0  203.0.113.10/24  (its other end     |      +-----------------------------------+   | eth0  203.0.113.10/24  (its other end was not found) |      +------------------------+
    |   was not found)                          |                                              +------------------------------------------------------+
    +-------------------------------------------+

    === a cable made by hand  ... a missing cable  - missing  ~ differs
    The picture is not as in the goal: 1 missing, 2 different.
    - container neighbour is missing
    ~ A of host1 is plugged into nothing, should be plugged into docker0
    ~ A of host1 is down, should be up
    There may be other right ways: \`lab check\` says what counts."
  `)
  expect(drawn).toMatch(/^[\n\u0020-\u007e]*$/)
})

test('what is as in the goal has no mark', () => {
  const drawn = drawComparison(goal, goal, style())
  expect(drawn).not.toMatch(/[+~╌]| - /)
  expect(drawn).toContain('The picture is as in the goal: nothing is missing, nothing differs.')
})

test('what is there besides is marked, and listed in one line', () => {
  const found = structuredClone(goal)
  found.places.push({ ...found.places[1]!, id: 'p9', name: 'more', containers: ['more'], links: [] })
  const drawn = drawComparison(found, goal, style())
  expect(drawn).toContain('│ + container more (not in the     │')
  expect(drawn).toContain('Also there, not in the goal: container more.')
})

test('the network as it is ends with how far it is from the goal, if there is one', () => {
  expect(drawNow(halfWired(), goal, style()).split('\n').at(-1)).toBe(
    'The picture is not as in the goal: 1 missing, 2 different.',
  )
  expect(drawNow(halfWired(), null, style())).not.toContain('goal')
  expect(drawGoal(goal, style())).toContain('═══ a cable made by hand')
})

test('colour is added to signs and headings, and moves nothing', () => {
  const [plain, coloured] = [false, true].map((colour) =>
    drawComparison(halfWired(), goal, style({ columns: 180, paint: createPaint(colour) })),
  )
  expect(coloured).not.toBe(plain)
  expect(stripAnsi(coloured ?? '')).toBe(plain)
  expect(coloured).toContain('\u001b[31m-\u001b[39m container neighbour is missing')
})

test('wide characters stay in their columns', () => {
  const names = ['橋', 'ブリッジ', '容器一', '👩‍💻']
  const wide = network({
    bridges: { 橋: { network: null } },
    containers: Object.fromEntries(names.map((name) => [name, { 線: { to: '橋', by: 'hand' as const } }])),
  })
  const [, drawn = ''] = drawComparison(network({ bridges: { 橋: { network: null } } }), wide, style()).split(
    'What is there\n',
  )
  expect(drawn).toContain('- container 容器一 (missing)')
  const widths = drawn
    .split('\n')
    .filter((line) => /[│╎┐┘]$/.test(line))
    .map((line) => stringWidth(line))
  // The host's box ends in one column, and those beside it in another.
  expect(new Set(widths).size).toBe(2)
})

test('names from a hostile place steer no terminal', () => {
  const found = halfWired()
  found.places[0]!.links[0]!.name = 'a\u001b[2J\n'
  found.places[1]!.containers = ['\u202egnp.exe']
  const drawn = drawComparison(found, goal, style())
  expect(drawn).toContain('~ a\\x1b[2J\\n of host1 is down')
  expect(drawn).toContain('\\u202egnp.exe')
  // oxlint-disable-next-line no-control-regex
  expect(drawn).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
})

test('any two topologies: in the columns asked for, and the same every time', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anyTopology, anyTopology, fc.boolean(), (found, wanted, unicode) => {
      const asked = style({ width: 100, columns: 160, unicode })
      const drawn = drawComparison(found, wanted, asked)
      expect(drawComparison(structuredClone(found), structuredClone(wanted), asked)).toBe(drawn)
      for (const line of drawn.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(160)
      for (const { containers } of [...found.places, ...wanted.places])
        for (const name of containers) expect(drawn).toContain(name)
    }),
    { numRuns: 50 },
  )
})
