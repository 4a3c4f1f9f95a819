import { lookUp, isLocal, routeText } from './route.ts'
import { showRoutes, showSetting } from './commands.ts'
import { stop, type Journey, type Remark, type Stage } from './journey.ts'
import type { Flow } from './packet.ts'
import { nameOf, placeOf, settingsOf, spotName, type Spot, type Terrain } from './terrain.ts'
import { enter } from './visit.ts'

const isLoopback = (address: string): boolean => address.startsWith('127.')

/** The stricter of a link's own setting and that of all links, ip-sysctl. */
const strictness = (terrain: Terrain, spot: Spot): number =>
  Math.max(
    Number(settingsOf(terrain, spot)?.ipv4['rp_filter'] ?? 0),
    Number(spot.namespace.sysctls['net.ipv4.conf.all.rp_filter'] ?? 0),
  )

/** Reverse path filtering, RFC 3704: 1 asks that answers leave by the same link, 2 that they can leave at all. */
function wrongPath(terrain: Terrain, spot: Spot, { source }: Flow): Omit<Remark, 'ok'> | null {
  const level = strictness(terrain, spot)
  if (level !== 1 && level !== 2) return null
  const { namespace, link } = spot
  const { route } = lookUp(namespace, { destination: source, source: null, incoming: null })
  const device = route?.device ?? null
  if (
    route &&
    (level === 2 || device === link.name || route.nextHops.some((hop) => hop.device === link.name))
  )
    return null
  return {
    namespace,
    looked: 'route',
    thing: link.name,
    found: `${link.name} has rp_filter ${level}: what comes by it from ${source} is thrown away, for ${route ? `the way back is “${routeText(route)}”` : 'there is no way back'}.`,
    commands: [
      ...showSetting(terrain, namespace, `net.ipv4.conf.${link.name.replaceAll('.', '/')}.rp_filter`),
      ...showRoutes(terrain, namespace, source),
    ],
  }
}

/** Addresses under which nothing may come in from a wire (martians, RFC 1812 5.3.7). */
function martian(terrain: Terrain, spot: Spot, { source, destination }: Flow): Omit<Remark, 'ok'> | null {
  const { namespace, link } = spot
  const common = { namespace, looked: 'address' as const, thing: link.name }
  const settings = settingsOf(terrain, spot)?.ipv4
  if (isLocal(namespace, source) && settings?.['accept_local'] !== '1')
    return {
      ...common,
      found: `${source} is an address of ${nameOf(placeOf(terrain, namespace))} itself, so it throws away what comes from a wire under it.`,
    }
  const open =
    settings?.['route_localnet'] === '1' || namespace.sysctls['net.ipv4.conf.all.route_localnet'] === '1'
  if (open || (!isLoopback(source) && !isLoopback(destination))) return null
  const strange = isLoopback(source) ? source : destination
  return {
    ...common,
    found: `${spotName(terrain, spot)} throws away what comes from a wire with the loopback address ${strange}.`,
  }
}

/** A packet comes in by a link: whether it may, and whether it is for this place. */
export function arrive(journey: Journey, stage: Stage & { at: 'arrive' }): Stage {
  const { spot } = stage
  const { terrain } = journey
  const entered = stage.visit
    ? { flow: stage.flow, visit: stage.visit, end: null }
    : enter(journey, spot, stage.flow)
  if (entered.end) return entered.end
  const { flow, visit } = entered
  const trouble = martian(terrain, spot, flow) ?? wrongPath(terrain, spot, flow)
  if (trouble) return stop(journey, trouble)
  const { namespace, link } = spot
  const here = lookUp(namespace, { destination: flow.destination, source: flow.source, incoming: link.name })
  const local = here.route ? here.route.type === 'local' : isLocal(namespace, flow.destination)
  return local
    ? { at: 'deliver', namespace, incoming: link, flow, visit }
    : { at: 'forward', spot, flow, visit }
}
