import { showBridge, showLink } from './commands.ts'
import { note, type Journey } from './journey.ts'
import { bridgeOf, spotName } from './terrain.ts'
import type { Step, Way } from './wire.ts'

/** Notes one step of a frame from link to link; on the outside nobody can look, so nothing is told of it. */
export function noteCrossing(journey: Journey, from: Step, to: Step): void {
  const { terrain } = journey
  const { namespace } = from
  const { name } = from.link
  if (namespace.inode === terrain.outside.inode) return
  const bridge = from.facing === 'in' ? bridgeOf(from) : undefined
  if (bridge) {
    const on = to.facing === 'in' ? '' : `, which passes it on by ${to.link.name}`
    note(journey, {
      namespace,
      looked: 'bridge',
      thing: bridge.link.name,
      found: `${name} is a port of ${bridge.link.name}${on}.`,
      ok: true,
      commands: showBridge(terrain, bridge),
    })
  } else if (from.facing === 'in') {
    note(journey, {
      namespace,
      looked: 'link',
      thing: name,
      found: `${name} hands it to ${spotName(terrain, to)}, which is a ${to.link.kind} on it.`,
      ok: true,
      commands: showLink(terrain, from),
    })
  } else if (from.link.kind === 'bridge') {
    note(journey, {
      namespace,
      looked: 'bridge',
      thing: name,
      found: `${name} passes it on by its port ${to.link.name}.`,
      ok: true,
      commands: showBridge(terrain, from),
    })
  } else if (from.link.kind === 'veth') {
    note(journey, {
      namespace,
      looked: 'cable',
      thing: name,
      found: `The cable from ${name} leads to ${spotName(terrain, to)}.`,
      ok: true,
      commands: showLink(terrain, from),
    })
  } else {
    const how =
      to.facing === 'out' ? `goes out by ${spotName(terrain, to)}` : `reaches ${spotName(terrain, to)}`
    note(journey, {
      namespace,
      looked: 'link',
      thing: name,
      found: `${name} is a ${from.link.kind}, and ${how}.`,
      ok: true,
      commands: showLink(terrain, from),
    })
  }
}

/** Notes the steps of a way that a frame has come along. */
export function crossedHops(journey: Journey, way: Way): void {
  for (const [at, step] of way.entries()) {
    const to = way[at + 1]
    if (to) noteCrossing(journey, step, to)
  }
}
