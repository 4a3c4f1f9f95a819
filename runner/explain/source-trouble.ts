import { contains } from '../observe/addresses.ts'
import type { Link, NetworkNamespace } from '../observe/snapshot.ts'
import { addressesOf } from './addresses.ts'
import { showLink, showLinks, showRoutes } from './commands.ts'
import type { Remark } from './journey.ts'
import { nameOf, placeOf, unreadable, type Terrain } from './terrain.ts'

type Trouble = Omit<Remark, 'ok'>

const isOwn = ({ kind }: Link): boolean => kind !== 'loopback'

const ipv4Of = ({ addresses }: Link): string[] =>
  addresses.flatMap(({ family, address, prefixLength }) =>
    family === 4 ? [`${address}/${prefixLength}`] : [],
  )

/** A place without any link but its loopback, or without any address; what a packet cannot begin without. Null where that could not be read. */
export function lacksAll(terrain: Terrain, namespace: NetworkNamespace): Trouble | null {
  if (unreadable(terrain, namespace, 'links') !== null) return null
  const links = namespace.links.filter(isOwn)
  const who = nameOf(placeOf(terrain, namespace))
  const commands = showLinks(terrain, namespace)
  if (links.length === 0)
    return { namespace, looked: 'link', thing: null, found: `${who} has no link but lo.`, commands }
  if (addressesOf(namespace).length > 0) return null
  const down = links.every(({ up }) => !up) ? ', and is down' : ''
  return {
    namespace,
    looked: 'address',
    thing: links[0]?.name ?? null,
    found:
      links.length === 1
        ? `${links[0]?.name} of ${who} has no IPv4 address${down}.`
        : `No link of ${who} has an IPv4 address.`,
    commands,
  }
}

/** Why a place has no route: its link is down, which takes the routes with it, or its addresses hold nobody else. */
export function lacksRoute(
  terrain: Terrain,
  namespace: NetworkNamespace,
  destination: string,
  because: string | null,
): Trouble {
  const none = lacksAll(terrain, namespace)
  if (none) return none
  const links = namespace.links.filter(isOwn)
  const who = nameOf(placeOf(terrain, namespace))
  const nearest = links.find((link) => !link.up && ipv4Of(link).some((cidr) => contains(cidr, destination)))
  const down =
    nearest ?? (links.every(({ up }) => !up) ? links.find((link) => ipv4Of(link).length > 0) : undefined)
  if (down)
    return {
      namespace,
      looked: 'link',
      thing: down.name,
      found: `${down.name} of ${who} is down, and no route leads over a link that is down.`,
      commands: showLink(terrain, { namespace, link: down }),
    }
  const has = links.flatMap((link) => ipv4Of(link).map((cidr) => `${link.name} has ${cidr}`)).join(', ')
  return {
    namespace,
    looked: 'route',
    thing: null,
    found: `${who} has no route to ${destination}${because === null ? '' : ` (${because})`}: ${has}, and there is no default route.`,
    commands: showRoutes(terrain, namespace, destination),
  }
}
