/**
 * The shape of a lab's network, as pictures show it. Nothing in it changes from run to run unless the network does:
 * no hardware addresses, no indexes, no names that Docker made up for ends nobody touches, and everything in one order.
 */
export interface Topology {
  /** Each host, followed by the containers and namespaces on it by name. */
  places: Place[]
  /** Veth pairs whose ends were both found, and the host's cables to the outside. */
  cables: Cable[]
  /** What lies beyond the host's own cables. */
  outside: { addresses: string[] }
  /** What could not be read, in sentences: it may be missing here. */
  unreadable: string[]
}

/** A network stack: the host's, a container's, or one made by hand. */
export interface Place {
  /** `p0` is the first host. */
  id: string
  /** The id of the host it is on; a host's own. */
  host: string
  kind: 'host' | 'container' | 'namespace'
  /** The host's, the namespace's or the first container's name. */
  name: string
  /** The names of all running containers that live in it: several with `--net=container:`. */
  containers: string[]
  /** False when nothing of its network could be read. */
  seen: boolean
  links: PlaceLink[]
  gateways: Gateway[]
  published: Published[]
  mark?: Mark
}

/** What a picture beside its goal says of something in it. Nothing is marked in a picture that stands alone. */
export interface Mark {
  /** `+` there, but not in the goal; `-` in the goal and missing, drawn as if it were there; `~` differs from the goal. */
  sign: '+' | '-' | '~'
  /** The same in a few words each. */
  notes: string[]
}

/** One default route. */
export interface Gateway {
  /** Null where the way is a device alone. */
  address: string | null
  device: string | null
  mark?: Mark
}

/** One `-p` of a container in this place. */
export interface Published {
  /** Null for all addresses of the host. */
  hostAddress: string | null
  hostPort: number
  containerPort: number
  protocol: string
  mark?: Mark
}

export type LinkState = 'up' | 'down' | 'no-carrier'

/** One interface of a place. */
export interface PlaceLink {
  /** `p0.l2`, unique in the picture. */
  id: string
  /** `eth0`; `veth…` and `br-…` for the names that Docker makes up. */
  name: string
  /** The kernel's own word: `veth`, `bridge`, `macvlan`, `dummy`. */
  kind: string
  /** CIDR; those that the kernel gives by itself are left out. */
  addresses: string[]
  state: LinkState
  /** The id of the bridge it is a port of. */
  bridge: string | null
  /** The Docker network that lives on this bridge. */
  network: string | null
  /** The id of the link below a macvlan, ipvlan, vlan or vxlan. */
  parent: string | null
  /** Of a vxlan. */
  vni: number | null
  mark?: Mark
}

/** A veth pair. */
export interface Cable {
  /** Ids of links; the host's own cable ends `outside`. */
  ends: [string, string]
  madeBy: 'hand' | 'docker' | 'lab'
  mark?: Mark
}

export const outsideId = 'outside'

export const hostsOf = ({ places }: Topology): Place[] => places.filter(({ kind }) => kind === 'host')

/** The links of a place that others are ports of, or that are there to have ports. */
export function bridgesOf({ links }: Place): PlaceLink[] {
  const masters = new Set(links.map(({ bridge }) => bridge))
  return links.filter(({ kind, id }) => kind === 'bridge' || masters.has(id))
}

/** All links by their ids. */
export const linksById = ({ places }: Topology): Map<string, PlaceLink> =>
  new Map(places.flatMap(({ links }) => links).map((link) => [link.id, link]))

/** The id of the place a link (by its id) is in. */
export const placeIdOf = (linkId: string): string => linkId.split('.')[0] ?? ''
