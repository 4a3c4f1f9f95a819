import * as fc from 'fast-check'
import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { link, scene } from '../../../checks/vocabulary/fixtures.ts'
import { linkScene } from '../../../checks/vocabulary/link-fixtures.ts'
import { drawTopology } from './draw-text.ts'
import { anyTopology } from './fixtures/random-topology.ts'
import { readHosts, readTopology } from './read-topology.ts'
import { dockerNetwork } from '../../../checks/vocabulary/docker-network-fixtures.ts'

const wide = { width: 78, unicode: true }

test('lab 03: a cable made by hand beside one of Docker’s', () => {
  expect(drawTopology(readTopology(scene().snapshot), wide)).toMatchInlineSnapshot(`
    "┌─ host1 ────────────────────────────────────┐
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
    └────────────────────────────────────────────┘"
  `)
})

test('lab 04: cables between containers run beside them', () => {
  expect(drawTopology(readTopology(linkScene().snapshot), wide)).toMatchInlineSnapshot(`
    "┌─ host1 ──────────────────────┐
    │ ┌─ docker0  172.17.0.1/16 ─┐ │      ┌─ container guest ──────┐
    │ │ bridge                   │ │      │ D  10.1.2.2/32 ════════╪═════╗
    │ │ veth1a2b3c ──────────────┼─┼──────┤ eth0  172.17.0.2/16    │     ║
    │ └──────────────────────────┘ │      │ default via 172.17.0.1 │     ║
    │                              │      └────────────────────────┘     ║
    │                              │      ┌─ container left ───────┐     ║
    │                              │      │ A  10.1.1.1/32 ════════╪══╗  ║
    │                              │      │ C  10.1.2.1/32 ════════╪══║══╝
    │                              │      └────────────────────────┘  ║
    │                              │      ┌─ container right ──────┐  ║
    │                              │      │ B  10.1.1.2/32 ════════╪══╝
    │ E  10.1.3.1/32 ══════════════╪══════╡ F  10.1.3.2/32         │
    └──────────────────────────────┘      └────────────────────────┘"
  `)
})

test('lab 04 in ASCII, and narrow', () => {
  const drawn = drawTopology(readTopology(linkScene().snapshot), { width: 60, unicode: false })
  expect(drawn).toMatchInlineSnapshot(`
    "+- host1 --------------+
    | +------------------+ |
    | | docker0          | |
    | |   172.17.0.1/16  | |      +- container guest ----+
    | | bridge           | |      | D  10.1.2.2/32 ======+=====+
    | | veth1a2b3c ------+-+------+ eth0  172.17.0.2/16  |     |
    | +------------------+ |      | default via          |     |
    |                      |      |   172.17.0.1         |     |
    |                      |      +----------------------+     |
    |                      |      +- container left -----+     |
    |                      |      | A  10.1.1.1/32 ======+==+  |
    |                      |      | C  10.1.2.1/32 ======+==|==+
    |                      |      +----------------------+  |
    |                      |      +- container right ----+  |
    |                      |      | B  10.1.1.2/32 ======+==+
    | E  10.1.3.1/32 ======+======+ F  10.1.3.2/32       |
    +----------------------+      +----------------------+"
  `)
  expect(drawn).toMatch(/^[\n\u0020-\u007e]*$/)
})

test('the ellipsis of a made-up name is spelled out in ASCII, and the network’s name stays', () => {
  const { snapshot, docker0 } = scene()
  docker0.name = 'br-0123456789ab'
  snapshot.networks = [dockerNetwork('backend', { id: '0123456789abcdef' })]
  const drawn = drawTopology(readTopology(snapshot), { width: 78, unicode: false })
  expect(drawn).toContain('br-... (backend)  172.17.0.1/16')
})

