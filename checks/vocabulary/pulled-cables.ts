/** Cables between containers on the default network and their bridge that carry frames, and some that do not. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import { inside, type Inhabited } from './containers.ts'
import { cablesOnDefaultNetwork, engineAddress, vethsOfHost, type Wired } from './docker-network.ts'
import type { Target } from './reach.ts'
import { about, type Subject } from './subject.ts'

const cables = cablesOnDefaultNetwork(2)

/** What keeps a cable from carrying frames between its container and this bridge, or undefined. */
export const brokenAt = ({ box, hostEnd, farEnd }: Wired, bridge: string): Finding | undefined => {
  const { name } = box.container
  const exhibit: Exhibit = { on: 'host', command: ['ip', 'link', 'show', 'dev', hostEnd.name] }
  if (!hostEnd.up)
    return fail(
      'host-end-down',
      `${hostEnd.name}, the host’s end of the cable of ${name}, is down.`,
      `state ${hostEnd.operstate}`,
      exhibit,
    )
  if (!farEnd.up)
    return fail(
      'container-end-down',
      `${farEnd.name} in ${name} is down.`,
      `state ${farEnd.operstate}`,
      inside(box, 'ip', 'link'),
    )
  if (hostEnd.master?.name !== bridge)
    return fail(
      'not-a-port',
      `${hostEnd.name}, the host’s end of the cable of ${name}, is no port of ${bridge}.`,
      hostEnd.master ? `master ${hostEnd.master.name}` : 'no master',
      exhibit,
    )
  return undefined
}

interface Pulled {
  whole: Wired
  pulled: Wired
}

/** One cable that carries frames to the bridge and one that does not. */
const oneOfEach =
  (bridge: string): Subject<Pulled> =>
  (view) => {
    const found = cables(view)
    if ('finding' in found) return found
    const whole = found.thing.find((cable) => brokenAt(cable, bridge) === undefined)
    const pulled = found.thing.find((cable) => brokenAt(cable, bridge) !== undefined)
    if (whole && pulled) return { thing: { whole, pulled } }
    const names = found.thing.map(({ box }) => box.container.name).join(', ')
    return {
      finding: pulled
        ? fail(
            'all-pulled',
            `No container has a cable to ${bridge} that works.`,
            `pulled: ${names}`,
            vethsOfHost,
          )
        : fail(
            'none-pulled',
            `Every container has a cable to ${bridge} that works.`,
            `whole: ${names}`,
            vethsOfHost,
          ),
    }
  }

/** Some container's cable is down at an end or out of the bridge, while another's is up at both ends and a port of it. */
export function oneCableIsPulled(bridge: string): Statement {
  return about(
    'one container’s cable is down at an end or out of the bridge, another’s is whole',
    oneOfEach(bridge),
    ({ whole, pulled }) =>
      pass(`pulled: ${pulled.box.container.name}; whole: ${whole.box.container.name}`, vethsOfHost),
  )
}

/** A container whose cable to the bridge is whole, while another's is pulled; the oldest of several. */
export const theWhole =
  (bridge: string): Subject<Inhabited> =>
  (view) => {
    const found = oneOfEach(bridge)(view)
    return 'finding' in found ? found : { thing: found.thing.whole.box }
  }

/** A container whose cable is pulled, while another's is whole, by the address that the engine gave it; the oldest of several. */
export const thePulled =
  (bridge: string): Subject<Target> =>
  (view) => {
    const found = oneOfEach(bridge)(view)
    if ('finding' in found) return found
    const { box } = found.thing.pulled
    const address = engineAddress(box)
    if (address !== null) return { thing: { name: `the container ${box.container.name}`, address } }
    return {
      finding: cannotRun('no-engine-address', `The engine tells no address of ${box.container.name}.`),
    }
  }
