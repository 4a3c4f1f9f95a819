import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { scene } from '../../../checks/vocabulary/fixtures.ts'
import { linkScene } from '../../../checks/vocabulary/link-fixtures.ts'
import { markupFaults } from '../fixtures/markup-faults.ts'
import { drawSvg } from './draw-svg.ts'
import { anyTopology, plainLink, plainPlace } from './fixtures/random-topology.ts'
import { meets, type Rectangle } from './geometry.ts'
import { readHosts, readTopology } from './read-topology.ts'
import { cardsOf } from './svg-cards.ts'
import { layOutSvg } from './svg-layout.ts'
import type { Cable } from './topology.ts'

const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, content]) => content ?? '')

test('says what it is to those who do not see it', () => {
  const svg = drawSvg(readTopology(scene().snapshot), 'Lab 03 & more')
  expect(svg).toContain('role="img" aria-labelledby="net-title net-desc"')
  expect(svg).toContain('<title id="net-title">Lab 03 &amp; more</title>')
  expect(svg).toMatch(
    /<desc id="net-desc">[^<]*A of host1 meets eth0 of container box, a cable made by hand\./,
  )
})

test('shows every name and address', () => {
  const shown = texts(drawSvg(readTopology(linkScene().snapshot), 'Lab 04'))
  for (const text of [
    'host1',
    'container left',
    'A',
    '10.1.1.1/32',
    'F',
    '10.1.3.2/32',
    'docker0  172.17.0.1/16',
    'default via 172.17.0.1',
  ])
    expect(shown).toContain(text)
})

test('is the same for the same network, whatever Docker called its ends', () => {
  const [one, other] = [scene(), scene()]
  one.veth.name = 'veth1234567'
  other.veth.name = 'vethabcdef0'
  expect(drawSvg(readTopology(other.snapshot), 'x')).toBe(drawSvg(readTopology(one.snapshot), 'x'))
})

test('several hosts stand in one picture, above the one outside', () => {
  const two = [scene(), scene()]
  for (const [index, { snapshot }] of two.entries()) {
    Object.assign(snapshot, { host: `host${index + 1}` })
    const uplink = snapshot.namespaces[0]?.links.find(({ name }) => name === 'eth0')
    if (uplink?.peer) uplink.peer.namespaceInode = 999
  }
  const topology = readHosts(two.map(({ snapshot }) => snapshot))
  const { cards, places } = layOutSvg(topology, cardsOf(topology))
  const [one, other] = topology.places.filter(({ kind }) => kind === 'host').map(({ id }) => places.get(id)!)
  expect(meets(one!, other!)).toBe(false)
  for (const host of [one, other]) expect(cards.get('outside')!.top).toBeGreaterThan(host!.bottom)
})

test('what is marked says so in words, and looks different where it is missing', () => {
  const topology = readTopology(scene().snapshot)
  const plain = drawSvg(topology, 'x')
  topology.places[1]!.mark = { sign: '-', notes: ['missing'] }
  topology.places[0]!.links[0]!.mark = { sign: '~', notes: ['should be up'] }
  topology.cables[0]!.mark = { sign: '-', notes: [] }
  const svg = drawSvg(topology, 'x')
  expect(texts(svg)).toEqual(expect.arrayContaining(['- container box (missing)', '~ A', '(should be up)']))
  expect(svg).toMatch(
    /<desc [^>]*>[^<]*~ A \(plugged into docker0, should be up\)[^<]*- container box \(missing\):/,
  )
  expect(svg.match(/class="[^"]* net-missing"/g)).toHaveLength(2)
  expect(plain).not.toContain('net-missing')
})

test('gives no id twice', () => {
  const svg = drawSvg(readTopology(linkScene().snapshot), 'x')
  const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

const outside = { addresses: ['203.0.113.1'] }

test('pairs with both ends still in one place, in a container and on its host, beside a bare container', () => {
  const places = [
    plainPlace(0, [plainLink('p0.l0', 'A'), plainLink('p0.l1', 'B'), plainLink('p0.l2', 'eth0')]),
    plainPlace(1, [plainLink('p1.l0', 'C'), plainLink('p1.l1', 'D')]),
    plainPlace(2, []),
  ]
  const cables: Cable[] = [
    { ends: ['p1.l0', 'p1.l1'], madeBy: 'hand' },
    { ends: ['p0.l0', 'p0.l1'], madeBy: 'hand' },
    { ends: ['p0.l2', 'outside'], madeBy: 'lab' },
  ]
  const svg = drawSvg({ places, cables, outside, unreadable: [] }, 'x')
  expect(texts(svg)).toEqual(expect.arrayContaining(['A', 'B', 'C', 'D', 'container c2c']))
})

test('a pair with one end in the bridge that leads out: a bare container stands beside its host, not on it', () => {
  const host = plainPlace(0, [
    plainLink('p0.l0', 'br0', { kind: 'bridge' }),
    plainLink('p0.l1', 'eth0', { bridge: 'p0.l0' }),
    plainLink('p0.l2', 'A', { bridge: 'p0.l0' }),
    plainLink('p0.l3', 'B'),
  ])
  const cables: Cable[] = [
    { ends: ['p0.l2', 'p0.l3'], madeBy: 'hand' },
    { ends: ['p0.l1', 'outside'], madeBy: 'lab' },
  ]
  const topology = { places: [host, plainPlace(1, [])], cables, outside, unreadable: [] }
  const { places } = layOutSvg(topology, cardsOf(topology))
  expect(meets(places.get('p0')!, places.get('p1')!)).toBe(false)
})

test('any topology: well-formed, with every number rounded', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(anyTopology, (topology) => {
      const svg = drawSvg(topology, '<&>')
      expect(markupFaults(svg)).toEqual([])
      const values = [...svg.matchAll(/ (?:x|y|width|height|d|viewBox)="([^"]*)"/g)].map(([, value]) => value)
      const numbers = values.join(' ').match(/[^ MLCQ]+/g) ?? []
      expect(numbers.filter((number) => !/^-?\d+(\.\d)?$/.test(number))).toEqual([])
      expect(drawSvg(structuredClone(topology), '<&>')).toBe(svg)
    }),
    { numRuns: 12 },
  )
})

test('any topology: no two cards lie on each other, and none outside its place', { timeout: 30_000 }, () => {
  const within = (inner: Rectangle, outer: Rectangle): boolean =>
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  fc.assert(
    fc.property(anyTopology, (topology) => {
      const cards = cardsOf(topology)
      const { cards: at, places } = layOutSvg(topology, cards)
      const all = cards.map(({ id, place }) => ({ id, place, box: at.get(id)! }))
      for (const [index, one] of all.entries()) {
        for (const other of all.slice(index + 1)) expect(meets(one.box, other.box)).toBe(false)
        const around = one.place === null ? one.box : places.get(one.place)!
        expect(within(one.box, around)).toBe(true)
      }
    }),
    { numRuns: 12 },
  )
})
