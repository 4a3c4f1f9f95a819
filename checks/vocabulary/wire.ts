/** What the outside sees of a container on the wire, and by which way the host calls it. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import { outside } from '../../runner/world/outside-addresses.ts'
import { inside, sourceOf, theHost } from './containers.ts'
import { routeTo } from './link-ends.ts'
import { aChild, childrenOf, type Child } from './macvlan.ts'
import { about, hidden, type Subject } from './subject.ts'

/** `203.0.113.1` does not stand in `203.0.113.10`. */
const mentions = (said: string, address: string): boolean =>
  said.split(/[^0-9.]+/).some((word) => word === address || word === `${address}.`)

const lastWord = (said: string): string => said.trim().split(/\s+/).at(-1)?.replace(/\.$/, '') ?? 'nobody'

/** A call of the container reaches the outside's web server, which sees the container's own address as its sender. */
export function isSeenUnderItsOwnAddress(child: Subject<Child>): Statement {
  return about(
    'the outside sees a call of the container under the container’s own address',
    child,
    async ({ box, address }, view): Promise<Finding> => {
      const { name } = box.container
      const exhibit = inside(box, 'curl', '-sS', '-m', '2', `http://${outside.website}/`)
      const answer = await view.probes.connect(sourceOf(box), outside.website, 80)
      if (answer.reached === null)
        return cannotRun('probe-failed', `${name} could not call the outside: ${answer.detail}.`, exhibit)
      if (!answer.reached)
        return fail(
          'no-answer',
          `${name} calls the web server of the outside (${outside.website}) and gets no answer.`,
          answer.detail,
          exhibit,
          inside(box, 'ip', 'route'),
        )
      if (mentions(answer.said, address)) return pass(`the outside sees ${address}`, exhibit)
      const seen = lastWord(answer.said)
      return fail(
        'other-sender',
        `The outside sees ${seen} when ${name} calls, not ${address}.`,
        seen,
        exhibit,
        inside(box, 'ip', 'route'),
      )
    },
  )
}

const showRoute = (address: string): Exhibit => ({ on: 'host', command: ['ip', 'route', 'get', address] })

/** The link by which the host would send to this address. */
const deviceTo = (view: View, address: string): string | null => {
  const host = theHost(view)
  if ('finding' in host) return null
  const place = { name: view.snapshot.host, box: null, namespace: host.thing }
  return routeTo(place, address)?.device ?? null
}

const byWayOf = (
  code: string,
  suits: (view: View, child: Child) => boolean,
  complaint: (children: Child[], view: View) => string,
): Subject<Child> => {
  const some = aChild(([first]) => first)
  return (view) => {
    const any = some(view)
    if ('finding' in any) return any
    const host = theHost(view)
    if ('finding' in host) return host
    const gap = hidden(view.snapshot, host.thing.inode, 'routes')
    if (gap) return { finding: gap }
    const { uplink, address } = any.thing
    const children = childrenOf(view.snapshot, uplink)
    const found = children.find((child) => suits(view, child))
    if (found) return { thing: found }
    const ways = children.map((child) => `${child.address} by ${deviceTo(view, child.address) ?? 'no way'}`)
    return { finding: fail(code, complaint(children, view), ways.join(', '), showRoute(address)) }
  }
}

const isBehindItsParent = (view: View, { address, uplink }: Child): boolean =>
  deviceTo(view, address) === uplink.link.name

const namesOf = (children: Child[]): string => children.map(({ box }) => box.container.name).join(', ')

/** A container on the wire that the host would call through the very link that is the container's parent. */
export const theChildBehindItsParent: Subject<Child> = byWayOf(
  'all-go-round',
  isBehindItsParent,
  (children, { snapshot }) =>
    `For no container on the wire (${namesOf(children)}) does the way of ${snapshot.host} lead through its parent link.`,
)

/** A container on the wire to which the host has a way round the parent link. */
export const theChildWithAWayRound: Subject<Child> = byWayOf(
  'no-way-round',
  (view, child) => !isBehindItsParent(view, child) && deviceTo(view, child.address) !== null,
  (children, { snapshot }) =>
    `What ${snapshot.host} sends to the containers on the wire (${namesOf(children)}) leaves through their parent link.`,
)
