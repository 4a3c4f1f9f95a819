import { bridgesOf, outsideId, type Place, type PlaceLink } from '../topology/topology.ts'
import { isMadeUp, type Lookup } from './lookup.ts'
import { addressesOf, directionOf, families, familyOf, farBridge, isWithin, reachOf } from './relations.ts'

/** Something of a topology that cables lead to: a place, a bridge, or the outside. */
export interface Box {
  id: string
  kind: Place['kind'] | 'bridge' | 'outside'
  /** Of a bridge, what it is for. */
  use: BridgeUse | null
  /** What a person may call it; none where the name was made up. */
  names: string[]
  /** How often it has each thing that counts, wherever that leads: `cable:hand` -> 2. */
  features: Map<string, number>
}

/**
 * `docker0`: Docker's own; `own-docker0`: a bridge of one's own in docker0's stead; `network`: of a network made since;
 * `bare`: no Docker network lives on it.
 */
export type BridgeUse = 'docker0' | 'own-docker0' | 'network' | 'bare'

/** A topology as matching looks at it: boxes, and what joins them. */
export interface Shape {
  boxes: Box[]
  /** What joins two boxes, counted by its kind; `cable:docker` -> 1. */
  between: (one: string, other: string) => ReadonlyMap<string, number>
  /** Every box that something leads to from this one. */
  neighbours: (id: string) => string[]
}

/** The network's name that Docker gives to the one it makes itself. */
const firstNetwork = 'bridge'

export function useOf({ name, network }: PlaceLink): BridgeUse {
  // While the engine is stopped nobody knows which network docker0 belongs to.
  if (name === 'docker0') return 'docker0'
  if (network === firstNetwork) return 'own-docker0'
  return network === null ? 'bare' : 'network'
}

const add = (counts: Map<string, number>, key: string, more = 1): void => {
  if (more > 0) counts.set(key, (counts.get(key) ?? 0) + more)
}

/** What is compared of a link beyond where it leads: how many addresses it has, whether in its bridge's network, and whether it is down. */
function detailOf(lookup: Lookup, id: string): string {
  const link = lookup.link(id)
  if (link === undefined) return ''
  const bridge = farBridge(lookup, link)
  const addresses = families.map((family) => {
    const within = bridge !== undefined && isWithin(link, bridge, family)
    return `${addressesOf(link, family).length}${within ? 'w' : ''}`
  })
  return `${addresses.join('+')}${link.state === 'down' ? ' down' : ''}`
}

function placeBox(lookup: Lookup, place: Place): Box {
  const features = new Map<string, number>()
  for (const link of lookup.looseLinks(place)) {
    add(features, link.parent === null ? `loose:${link.kind}` : `on:${link.kind}`)
    add(features, `detail:${link.kind} ${detailOf(lookup, link.id)}`)
  }
  for (const port of place.published)
    add(features, `published:${port.protocol}/${port.containerPort} ${reachOf(port)}`)
  for (const gateway of place.gateways) {
    add(features, `gateway:${familyOf(gateway.address)}`)
    add(features, `detail:${familyOf(gateway.address)} ${directionOf(lookup, place, gateway).kind}`)
  }
  for (const address of place.links.flatMap(({ addresses }) => addresses))
    add(features, `address:${familyOf(address)}`)
  add(features, 'container', place.containers.length)
  const names = place.kind === 'container' ? place.containers : [place.name]
  return {
    id: place.id,
    kind: place.kind,
    use: null,
    names: names.filter((name) => !isMadeUp(name)),
    features,
  }
}

function bridgeBox(link: PlaceLink): Box {
  const features = new Map<string, number>()
  for (const address of link.addresses) add(features, `address:${familyOf(address)}`)
  add(features, link.state === 'down' ? 'detail:down' : 'detail:up')
  const names = [link.name, link.network ?? ''].filter((name) => name !== '' && !isMadeUp(name))
  return { id: link.id, kind: 'bridge', use: useOf(link), names, features }
}

interface Strand {
  ends: [string, string]
  /** Its kind, as it looks from either end. */
  kinds: [string, string]
}

/** What joins boxes: cables, what stands on another link, what is plugged in without a cable, and where a box is. */
function strandsOf(lookup: Lookup): Strand[] {
  const { topology, boxOf, looseLinks } = lookup
  const plain = (ends: [string, string], kind: string): Strand => ({ ends, kinds: [kind, kind] })
  const cables = topology.cables.flatMap(({ ends: [one, other], madeBy }) => {
    const ends: [string, string] = [boxOf(one), boxOf(other)]
    const [here, there] = [detailOf(lookup, one), detailOf(lookup, other)]
    const details: Strand = { ends, kinds: [`detail:${here} - ${there}`, `detail:${there} - ${here}`] }
    return [plain(ends, `cable:${madeBy}`), details]
  })
  const within = topology.places.flatMap((place): Strand[] => [
    ...bridgesOf(place).map(({ id }) => plain([id, place.id], 'in')),
    ...(place.kind === 'host' ? [] : [plain([place.id, place.host], 'in')]),
  ])
  const loose = topology.places.flatMap((place) =>
    looseLinks(place).flatMap(({ id, parent, bridge, kind }) => [
      ...(parent === null ? [] : [plain([boxOf(id), boxOf(parent)], `on:${kind}`)]),
      ...(bridge === null ? [] : [plain([place.id, bridge], `loose:${kind} ${detailOf(lookup, id)}`)]),
    ]),
  )
  return [...cables, ...within, ...loose]
}

const nothing: ReadonlyMap<string, number> = new Map()

export function shapeOf(lookup: Lookup): Shape {
  const boxes = lookup.topology.places.flatMap((place) => [
    ...bridgesOf(place).map(bridgeBox),
    placeBox(lookup, place),
  ])
  const outside: Box = { id: outsideId, kind: 'outside', use: null, names: [], features: new Map() }
  const all = new Map([...boxes, outside].map((box) => [box.id, box]))
  const joined = new Map<string, Map<string, Map<string, number>>>()
  const join = (from: string, to: string, kind: string): void => {
    const others = joined.get(from) ?? new Map<string, Map<string, number>>()
    const counts = others.get(to) ?? new Map<string, number>()
    add(counts, kind)
    joined.set(from, others.set(to, counts))
  }
  for (const { ends, kinds } of strandsOf(lookup)) {
    const [one, other] = ends
    join(one, other, kinds[0])
    if (one !== other) join(other, one, kinds[1])
    if (kinds[0].startsWith('cable:'))
      for (const id of ends) add(all.get(id)?.features ?? new Map(), kinds[0])
  }
  return {
    boxes: [...all.values()],
    between: (one, other) => joined.get(one)?.get(other) ?? nothing,
    neighbours: (id) => [...(joined.get(id)?.keys() ?? [])],
  }
}
