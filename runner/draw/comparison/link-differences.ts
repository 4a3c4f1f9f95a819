import { bridgesOf, placeIdOf, type PlaceLink } from '../topology/topology.ts'
import { nameOf } from '../topology/words.ts'
import { isUnseen, label, type Compared, type Difference } from './difference.ts'
import { addressesOf, families, farBridge, isWithin, type Family } from './relations.ts'
import { useOf, type BridgeUse } from './shape.ts'

/** Where docker0 is on a host that nobody has touched. */
const untouchedDocker0 = '172.17.0.1/16'

const isBridge = ({ goal }: Compared, link: PlaceLink): boolean => {
  const place = goal.place(placeIdOf(link.id))
  return place !== undefined && bridgesOf(place).includes(link)
}

/** A loopback is always there, but it is a link of the picture only when somebody has given it an address. */
function missingWords(link: PlaceLink, bridge: boolean, place: string): string {
  if (link.kind === 'loopback')
    return `${nameOf(link)} of ${place} has no address of its own, should have one, such as ${link.addresses[0]}`
  const what = bridge ? 'the bridge ' : link.kind === 'veth' ? '' : `the ${link.kind} `
  return `${what}${nameOf(link)} of ${place} is missing`
}

/** Bridges and links without a cable that a place should have; the ends of cables are told with their cables. */
function missing(compared: Compared): Difference[] {
  const { goal, now, boxes, links } = compared
  return goal.topology.places.flatMap((place) => {
    const here = boxes.get(place.id)
    if (here === undefined || isUnseen(compared, here)) return []
    const wanted = [...bridgesOf(place), ...goal.looseLinks(place)].filter(({ id }) => !links.has(id))
    return wanted.map((link): Difference => {
      const text = missingWords(link, isBridge(compared, link), label(now, here))
      return { sign: '-', now: null, goal: link.id, text, note: 'missing' }
    })
  })
}

function extra({ now, boxes, links }: Compared): Difference[] {
  const [known, taken] = [new Set(boxes.values()), new Set(links.values())]
  return now.topology.places
    .filter(({ id }) => known.has(id))
    .flatMap((place) => {
      const bridges = bridgesOf(place)
      return [...bridges, ...now.looseLinks(place)]
        .filter(({ id }) => !taken.has(id))
        .map((link): Difference => {
          const what = bridges.includes(link) ? 'the bridge ' : ''
          return { sign: '+', now: link.id, goal: null, text: `${what}${label(now, link.id)}`, note: '' }
        })
    })
}

const uses: Record<BridgeUse, string> = {
  docker0: 'Docker’s own docker0',
  'own-docker0': 'a bridge of your own in docker0’s stead',
  network: 'the bridge of a Docker network',
  bare: 'a bridge that no Docker network uses',
}

/** How a link is, how it should be, and what of that the picture beside it does not show by itself. */
interface Words {
  is: string
  should: string
  note: string
}

const otherUse = (wanted: PlaceLink, found: PlaceLink): Words[] => {
  const [should, is] = [useOf(wanted), useOf(found)]
  const note = `should be ${uses[should]}`
  return should === is ? [] : [{ is: `is ${uses[is]}`, should: note, note }]
}

const otherState = (wanted: PlaceLink, found: PlaceLink): Words[] => {
  const [should, is] = [wanted.state === 'down', found.state === 'down']
  if (should === is) return []
  return should
    ? [{ is: 'is up', should: 'should be down', note: 'up, should be down' }]
    : [{ is: 'is down', should: 'should be up', note: 'should be up' }]
}

function tooFew(wanted: string[], found: string[], family: Family): Words[] {
  const kind = family === 4 ? 'address' : 'IPv6 address'
  if (found.length >= wanted.length) return []
  const should = wanted.length === 1 ? 'should have one' : `should have ${wanted.length}`
  return [
    {
      is: `has ${found.length === 0 ? `no ${kind}` : `only ${found.length} ${kind}`}`,
      should: `${should}, such as ${wanted.join(' and ')}`,
      note: found.length === 0 ? `no ${kind}, ${should}` : `${should} of them`,
    },
  ]
}

/** An address that lies outside its bridge's network, where the goal's lies in it. */
function strayAddress({ goal, now }: Compared, wanted: PlaceLink, found: PlaceLink, family: Family): Words[] {
  const [should, is] = [farBridge(goal, wanted), farBridge(now, found)]
  if (should === undefined || is === undefined) return []
  const [own, bridges] = [addressesOf(found, family), addressesOf(is, family)]
  const [wasWithin, nowWithin] = [isWithin(wanted, should, family), isWithin(found, is, family)]
  if (own.length === 0 || bridges.length === 0 || !wasWithin || nowWithin) return []
  const note = `should be in the network of ${nameOf(is)}`
  return [{ is: `has ${own.join(' and ')}`, should: `${note}, ${bridges.join(' and ')}`, note }]
}

/** docker0 as it always is, where the goal has it made to measure: that is nobody's choice. */
const unchanged = (wanted: PlaceLink, found: PlaceLink): Words[] => {
  const kept = found.network === 'bridge' && found.addresses.includes(untouchedDocker0)
  const [first] = wanted.addresses
  if (!kept || first === undefined || wanted.addresses.includes(untouchedDocker0)) return []
  const note = 'should have another address'
  return [{ is: `still has ${untouchedDocker0}`, should: `${note}, such as ${first}`, note }]
}

/** A link that no cable ends at, in another bridge than it should be; those of cables are told with them. */
function otherPlug(compared: Compared, wanted: PlaceLink, found: PlaceLink): Words[] {
  const { goal, now, boxes } = compared
  const [should, is] = [goal.boxOf(wanted.id), now.boxOf(found.id)]
  if (goal.cable(wanted.id) !== undefined || boxes.get(should) === is) return []
  const name = (lookup: typeof goal, id: string): string => {
    const bridge = lookup.link(id)
    return bridge === undefined ? 'nothing' : nameOf(bridge)
  }
  const into = boxes.has(should) ? name(now, boxes.get(should) ?? '') : name(goal, should)
  const note = `should be plugged into ${into}`
  return [{ is: `is plugged into ${name(now, is)}`, should: note, note }]
}

function changed(compared: Compared, wanted: PlaceLink, found: PlaceLink): Difference[] {
  const isElsewhere = compared.boxes.get(placeIdOf(wanted.id)) !== placeIdOf(found.id)
  const known = isElsewhere ? [] : families
  const words = [
    ...(isBridge(compared, wanted) ? [...otherUse(wanted, found), ...unchanged(wanted, found)] : []),
    ...(isBridge(compared, wanted) ? [] : otherPlug(compared, wanted, found)),
    ...(isElsewhere ? [] : otherState(wanted, found)),
    ...known.flatMap((family) => [
      ...tooFew(addressesOf(wanted, family), addressesOf(found, family), family),
      ...strayAddress(compared, wanted, found, family),
    ]),
  ]
  return words.map(({ is, should, note }) => ({
    sign: '~',
    now: found.id,
    goal: wanted.id,
    text: `${label(compared.now, found.id)} ${is}, ${should}`,
    note,
  }))
}

export const linkDifferences = (compared: Compared): Difference[] => [
  ...missing(compared),
  ...[...compared.links].flatMap(([goalId, nowId]) => {
    const [wanted, found] = [compared.goal.link(goalId), compared.now.link(nowId)]
    return wanted && found ? changed(compared, wanted, found) : []
  }),
  ...extra(compared),
]
