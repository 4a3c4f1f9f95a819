/** What a capture on the outside’s end of the wire has: from which MAC address the frames of a container come. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { ProbeResult, View } from '../../runner/judge/view.ts'
import type { Frame } from '../../runner/observe/parse-capture.ts'
import { outside } from '../../runner/world/outside-addresses.ts'
import { inside, sourceOf } from './containers.ts'
import type { Child } from './macvlan.ts'
import { about, type Subject } from './subject.ts'

const showNeighbours: Exhibit = {
  on: 'host',
  command: ['curl', '-sS', '-m', '2', `http://${outside.website}/neighbours`],
}

/** The MAC addresses from which frames with this sender come. */
const macsOf = (frames: Frame[], address: string): string[] => [
  ...new Set(frames.filter(({ source }) => source === address).map(({ fromMac }) => fromMac)),
]

/** A MAC address, and whose it is. */
const nameOf = (mac: string, { box, link, uplink }: Child, view: View): string => {
  if (mac === link.mac) return `${mac} (${link.name} of ${box.container.name})`
  return mac === uplink.link.mac ? `${mac} (${uplink.link.name} of ${view.snapshot.host})` : mac
}

const judgeFrames = (child: Child, frames: Frame[], view: View): Finding => {
  const { box, link, address, uplink } = child
  const { name } = box.container
  const exhibits = [showNeighbours, inside(box, 'ip', '-d', 'link', 'show', link.name)]
  const macs = macsOf(frames, address)
  const seen = macs.map((mac) => nameOf(mac, child, view)).join(' and from ')
  const foreign = macs.find((mac) => mac !== link.mac)
  if (foreign !== undefined)
    return fail(
      foreign === uplink.link.mac ? 'mac-of-the-parent' : 'mac-of-another',
      `Frames with the sender ${address} come from ${seen}; only ${name} should send them, from ${link.mac ?? 'its own MAC address'}.`,
      `from ${seen}`,
      ...exhibits,
    )
  if (macs.length > 0) return pass(`frames with the sender ${address} come from ${seen}`, ...exhibits)
  const asked = frames.some(
    ({ source, destination }) => source === outside.gateway && destination === address,
  )
  if (!asked)
    return cannotRun(
      'control-failed',
      'The control failed: the outside did not hear its own question either.',
    )
  return fail(
    'not-on-the-wire',
    `No frame with the sender ${address} comes over the wire: ${name} was to send a ping, and nobody answers the outside’s question who has that address.`,
    'only the question of the outside',
    ...exhibits,
  )
}

/** Makes frames: the container calls the router of the wire, and the outside asks who has the container's address. */
const makeFrames = ({ box, address }: Child, { probes }: View): Promise<ProbeResult[]> =>
  Promise.all([probes.ping(sourceOf(box), outside.gateway), probes.whoHas(address)])

/**
 * A capture on the outside's end of the wire, while the container sends a ping and the outside asks by ARP who has its
 * address: there are frames with that address as their sender, and all of them come from the container's own MAC address.
 */
export function sendsFromItsOwnMac(child: Subject<Child>): Statement {
  return about(
    'frames with the container’s address as their sender come over the wire, all of them from its own MAC address',
    child,
    async (found, view): Promise<Finding> => {
      let made: ProbeResult[] = []
      const capture = await view.captureOutside(found.address, async () => {
        made = await makeFrames(found, view)
      })
      if ('unreadable' in capture)
        return cannotRun('cannot-listen', `The outside could not listen on the wire: ${capture.unreadable}.`)
      const broken = made.find(({ reached }) => reached === null)
      if (broken)
        return cannotRun('probe-failed', `The frames to listen for could not be made: ${broken.detail}.`)
      return judgeFrames(found, capture.frames, view)
    },
  )
}
