import { showRoutes, showSetting } from './commands.ts'
import { decide } from './decide.ts'
import { passHook } from './firewall/hook.ts'
import { lose, note, stop, type Journey, type Stage } from './journey.ts'
import { noteRoute } from './starting.ts'
import { nameOf, placeOf, settingsOf, type Spot, type Terrain } from './terrain.ts'

/** Whether packets that come in by a link are passed on; null where nobody can tell. */
function forwards(terrain: Terrain, spot: Spot): boolean | null {
  const value = settingsOf(terrain, spot)?.ipv4['forwarding'] ?? spot.namespace.sysctls['net.ipv4.ip_forward']
  return value === undefined ? null : value !== '0'
}

/** Whether the place passes packets on at all. */
function noteForwarding(journey: Journey, spot: Spot): Stage | null {
  const { terrain } = journey
  const { namespace, link } = spot
  const who = nameOf(placeOf(terrain, namespace))
  const on = forwards(terrain, spot)
  const all = namespace.sysctls['net.ipv4.ip_forward']
  // one link may be set apart from the others
  const name =
    on === false && all === '1'
      ? `net.ipv4.conf.${link.name.replaceAll('.', '/')}.forwarding`
      : 'net.ipv4.ip_forward'
  const common = {
    namespace,
    looked: 'forwarding',
    thing: name,
    commands: showSetting(terrain, namespace, name),
  } as const
  if (on === false)
    return stop(journey, {
      ...common,
      found: `${who} does not pass on what is for somebody else: ${name} is 0.`,
    })
  if (on === null)
    note(journey, { ...common, found: `Whether ${who} passes packets on could not be read.`, ok: null })
  else
    note(journey, { ...common, found: `${who} passes on what is for somebody else: ${name} is 1.`, ok: true })
  return null
}

/** A packet that is for somebody else: whether this place passes it on, by which way, and what its packet filter says. */
export function forward(journey: Journey, { spot, flow, visit }: Stage & { at: 'forward' }): Stage {
  const { terrain } = journey
  const { namespace, link } = spot
  const refused = noteForwarding(journey, spot)
  if (refused) return refused
  const { destination, source } = flow
  const decision = decide(journey, namespace, { destination, source, incoming: link.name })
  const common = {
    namespace,
    looked: 'route',
    thing: null,
    commands: showRoutes(terrain, namespace, destination),
  } as const
  const who = nameOf(placeOf(terrain, namespace))
  if (decision.kind === 'unknown' || decision.kind === 'local')
    return lose(journey, { ...common, found: `The route from here could not be told: ${decision.words}.` })
  if (decision.kind === 'none') {
    const found = decision.missing
      ? `${who} has no route to ${destination}.`
      : `The route of ${who} to ${destination} is ${decision.words}.`
    return stop(journey, { ...common, found })
  }
  const { device, nextHop, words } = decision
  noteRoute(journey, namespace, { device, words }, destination)
  const passed = passHook(journey, { hook: 'FORWARD', namespace, flow, incoming: link, outgoing: device })
  if (passed.end) return passed.end
  return { at: 'leave', from: { namespace, link: device }, nextHop, flow: passed.flow, visit, incoming: link }
}
