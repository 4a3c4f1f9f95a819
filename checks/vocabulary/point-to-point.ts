/** Point-to-point links: veth pairs made by hand between two containers, or the host and a container. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { namespacePath } from '../../runner/judge/view.ts'
import type { Snapshot } from '../../runner/observe/snapshot.ts'
import { callerIn } from './callers.ts'
import type { Caller, Service } from './connect.ts'
import { dockerPs, inside, runningContainers, type Inhabited } from './containers.ts'
import {
  addressOf,
  handMade,
  inPlace,
  ipv4,
  placeOf,
  showLinks,
  type Place,
  type PointToPoint,
  type Side,
} from './link-ends.ts'
import { best, isWhole, judgeAddresses } from './link-wiring.ts'
import type { Target } from './reach.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

const hostLinks: Exhibit = { on: 'host', command: ['ip', 'link'] }

/** What was found, unless a better one may lie where could not be looked. */
const found = (
  snapshot: Snapshot,
  pair: PointToPoint | undefined,
  missing: () => Finding,
): Found<PointToPoint> => {
  if (pair && isWhole(pair)) return { thing: pair }
  const gap =
    unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces', 'peers') ??
    hidden(snapshot, 'any', 'links', 'peers', 'routes')
  if (gap) return { finding: gap }
  return pair ? { thing: pair } : { finding: missing() }
}

const isIn = (place: Place, box: Inhabited): boolean => place.box?.container.id === box.container.id

const joins = ([one, other]: PointToPoint, boxes: readonly Inhabited[]): boolean =>
  one.place !== other.place && [one, other].every(({ place }) => boxes.some((box) => isIn(place, box)))

const wiring = ({ namespace }: Inhabited): number => namespace.links.length

/**
 * The two containers that were started without a network, the older first. When there are more, those that a link made
 * by hand joins, then those with the most links: names are the student's own affair.
 */
export const theTwo: Subject<[Inhabited, Inhabited]> = ({ snapshot }) => {
  const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces')
  if (gap) return { finding: gap }
  const candidates = runningContainers(snapshot, 'none')
  const joined = best(handMade(snapshot).filter((pair) => joins(pair, candidates)))
  if (joined) {
    const [one, other] = candidates.filter((box) => joined.some(({ place }) => isIn(place, box)))
    if (one && other) return { thing: [one, other] }
  }
  const doubt = candidates.length === 2 ? undefined : hidden(snapshot, 'any', 'links', 'peers')
  if (doubt) return { finding: doubt }
  const wired = candidates.toSorted((one, other) => wiring(other) - wiring(one)).slice(0, 2)
  const [one, other] = candidates.filter((box) => wired.includes(box))
  if (one && other) return { thing: [one, other] }
  if (one)
    return {
      finding: fail(
        'one-container',
        `Only one running container has network mode none: ${one.container.name}.`,
        one.container.name,
        dockerPs,
      ),
    }
  return {
    finding: fail(
      'no-container',
      'No running container has network mode none.',
      'no such container',
      dockerPs,
    ),
  }
}

/** One of the two: the older (0), or the younger (1). */
export const oneOf =
  (two: Subject<[Inhabited, Inhabited]>, side: Side): Subject<Inhabited> =>
  (view) => {
    const chosen = two(view)
    return 'finding' in chosen ? chosen : { thing: chosen.thing[side] }
  }

/** Why no pair joins the two, as seen in the one that is not wired up yet. */
const notBetween = (pairs: PointToPoint[], [one, other]: [Inhabited, Inhabited]): Finding => {
  const spare = pairs
    .filter((pair) => pair.some(({ link }) => ipv4(link).length === 0))
    .toSorted((first, second) => outside(first) - outside(second))[0]
  const names = `${one.container.name} and ${other.container.name}`
  if (!spare)
    return fail(
      'no-veth-pair',
      `No veth pair joins ${names}.`,
      'no such pair',
      hostLinks,
      inside(one, 'ip', 'link'),
    )
  const [left, right] = spare
  return fail(
    left.place === right.place ? 'ends-together' : 'end-elsewhere',
    left.place === right.place
      ? `${left.link.name} and ${right.link.name} are both in ${left.place.name}.`
      : `The pair of ${inPlace(left)} and ${inPlace(right)} does not join ${names}.`,
    spare.map(inPlace).join(', '),
    ...spare.map(showLinks),
  )
}

/** How many of its ends are in no container. */
const outside = (pair: PointToPoint): number => pair.filter(({ place }) => place.box === null).length

/** The veth pair made by hand that joins the two containers; its ends are in their order. */
export const linkBetween =
  (two: Subject<[Inhabited, Inhabited]>): Subject<PointToPoint> =>
  (view) => {
    const boxes = two(view)
    if ('finding' in boxes) return boxes
    const pairs = handMade(view.snapshot)
    return found(view.snapshot, best(pairs.filter((pair) => joins(pair, boxes.thing))), () =>
      notBetween(pairs, boxes.thing),
    )
  }

