import type { NetworkNamespace } from '../observe/snapshot.ts'
import type { Looked } from './explanation.ts'
import { showBridge, showLink, typed } from './commands.ts'
import { bridgeOf, settingsOf, spotName, type Spot, type Terrain } from './terrain.ts'
import type { Step, Way } from './wire.ts'

/** What keeps a frame from going on. */
export interface Obstacle {
  namespace: NetworkNamespace
  looked: Looked
  thing: string
  found: string
  commands: string[]
}

/** The other end of a cable is down, which takes the carrier from this one. */
export const farDown = (terrain: Terrain, near: Spot, far: Spot): Obstacle => {
  const bridge = bridgeOf(far)
  const carrier = `${spotName(terrain, near)} has no carrier`
  return {
    namespace: far.namespace,
    looked: bridge ? 'bridge' : 'cable',
    thing: bridge?.link.name ?? far.link.name,
    found: bridge
      ? `${far.link.name} is a port of ${bridge.link.name}, but it is down; so ${carrier}.`
      : `${spotName(terrain, far)}, the other end of the cable, is down; so ${carrier}.`,
    commands: [...showLink(terrain, far), ...(bridge ? showBridge(terrain, bridge) : [])],
  }
}

const bridgeDown = (terrain: Terrain, bridge: Spot): Obstacle => ({
  namespace: bridge.namespace,
  looked: 'bridge',
  thing: bridge.link.name,
  found: `The bridge ${bridge.link.name} is down, and passes nothing on.`,
  commands: showLink(terrain, bridge),
})

const portShut = (terrain: Terrain, bridge: Spot, port: Spot): Obstacle | null => {
  const common = { namespace: bridge.namespace, looked: 'bridge' as const, thing: bridge.link.name }
  if (!port.link.up)
    return {
      ...common,
      found: `${port.link.name} is a port of ${bridge.link.name}, but it is down.`,
      commands: [...showLink(terrain, port), ...showBridge(terrain, bridge)],
    }
  const state = settingsOf(terrain, port)?.portState ?? 'forwarding'
  // a port without a carrier is `disabled`; whoever is at the other end is told of then
  if (state === 'forwarding' || (state === 'disabled' && !port.link.lowerUp)) return null
  return {
    ...common,
    found: `The port ${port.link.name} of ${bridge.link.name} does not forward: its state is ${state}.`,
    commands: typed(terrain, bridge.namespace, 'bridge', 'link'),
  }
}

/** A frame that goes in by one port of a bridge and out by another. */
const acrossBridge = (terrain: Terrain, port: Step, to: Step): Obstacle | null => {
  const bridge = bridgeOf(port)
  if (!bridge) return null
  if (!bridge.link.up) return bridgeDown(terrain, bridge)
  const shut = portShut(terrain, bridge, port)
  if (shut || to.facing === 'in') return shut
  const isolated = [port, to].every((one) => settingsOf(terrain, one)?.isolated === true)
  if (!isolated) return portShut(terrain, bridge, to)
  return {
    namespace: bridge.namespace,
    looked: 'bridge',
    thing: bridge.link.name,
    found: `${port.link.name} and ${to.link.name} are isolated ports of ${bridge.link.name}: nothing passes between them.`,
    commands: typed(terrain, bridge.namespace, 'bridge', '-d', 'link'),
  }
}

const isDown = (terrain: Terrain, spot: Spot): Obstacle | null =>
  spot.link.up
    ? null
    : {
        namespace: spot.namespace,
        looked: 'link',
        thing: spot.link.name,
        found: `${spotName(terrain, spot)} is down.`,
        commands: showLink(terrain, spot),
      }

/** Two macvlans on one link hear each other in the mode bridge alone, ip-link(8). */
const apart = (terrain: Terrain, one: Spot, other: Spot): Obstacle | null => {
  if (one.link.kind !== 'macvlan') return null
  const shy = [one, other].find((spot) => (settingsOf(terrain, spot)?.mode ?? 'bridge') !== 'bridge')
  return (
    (shy && {
      namespace: shy.namespace,
      looked: 'link',
      thing: shy.link.name,
      found: `${spotName(terrain, shy)} is a macvlan in the mode ${settingsOf(terrain, shy)?.mode}, which hears none of the others on its link.`,
      commands: [],
    }) ??
    null
  )
}

const between = (terrain: Terrain, from: Step, to: Step): Obstacle | null => {
  if (from.facing === 'in')
    return bridgeOf(from) && to.link.kind !== 'macvlan'
      ? acrossBridge(terrain, from, to)
      : isDown(terrain, to)
  if (from.link.kind === 'veth') return to.link.up ? null : farDown(terrain, from, to)
  if (from.link.kind === 'bridge') return portShut(terrain, from, to)
  return (to.facing === 'in' ? apart(terrain, from, to) : null) ?? isDown(terrain, to)
}

/** The first obstacle on a way, and how far a frame comes; null when it is open. */
export function firstObstacle(terrain: Terrain, way: Way): { obstacle: Obstacle; reached: number } | null {
  const [start] = way
  const ownDown = start ? isDown(terrain, start) : null
  if (ownDown) return { obstacle: ownDown, reached: 0 }
  for (const [at, from] of way.entries()) {
    const to = way[at + 1]
    const obstacle = to ? between(terrain, from, to) : null
    if (obstacle) return { obstacle, reached: at }
  }
  return null
}
