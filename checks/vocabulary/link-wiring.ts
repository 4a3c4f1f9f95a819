/** What makes a point-to-point link work: ends that are up, two addresses, a host route each way. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { Route } from '../../runner/observe/snapshot.ts'
import {
  addressOf,
  inPlace,
  isHostRouteOut,
  otherSide,
  routeTo,
  showAt,
  showLinks,
  type End,
  type PointToPoint,
  type Side,
} from './link-ends.ts'
import { about, type Subject } from './subject.ts'

const showAddresses = ({ place }: End): Exhibit => showAt(place, 'ip', '-4', 'addr')

const judgeUp = (pair: PointToPoint): Finding => {
  const down = pair.find(({ link }) => !link.up)
  if (!down) return pass(`${pair.map(inPlace).join(' and ')} are up`, ...pair.map(showLinks))
  return fail('end-down', `${inPlace(down)} is down.`, `state ${down.link.operstate}`, showLinks(down))
}

/** Whether both ends of a pair have an IPv4 address by which the other can speak to them. */
export const judgeAddresses = (pair: PointToPoint): Finding => {
  const bare = pair.find((_, side) => addressOf(pair, side === 0 ? 0 : 1) === undefined)
  if (!bare) return pass(`${addressOf(pair, 0)} and ${addressOf(pair, 1)}`, ...pair.map(showAddresses))
  return fail('no-address', `${inPlace(bare)} has no IPv4 address.`, 'no IPv4 address', showAddresses(bare))
}

const judgeDifferent = (pair: PointToPoint): Finding => {
  const [one, other] = [addressOf(pair, 0), addressOf(pair, 1)]
  const exhibits = pair.map(showAddresses)
  if (one !== other) return pass(`${one} is not ${other}`, ...exhibits)
  const names = pair.map(({ place }) => place.name).join(' and ')
  return fail('same-address', `${names} have the same address, ${one}.`, `both have ${one}`, ...exhibits)
}

const describe = ({ destination, device }: Route): string =>
  `${destination}${device === null ? '' : ` dev ${device}`}`

const judgeRoute = (pair: PointToPoint, side: Side): Finding => {
  const [end, address] = [pair[side], addressOf(pair, otherSide(side))]
  const exhibit = showAt(end.place, 'ip', 'route')
  if (address === undefined) return judgeAddresses(pair)
  const route = routeTo(end.place, address)
  const { name } = end.place
  if (!route)
    return fail('no-route', `${name} has no route to ${address}.`, `no route to ${address}`, exhibit)
  const actual = describe(route)
  if (route.device !== end.link.name)
    return fail(
      'wrong-device',
      `The route from ${name} to ${address} leads out of ${route.device ?? 'no interface'}, not out of ${end.link.name}.`,
      actual,
      exhibit,
    )
  if (!isHostRouteOut(route, end))
    return fail(
      'subnet-route',
      `${name} reaches ${address} by a route to ${route.destination}, not by one to that single address.`,
      actual,
      exhibit,
    )
  return pass(actual, exhibit)
}

const judgeAll = (pair: PointToPoint): Finding[] => [
  judgeUp(pair),
  judgeAddresses(pair),
  judgeDifferent(pair),
  judgeRoute(pair, 0),
  judgeRoute(pair, 1),
]

const isPassed = ({ status }: Finding): boolean => status === 'pass'
const score = (pair: PointToPoint): number => judgeAll(pair).filter(isPassed).length
/** True when nothing is missing from a pair: up, addressed, with a host route each way. */
export const isWhole = (pair: PointToPoint): boolean => judgeAll(pair).every(isPassed)

/** The pair that is furthest along, the first of several; undefined of none. */
export const best = (pairs: PointToPoint[]): PointToPoint | undefined =>
  pairs.reduce<PointToPoint | undefined>(
    (found, next) => (found && score(found) >= score(next) ? found : next),
    undefined,
  )

/** Both ends are switched on. */
export const endsAreUp = (link: Subject<PointToPoint>): Statement =>
  about('both ends of the link are up', link, judgeUp)

/** Both ends have an IPv4 address; of which network does not matter. */
export const endsHaveAddresses = (link: Subject<PointToPoint>): Statement =>
  about('both ends of the link have an address', link, judgeAddresses)

/** The two addresses are not one and the same. */
export const addressesDiffer = (link: Subject<PointToPoint>): Statement =>
  about('the two ends have different addresses', link, judgeDifferent)

/** A packet from this side to the other's address leaves through the link, by a route to that single address. */
export const hasHostRoute = (link: Subject<PointToPoint>, side: Side): Statement =>
  about('a route to the other end’s single address, through the link', link, (pair) => judgeRoute(pair, side))

/** Everything that makes a link work: both ends up, two addresses, a host route each way. */
export const isWired = (link: Subject<PointToPoint>): Statement =>
  about('both ends are up, have addresses, and a host route to each other', link, (pair) => {
    const [wrong] = judgeAll(pair).filter((finding) => !isPassed(finding))
    const routes = pair.map(({ place }) => showAt(place, 'ip', 'route'))
    return wrong ?? pass(`${addressOf(pair, 0)} and ${addressOf(pair, 1)}`, ...routes)
  })

/** All of these statements hold; the first that fails is told, or else the first that cannot run. */
export const all = (expected: string, ...statements: Statement[]): Statement => ({
  expected,
  async judge(view) {
    const findings = await Promise.all(statements.map(async (statement) => statement.judge(view)))
    const worst =
      findings.find(({ status }) => status === 'fail') ??
      findings.find(({ status }) => status === 'cannot-run')
    return (
      worst ??
      pass(findings.map(({ actual }) => actual).join('; '), ...findings.flatMap(({ exhibits }) => exhibits))
    )
  },
})
