import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { scene } from '../../../checks/vocabulary/fixtures.ts'
import { linkScene } from '../../../checks/vocabulary/link-fixtures.ts'
import { drawMermaid, escapeMermaid } from './draw-mermaid.ts'
import { readMermaid } from './fixtures/mermaid.ts'
import { anyTopology } from './fixtures/random-topology.ts'
import { readTopology } from './read-topology.ts'
import { cardsOf } from './svg-cards.ts'
import type { Topology } from './topology.ts'
import { shown, titleOf } from './words.ts'

test('lab 03: subgraphs for places, bridges with two sides, cables with the names of both interfaces', () => {
  const { snapshot, A } = scene()
  Object.assign(A, { up: false, lowerUp: false })
  expect(drawMermaid(readTopology(snapshot), 'Lab 03, By hand: now')).toMatchInlineSnapshot(`
    "flowchart TB
      accTitle: Lab 03, By hand: now
      subgraph n_p1["container box"]
        n_p1_l0["eth0<br/>172.17.42.99/16<br/>default via 172.17.0.1"]
      end
      subgraph n_p2["container neighbour"]
        n_p2_l0["eth0<br/>172.17.0.2/16<br/>default via 172.17.0.1"]
      end
      subgraph n_p0["host1"]
        n_p0_l0["A<br/>#40;down#41;"]
        n_p0_l1[["docker0#32;#32;172.17.0.1/16<br/>bridge"]]
        n_p0_l2["eth0<br/>203.0.113.10/24<br/>#40;its other end was not found#41;"]
        n_p0_l3["veth1a2b3c"]
      end
      n_p1_l0 -.-|"eth0 to A#44; made by hand"| n_p0_l0
      n_p2_l0 ---|"eth0 to veth1a2b3c"| n_p0_l3
      n_p0_l0 --- n_p0_l1
      n_p0_l3 --- n_p0_l1
      classDef words fill:none,stroke:none
      classDef off stroke-dasharray:5 4
      class n_p0_l0 off
    "
  `)
})

test('Mermaid reads of it what is in the picture', async () => {
  const topology = readTopology(linkScene().snapshot)
  const { nodes, edges, groups } = await readMermaid(drawMermaid(topology, 'Lab 04'))
  expect(groups.map(({ title }) => title).sort()).toEqual([
    'container guest',
    'container left',
    'container right',
    'host1',
  ])
  expect(edges).toContainEqual({
    from: 'n_p2_l0',
    to: 'n_p3_l0',
    text: 'A to B, made by hand',
    stroke: 'thick',
  })
  expect(nodes.get('n_p2_l0')).toBe('A<br/>10.1.1.1/32')
})

/** Whatever has a meaning in Mermaid, in HTML or in Markdown. */
const hostile = [
  '"]; end',
  'end',
  'a"b',
  '[x](y)',
  '{a|b}',
  '`code`',
  '"`**md**`"',
  '%%{init: {"theme":"dark"}}%%',
  '%% gone',
  'a\nend\n',
  'subgraph x',
  'click n_p0 "javascript:alert(1)"',
  'style n_p0 fill:#f00',
  'style a:b#c;',
  'classDef x fill:#000;',
  '<b>&amp;</b>',
  '<br/>',
  '#35;',
  '#quot;',
  'ﬂ°°34¶ß',
  '---',
  '-.->',
  'o--o',
  'x',
  ':::off',
  'fa:fa-ban',
  '$$x$$',
  '1. one',
  '- one',
  '    four',
  'www.example',
  "it's",
  '\\',
  '橋',
  '👩‍💻',
  '~ A',
  '',
]

test.each(hostile)('a name like %j is a name and nothing else', async (name) => {
  const topology = readTopology(linkScene().snapshot)
  const [host] = topology.places
  const box = topology.places.at(-1)
  host!.links[0]!.name = name
  box!.name = name
  box!.containers = [name]
  const { nodes, edges, groups } = await readMermaid(drawMermaid(topology, name))
  expect(nodes.size).toBe(cardsOf(topology).length)
  expect(edges).toHaveLength(5)
  expect(groups).toHaveLength(4)
  expect(nodes.get('n_p0_l0')).toBe(`${shown(name)}<br/>10.1.3.1/32`)
  expect(groups.map(({ title }) => title)).toContain(titleOf(box!))
})

test('a box without a text is a box all the same', async () => {
  const topology = readTopology(linkScene().snapshot)
  Object.assign(topology.places.at(-1)!.links[0]!, { name: '', addresses: [] })
  const { nodes } = await readMermaid(drawMermaid(topology, ''))
  expect(nodes.size).toBe(cardsOf(topology).length)
  expect([...nodes.values()]).toContain('')
})

// Neither the kernel (dev_valid_name in net/core/dev.c) nor the engine takes an empty one.
const anyName = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  fc.constantFrom(...hostile),
)

/** Names of links and containers are whatever comes. */
const withNames = (topology: Topology, names: readonly string[]): Topology => {
  let next = 0
  const name = (): string => names[next++ % names.length] ?? ''
  return {
    ...topology,
    places: topology.places.map((place) => ({
      ...place,
      containers: place.containers.map(name),
      links: place.links.map((link) => ({ ...link, name: name() })),
    })),
  }
}

test(
  'any topology with any names: as many boxes and lines as there are, each with its own text',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTopology,
        fc.array(anyName, { minLength: 1, maxLength: 9 }),
        async (plain, names) => {
          const topology = withNames(plain, names)
          const { nodes, edges, groups } = await readMermaid(drawMermaid(topology, names[0] ?? ''))
          const cards = cardsOf(topology)
          expect([...nodes.values()].sort()).toEqual(
            cards.map(({ lines }) => lines.map(shown).join('<br/>')).sort(),
          )
          const ports = topology.places.flatMap(({ links }) => links).filter(({ bridge }) => bridge !== null)
          expect(edges).toHaveLength(topology.cables.length + ports.length)
          const full = topology.places.filter(({ id }) => cards.some(({ place }) => place === id))
          expect(groups.map(({ title }) => title).sort()).toEqual(full.map(titleOf).sort())
        },
      ),
      { numRuns: 40 },
    )
  },
)

test('addresses can be read in the text as they are, and what means something cannot', () => {
  expect(escapeMermaid('172.17.0.1/16')).toBe('172.17.0.1/16')
  expect(escapeMermaid('to the outside')).toBe('to the outside')
  expect(escapeMermaid('"%%`;#')).toBe('#34;#37;#37;#96;#59;#35;')
})
