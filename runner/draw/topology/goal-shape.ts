import * as v from 'valibot'
import { linksById, outsideId, type Topology } from './topology.ts'

const Id = v.pipe(v.string(), v.regex(/^p\d+(\.l\d+)?$/))
const Port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))

const PlaceLink = v.strictObject({
  id: Id,
  name: v.string(),
  kind: v.string(),
  addresses: v.array(v.string()),
  state: v.picklist(['up', 'down', 'no-carrier']),
  bridge: v.nullable(Id),
  network: v.nullable(v.string()),
  parent: v.nullable(Id),
  vni: v.nullable(v.pipe(v.number(), v.integer())),
})

const Place = v.strictObject({
  id: Id,
  host: Id,
  kind: v.picklist(['host', 'container', 'namespace']),
  name: v.string(),
  containers: v.array(v.string()),
  seen: v.boolean(),
  links: v.array(PlaceLink),
  gateways: v.array(v.strictObject({ address: v.nullable(v.string()), device: v.nullable(v.string()) })),
  published: v.array(
    v.strictObject({
      hostAddress: v.nullable(v.string()),
      hostPort: Port,
      containerPort: Port,
      protocol: v.string(),
    }),
  ),
})

const Cable = v.strictObject({
  ends: v.tuple([Id, v.union([Id, v.literal(outsideId)])]),
  madeBy: v.picklist(['hand', 'docker', 'lab']),
})

/** Ids that lead nowhere, or that two things have. */
function badIds(topology: Topology): string[] {
  const places = topology.places.map(({ id }) => id)
  const links = topology.places.flatMap((place) => place.links)
  const known = linksById(topology)
  const wanted = [
    ...links.flatMap(({ bridge, parent }) => [bridge, parent]),
    ...topology.cables.flatMap(({ ends }) => ends),
  ]
  const lost = wanted.filter((id) => id !== null && id !== outsideId && !known.has(id))
  const homeless = topology.places.filter(({ host }) => !places.includes(host))
  const all = [...places, ...links.map(({ id }) => id)]
  return [
    ...lost.map(String),
    ...homeless.map(({ host }) => host),
    ...all.filter((id, index) => all.indexOf(id) !== index),
  ]
}

/**
 * The file goal.json of a lab: the network of its solved host, in the form of `lab topo --json`. All of it was read,
 * nothing in it is marked, and every id in it leads somewhere.
 */
export const GoalShape = v.pipe(
  v.strictObject({
    schemaVersion: v.literal(1),
    lab: v.pipe(v.string(), v.regex(/^\d\d$/)),
    places: v.array(Place),
    cables: v.array(Cable),
    outside: v.strictObject({ addresses: v.array(v.string()) }),
    unreadable: v.pipe(v.array(v.string()), v.length(0)),
  }),
  v.check(
    (file) => badIds(file).length === 0,
    ({ input }) => `these ids are wrong: ${badIds(input).join(', ')}`,
  ),
)