test('what is off, plugged nowhere or without a partner says so', () => {
  const { snapshot, A, host, docker0, inNeighbour } = scene()
  Object.assign(A, { up: false, lowerUp: false, master: null })
  Object.assign(docker0, { lowerUp: false })
  const pair = { namespaceInode: 1, name: null }
  host.links.push(
    link(30, 'x', { peer: { ...pair, index: 31 } }),
    link(31, 'y', { peer: { ...pair, index: 30 } }),
    link(32, '橋本', { kind: 'dummy', rawKind: 'dummy' }),
  )
  inNeighbour.links = []
  expect(drawTopology(readTopology(snapshot), wide)).toMatchInlineSnapshot(`
    "┌─ host1 ────────────────────────────────────┐
    │ ┌─ docker0  172.17.0.1/16  (no carrier) ─┐ │
    │ │ bridge                                 │ │
    │ │ veth1a2b3c  (its other end was not     │ │
    │ │   found)                               │ │
    │ └────────────────────────────────────────┘ │      ┌─ container box ────────┐
    │ A  (down) ═╳═══════════════════════════════╪══════╡ eth0  172.17.42.99/16  │
    │ eth0  203.0.113.10/24  (its other end      │      │ default via 172.17.0.1 │
    │   was not found)                           │      └────────────────────────┘
    │ x  (joined to y)                           │      ┌─ container neighbour ──┐
    │ y  (joined to x)                           │      │ no interface but lo    │
    │ 橋本  (dummy)                              │      │ default via 172.17.0.1 │
    └────────────────────────────────────────────┘      └────────────────────────┘"
  `)
})

test('a cable is cut at an end that is down', () => {
  const { snapshot, ends } = linkScene()
  for (const end of [ends.A, ends.D, ends.E]) Object.assign(end, { up: false, lowerUp: false })
  Object.assign(ends.F, { up: false, lowerUp: false })
  expect(drawTopology(readTopology(snapshot), wide)).toMatchInlineSnapshot(`
    "┌─ host1 ──────────────────────┐
    │ ┌─ docker0  172.17.0.1/16 ─┐ │      ┌─ container guest ─────────┐
    │ │ bridge                   │ │      │ D  10.1.2.2/32  (down) ═╳═╪═════╗
    │ │ veth1a2b3c ──────────────┼─┼──────┤ eth0  172.17.0.2/16       │     ║
    │ └──────────────────────────┘ │      │ default via 172.17.0.1    │     ║
    │                              │      └───────────────────────────┘     ║
    │                              │      ┌─ container left ──────────┐     ║
    │                              │      │ A  10.1.1.1/32  (down) ═╳═╪══╗  ║
    │                              │      │ C  10.1.2.1/32 ═══════════╪══║══╝
    │                              │      └───────────────────────────┘  ║
    │                              │      ┌─ container right ─────────┐  ║
    │                              │      │ B  10.1.1.2/32 ═══════════╪══╝
    │ E  10.1.3.1/32  (down) ═╳════╪════╳═╡ F  10.1.3.2/32  (down)    │
    └──────────────────────────────┘      └───────────────────────────┘"
  `)
  const plain = drawTopology(readTopology(snapshot), { width: 78, unicode: false })
  expect(plain).toMatch(/E {2}10\.1\.3\.1\/32 {2}\(down\) =x=+\+=+x=\+ F {2}10\.1\.3\.2\/32 {2}\(down\)/)
})

test('several hosts stand below each other, each with what is on it', () => {
  const [one, other] = [scene(), scene()]
  Object.assign(other.snapshot, { host: 'host2' })
  Object.assign(other.box, { name: 'distant' })
  const drawn = drawTopology(readHosts([one.snapshot, other.snapshot]), wide)
  const [first = '', second = ''] = drawn.split('\n\n')
  expect(first).toBe(drawTopology(readTopology(one.snapshot), wide))
  expect(second).toBe(drawTopology(readTopology(other.snapshot), wide))
  expect(second).toContain('container distant')
})