const isOrdinary = ({ box }: Place): boolean =>
  box !== null && !/^(none|host|container:.*)$/.test(box.container.networkMode)

const turned = ([one, other]: PointToPoint, first: (place: Place) => boolean): PointToPoint =>
  first(one.place) ? [one, other] : [other, one]

/** A pair made by hand from a container that the engine has put on a network (first) to any other container. */
export const linkBesideNetwork: Subject<PointToPoint> = ({ snapshot }) => {
  const pairs = handMade(snapshot).filter(
    ([one, other]) =>
      one.place !== other.place &&
      outside([one, other]) === 0 &&
      (isOrdinary(one.place) || isOrdinary(other.place)),
  )
  return found(snapshot, best(pairs.map((pair) => turned(pair, isOrdinary))), () => {
    const ordinary = snapshot.namespaces
      .flatMap((namespace) => placeOf(snapshot, namespace))
      .filter(isOrdinary)
      .map(({ name }) => name)
    if (ordinary.length === 0)
      return fail(
        'no-ordinary-container',
        'No container runs that Docker has given a network.',
        'no such container',
        dockerPs,
      )
    return fail(
      'no-veth-pair',
      'No veth pair made by hand leads from a container with a network to another container.',
      `with a network: ${ordinary.join(', ')}`,
      dockerPs,
      hostLinks,
    )
  })
}

/** A pair made by hand from the host (first) to a container, plugged into no bridge. */
export const linkToHost: Subject<PointToPoint> = ({ snapshot }) => {
  const isHost = ({ box }: Place): boolean => box === null
  const pairs = handMade(snapshot)
    .filter((pair) => outside(pair) === 1)
    .map((pair) => turned(pair, isHost))
  const free = pairs.filter(([{ link }]) => link.master === null)
  return found(snapshot, best(free), () => {
    const [plugged] = pairs
    if (plugged)
      return fail(
        'in-bridge',
        `${plugged[0].link.name} on the host is a port of ${plugged[0].link.master?.name ?? 'a bridge'}.`,
        inPlace(plugged[0]),
        hostLinks,
      )
    return fail(
      'no-veth-pair',
      'No veth pair made by hand leads from the host to a container.',
      'no such pair',
      hostLinks,
    )
  })
}

/** The container at one end of a link; there is none where that end is on the host. */
export const boxAt =
  (link: Subject<PointToPoint>, side: Side): Subject<Inhabited> =>
  (view) => {
    const pair = link(view)
    if ('finding' in pair) return pair
    const { box, name } = pair.thing[side].place
    if (box) return { thing: box }
    return { finding: fail('no-container', `${name} is no container.`, name, hostLinks) }
  }

/** One end of a link as the target of a ping, by the address that the other end has a host route to. */
export const farEnd =
  (link: Subject<PointToPoint>, side: Side): Subject<Target> =>
  (view) => {
    const pair = link(view)
    if ('finding' in pair) return pair
    const address = addressOf(pair.thing, side)
    if (address === undefined) return { finding: judgeAddresses(pair.thing) }
    const { name, namespace } = pair.thing[side].place
    return { thing: { name, address, netns: namespacePath(namespace) } }
  }

/** One end of a link as the one that opens a connection; the host can be one too. */
export const callerAt =
  (link: Subject<PointToPoint>, side: Side): Subject<Caller> =>
  (view) => {
    const pair = link(view)
    if ('finding' in pair) return pair
    return { thing: callerIn(pair.thing[side].place) }
  }

/** The web server at one end of a link; its page names the container: its name, host name or id. */
export const webServerAt =
  (link: Subject<PointToPoint>, side: Side): Subject<Service> =>
  (view) => {
    const [pair, target] = [link(view), farEnd(link, side)(view)]
    if ('finding' in pair) return pair
    if ('finding' in target) return target
    const { box, name } = pair.thing[side].place
    const signs = box ? [name, box.container.hostname, box.container.id.slice(0, 12)] : [name]
    return { thing: { ...target.thing, port: 80, signs } }
  }

/** The link exists, with both of its ends where they belong. `expected` says which link was asked for. */
export const leads = (expected: string, link: Subject<PointToPoint>): Statement =>
  about(expected, link, (pair) => pass(pair.map(inPlace).join(', '), ...pair.map(showLinks)))

/** Both containers of the pair run. */
export const bothRun = (two: Subject<[Inhabited, Inhabited]>): Statement =>
  about('two running containers with network mode none', two, (boxes) =>
    pass(`${boxes.map(({ container }) => container.name).join(' and ')} run`, dockerPs),
  )
