/** A service of a Compose project that stands between two others, on two networks. */

import { fail, pass, type Statement } from '../../runner/judge/check.ts'
import type { DockerNetwork } from '../../runner/observe/snapshot.ts'
import {
  among,
  endpointIn,
  isPluggedIn,
  named,
  ownNetworks,
  showMembers,
  type Meeting,
  type ProjectMember,
} from './compose.ts'
import { about, type Subject } from './subject.ts'

/** A service between two others: it is on both of two networks, each of the others on one of them. */
export interface Between {
  app: ProjectMember
  proxy: ProjectMember
  front: DockerNetwork
  db: ProjectMember
  back: DockerNetwork
}

/** How many of the outer two are on the other's network as well: none, as it should be, before one or both. */
const trespasses = ({ proxy, db, front, back }: Between): number =>
  Number(isPluggedIn(proxy.box, back)) + Number(isPluggedIn(db.box, front))

/** IPv6 or wishes for addresses are on the front, where there are any; else the network that was made first is. */
const isFront = ({ app, front }: Between): number => {
  const { address, address6 } = endpointIn(app.box, front)?.wanted ?? { address: null, address6: null }
  return Number(address !== null || address6 !== null) + Number(front.ipv6)
}

const arrangements = (
  app: ProjectMember,
  all: readonly ProjectMember[],
  own: readonly DockerNetwork[],
): Between[] => {
  const mine = own.filter((network) => isPluggedIn(app.box, network))
  const others = (network: DockerNetwork): ProjectMember[] =>
    all.filter(
      ({ project, service, box }) =>
        project === app.project && service !== app.service && isPluggedIn(box, network),
    )
  return mine.flatMap((front) =>
    mine
      .filter((back) => back !== front)
      .flatMap((back) =>
        others(front).flatMap((proxy) =>
          others(back)
            .filter(({ service }) => service !== proxy.service)
            .map((db): Between => ({ app, proxy, front, db, back })),
        ),
      ),
  )
}

/** The service that stands between two others, on two networks that Compose has made for their project. */
export const theTwoSides: Subject<Between> = among(
  (all, { snapshot }) =>
    all
      .flatMap((app) => arrangements(app, all, ownNetworks(snapshot, app.project)))
      .toSorted((one, other) => trespasses(one) - trespasses(other) || isFront(other) - isFront(one))[0],
  (all) =>
    fail(
      'no-two-sides',
      'No service stands on two networks of its project, with another service on each.',
      named(all),
      showMembers,
    ),
)

/** A service stands on two networks of its project, another one on each. */
export const standsBetween = (): Statement =>
  about(
    'a service on two networks of its project, and on each of them another service',
    theTwoSides,
    ({ app, proxy, front, db, back }) =>
      pass(
        `${app.service} on both; ${proxy.service} on ${front.name}, ${db.service} on ${back.name}`,
        showMembers,
      ),
  )

const side =
  (pick: (found: Between) => Meeting): Subject<Meeting> =>
  (view) => {
    const found = theTwoSides(view)
    return 'finding' in found ? found : { thing: pick(found.thing) }
  }

/** The service in the middle, and the one on the front. */
export const appAndProxy = side(({ app, proxy, front }) => ({
  network: front,
  one: app.box,
  other: proxy.box,
}))
/** The same two, the other way round. */
export const proxyAndApp = side(({ app, proxy, front }) => ({
  network: front,
  one: proxy.box,
  other: app.box,
}))
/** The service in the middle, and the one on the back. */
export const appAndDb = side(({ app, db, back }) => ({ network: back, one: app.box, other: db.box }))