test('what is marked has its sign and its words, and what is missing is drawn in dashes', () => {
  const topology = readTopology(scene().snapshot)
  const [host, box] = topology.places
  host!.links[0]!.mark = { sign: '~', notes: ['should be up'] }
  box!.mark = { sign: '-', notes: ['missing'] }
  topology.cables[0]!.mark = { sign: '-', notes: [] }
  box!.gateways[0]!.mark = { sign: '+', notes: [] }
  expect(drawTopology(topology, wide)).toMatchInlineSnapshot(`
    "┌─ host1 ───────────────────────────────┐
    │ ┌─ docker0  172.17.0.1/16 ──────────┐ │
    │ │ bridge                            │ │      ┌╌ - container box (missing) ╌┐
    │ │ ~ A  (should be up) ╌╌╌╌╌╌╌╌╌╌╌╌╌╌┼╌┼╌╌╌╌╌╌┤ eth0  172.17.42.99/16       ╎
    │ │                                   │ │      ╎ + default via 172.17.0.1    ╎
    │ │                                   │ │      └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
    │ │                                   │ │      ┌─ container neighbour ───────┐
    │ │ veth1a2b3c ───────────────────────┼─┼──────┤ eth0  172.17.0.2/16         │
    │ └───────────────────────────────────┘ │      │ default via 172.17.0.1      │
    │ eth0  203.0.113.10/24  (its other     │      └─────────────────────────────┘
    │   end was not found)                  │
    └───────────────────────────────────────┘"
  `)
  const coloured = drawTopology(topology, { ...wide, paintSign: (sign) => `<${sign}>` })
  expect(coloured).toContain('<~> A  (should be up)')
  expect(coloured.replaceAll(/<([-+~])>/g, '$1')).toBe(drawTopology(topology, wide))
})

test('names from a hostile place steer no terminal', () => {
  const { snapshot, A, box } = scene()
  A.name = 'a\u001b[2J'
  box.name = '\u202egnp.exe\n'
  const drawn = drawTopology(readTopology(snapshot), wide)
  expect(drawn).toContain('a\\x1b[2J')
  expect(drawn).toContain('\\u202egnp.exe\\n')
})

const lines = (text: string): string[] => text.split('\n')

/** How often a word stands in a text. */
const occurrences = (text: string, word: string): number => text.split(word).length - 1

test(
  'any topology: in the width asked for, each container named once, and the same every time',
  { timeout: 30_000 },
  () => {
    fc.assert(
      fc.property(anyTopology, fc.boolean(), (topology, unicode) => {
        const drawn = drawTopology(topology, { width: 100, unicode })
        expect(drawTopology(structuredClone(topology), { width: 100, unicode })).toBe(drawn)
        for (const { containers } of topology.places)
          for (const name of containers) expect(occurrences(drawn, name)).toBe(1)
        for (const line of lines(drawn)) {
          expect(stringWidth(line)).toBeLessThanOrEqual(100)
          expect(line).toBe(line.trimEnd())
        }
      }),
      { numRuns: 50 },
    )
  },
)

test(
  'any topology: no line of a box is torn by a cable, and every cable arrives',
  { timeout: 30_000 },
  () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const bare = lines(drawTopology({ ...topology, cables: [] }, { width: 400, unicode: true }))
        const drawn = drawTopology(topology, { width: 400, unicode: true })
        // Every text of the picture is still there in one piece.
        for (const place of topology.places)
          for (const { address } of place.gateways) expect(drawn).toContain(`default via ${address}`)
        expect(occurrences(drawn, '172.17.0.2/16')).toBe(occurrences(bare.join('\n'), '172.17.0.2/16'))
        const across = topology.cables.filter(
          ({ ends }) =>
            ends.some((id) => id.startsWith('p0.')) &&
            !ends.every((id) => id.startsWith('p0.') || id === 'outside'),
        )
        expect(occurrences(drawn, '┤') + occurrences(drawn, '╡')).toBe(across.length)
      }),
      { numRuns: 50 },
    )
  },
)
