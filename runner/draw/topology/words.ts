import { safeText } from '../../observe/safe-text.ts'
import {
  linksById,
  placeIdOf,
  type Gateway,
  type Mark,
  type Place,
  type PlaceLink,
  type Published,
  type Topology,
} from './topology.ts'

/** A name as it may stand in a picture. */
export const shown = (text: string): string => safeText(text, { multiline: false })

/** `host1`, `container box`, `containers web, helper` (of one network stack), `namespace blue`. */
export function titleOf({ kind, name, containers }: Place): string {
  if (kind === 'host') return shown(name)
  if (kind === 'namespace') return name === '' ? 'a namespace without a name' : `namespace ${shown(name)}`
  return `${containers.length > 1 ? 'containers' : 'container'} ${containers.map(shown).join(', ')}`
}

/** The words behind a name, with those of its mark among them: `(down, should be up)`; none where there are none. */
export function notes(words: readonly string[], mark: Mark | undefined): string[] {
  const all = [...words, ...(mark?.notes ?? [])].map(shown)
  return all.length === 0 ? [] : [`(${all.join(', ')})`]
}

/** The sign of a mark before a text. */
export const signed = (text: string, mark: Mark | undefined): string =>
  mark === undefined ? text : `${mark.sign} ${text}`

const withMark = (text: string, mark: Mark | undefined): string =>
  [signed(text, mark), ...notes([], mark)].join(' ')

/** A place's title with its mark: `- container box (missing)`. */
export const captionOf = (place: Place): string => withMark(titleOf(place), place.mark)

/** `docker0`; `br-… (backend)`, where the network's name is the only one that a person has given. */
export function nameOf({ name, network }: PlaceLink): string {
  return name === 'br-…' && network !== null ? `br-… (${shown(network)})` : shown(name)
}

/** What a bridge is for, where its name does not say it. */
export function bridgeWords({ name, network }: PlaceLink): string[] {
  if (network === null) return ['bridge']
  return name === 'br-…' ? [] : [`Docker network ${shown(network)}`]
}

const stateWords = { up: [], down: ['down'], 'no-carrier': ['no carrier'] } as const

/** A cable of which one end alone is known. */
const lostEnd = ({ cables }: Topology, { id, kind }: PlaceLink): string[] =>
  kind !== 'veth' || cables.some(({ ends }) => ends.includes(id)) ? [] : ['its other end was not found']

const kindWords = (topology: Topology, link: PlaceLink): string[] => {
  if (link.kind === 'veth' || link.kind === 'bridge' || link.kind === 'loopback') return []
  const parent = link.parent === null ? undefined : linksById(topology).get(link.parent)
  const on =
    parent === undefined
      ? ''
      : ` on ${placeIdOf(parent.id) === placeIdOf(link.id) ? '' : 'the host’s '}${shown(parent.name)}`
  return [`${shown(link.kind)}${link.vni === null ? '' : ` ${link.vni}`}${on}`]
}

/** Everything about a link but its name and addresses, in a few words; often none. */
export const notesOf = (topology: Topology, link: PlaceLink): string[] => [
  ...kindWords(topology, link),
  ...lostEnd(topology, link),
  ...(link.mark?.sign === '-' ? [] : stateWords[link.state]),
]

/** `default via 172.17.0.1`; with its device where that is not plain. */
export function gatewayWords({ address, device, mark }: Gateway, { gateways }: Place): string {
  const via = address === null ? '' : ` via ${address}`
  const tell = device !== null && (address === null || gateways.length > 1)
  return withMark(`default${via}${tell ? ` dev ${shown(device)}` : ''}`, mark)
}

/** `published 8080 -> 80/tcp`. */
export function publishedWords({ hostAddress, hostPort, containerPort, protocol, mark }: Published): string {
  const at = hostAddress === null ? String(hostPort) : `${hostAddress}:${hostPort}`
  return withMark(`published ${at} -> ${containerPort}/${protocol}`, mark)
}

/** The containers that use the host's own network stack. */
export function hostContainersWords({ kind, containers }: Place): string[] {
  if (kind !== 'host' || containers.length === 0) return []
  return [`on the host’s network: ${containers.map(shown).join(', ')}`]
}

/** What a place without any interface says of itself. */
export function emptyWords({ links, seen }: Place): string[] {
  if (links.length > 0) return []
  return [seen ? 'no interface but lo' : 'its network could not be read']
}
