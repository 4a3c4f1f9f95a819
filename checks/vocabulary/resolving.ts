/** What a program in a container gets for a name: its /etc/hosts first, then its name servers. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { NameFiles, ResolveResult, View } from '../../runner/judge/view.ts'
import type { Container, DockerNetwork } from '../../runner/observe/snapshot.ts'
import { outside } from '../../runner/world/outside-addresses.ts'
import { dockerPs, runningContainers, sourceOf, type Inhabited } from './containers.ts'
import type { Target } from './reach.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

/** Containers that share the stack and the files of another, or of the host, have no names of their own. */
const hasStackOfItsOwn = ({ networkMode }: Container): boolean =>
  networkMode !== 'host' && !networkMode.startsWith('container:')

/** All running containers with a network stack of their own, oldest first, when it is certain that these are all. */
export const allContainers: Subject<Inhabited[]> = ({ snapshot }) => {
  const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces')
  if (gap) return { finding: gap }
  const wanted = snapshot.containers.filter((one) => one.running && hasStackOfItsOwn(one))
  const found = [...new Set(wanted.map(({ networkMode }) => networkMode))]
    .flatMap((mode) => runningContainers(snapshot, mode))
    .toSorted((one, other) => (one.container.createdAt ?? 0) - (other.container.createdAt ?? 0))
  const lost = wanted
    .filter(({ id }) => !found.some(({ container }) => container.id === id))
    .flatMap(({ namespaceInode }) =>
      namespaceInode === null ? [] : (hidden(snapshot, namespaceInode) ?? []),
    )[0]
  return lost ? { finding: lost } : { thing: found }
}

/** The finding that no container is as wanted. */
export const nobody = (code: string, text: string, { snapshot }: View): { finding: Finding } => {
  const names = snapshot.containers.map(({ name, state }) => `${name} (${state})`).join(', ')
  return { finding: fail(code, text, names || 'no container at all', dockerPs) }
}

/** The files by which a container looks up names, as evidence. */
export const showNameFiles = ({ container }: Inhabited): Exhibit => ({
  on: 'engine',
  command: ['exec', container.name, 'cat', '/etc/hosts', '/etc/resolv.conf'],
})

/** The files by which a container looks up names, as its C library reads them. */
export const nameFilesOf = (
  { container: { id, name, hostname, hosts, resolver } }: Inhabited,
  { snapshot }: View,
): Found<NameFiles> => {
  const gap = unreadable(snapshot, `hosts ${id}`, `resolver ${id}`)
  if (gap) return { finding: gap }
  if (!hosts || !resolver)
    return { finding: cannotRun('unreadable', `The files in /etc of ${name} have not been read.`) }
  // resolv.conf(5): without a search line, the domain of the machine's own name is searched.
  const [, ...domain] = hostname.split('.')
  const search = resolver.search.length > 0 || domain.length === 0 ? resolver.search : [domain.join('.')]
  return { thing: { hosts, resolver: { ...resolver, search } } }
}

/** `servers`: the name servers alone, as if /etc/hosts were empty. */
export type By = 'files and servers' | 'servers'

/** A name that was looked up in a container, or the finding that says why it could not be. */
export async function lookUp(
  box: Inhabited,
  name: string,
  by: By,
  view: View,
): Promise<Found<Exclude<ResolveResult, { found: null }>>> {
  const files = nameFilesOf(box, view)
  if ('finding' in files) return files
  const hosts = by === 'servers' ? [] : files.thing.hosts
  const result = await view.probes.resolve(sourceOf(box), name, { ...files.thing, hosts })
  if (result.found !== null) return { thing: result }
  const text = `The name ${name} could not be looked up in ${box.container.name}: ${result.detail}.`
  return { finding: cannotRun('probe-failed', text, showNameFiles(box)) }
}

/** What a container has got for a name, held against the address that it should have got. */
export function judgeLookUp(
  box: Inhabited,
  { name, address }: Target,
  result: Exclude<ResolveResult, { found: null }>,
): Finding {
  const who = box.container.name
  if (!result.found)
    return fail(
      'name-unknown',
      `${who} finds no address for the name ${name}.`,
      result.detail,
      showNameFiles(box),
    )
  const [first = 'nothing'] = result.addresses
  if (first === address) return pass(`in ${who}, ${name} is ${address}`, showNameFiles(box))
  return fail(
    'name-elsewhere',
    `In ${who} the name ${name} stands for ${first}, not for ${address}.`,
    `${name} is ${first}`,
    showNameFiles(box),
  )
}

/** A container, and the name that it is to look up with the address that is right. */
export interface Question {
  box: Inhabited
  /** Its `name` is the name asked for. */
  target: Target
}

/** The container gets the right address for the name. */
export function finds(question: Subject<Question>, by: By, expected: string): Statement {
  return about(expected, question, async ({ box, target }, view): Promise<Finding> => {
    const result = await lookUp(box, target.name, by, view)
    return 'finding' in result ? result.finding : judgeLookUp(box, target, result.thing)
  })
}

/** A container whose short names are looked for in this domain; one that asks this name server goes first, then the oldest. */
export const theSearcherOf =
  (domain: string, server: string): Subject<Inhabited> =>
  (view) => {
    const boxes = allContainers(view)
    if ('finding' in boxes) return boxes
    const blind = boxes.thing.flatMap(
      ({ container: { id } }) => unreadable(view.snapshot, `resolver ${id}`) ?? [],
    )
    const found = boxes.thing.filter(({ container }) => container.resolver?.search.includes(domain))
    const asks = found.find(({ container }) => container.resolver?.nameservers.includes(server))
    const best = asks ?? found[0]
    if (best) return { thing: best }
    if (blind[0]) return { finding: blind[0] }
    return nobody('no-search-domain', `No running container looks for short names in ${domain}.`, view)
  }

/** Two running containers on one network that a user has made. */
export interface Peers {
  network: DockerNetwork
  /** The one that asks. */
  box: Inhabited
  /** The name and the address of the other one on that network. */
  peer: Target
}

const systemNetworks = ['bridge', 'host', 'none']

const addressOn = ({ container }: Inhabited, network: DockerNetwork): string | null =>
  container.networks.find(({ networkId }) => networkId === network.id)?.address ?? null

/** The two oldest running containers on the first network of a user’s own that has two; the older one asks for the other. */
export const thePeers: Subject<Peers> = (view) => {
  const boxes = allContainers(view)
  if ('finding' in boxes) return boxes
  const gap = unreadable(view.snapshot, 'networks')
  if (gap) return { finding: gap }
  for (const network of view.snapshot.networks.filter(({ name }) => !systemNetworks.includes(name))) {
    const [box, other] = boxes.thing.filter((one) => addressOn(one, network) !== null)
    const address = other && addressOn(other, network)
    if (box && other && address)
      return { thing: { network, box, peer: { name: other.container.name, address } } }
  }
  return nobody('no-peers', 'No network made by a user has two running containers.', view)
}

/** One of the two asks for the other by its name. */
export const whetherItFindsItsPeer: Subject<Question> = (view) => {
  const peers = thePeers(view)
  return 'finding' in peers ? peers : { thing: { box: peers.thing.box, target: peers.thing.peer } }
}

/** It asks for a name of the outside. */
export const whetherItFindsTheOutside: Subject<Question> = (view) => {
  const peers = thePeers(view)
  if ('finding' in peers) return peers
  return { thing: { box: peers.thing.box, target: { name: 'www.example', address: outside.website } } }
}

/** The oldest running container that is on the engine's default network alone, and linked to nobody. */
const theStranger: Subject<Inhabited> = (view) => {
  const boxes = allContainers(view)
  if ('finding' in boxes) return boxes
  const found = boxes.thing.find(
    ({ container: { networkMode, networks, links } }) =>
      networkMode === 'bridge' && networks.length === 1 && links.length === 0,
  )
  if (found) return { thing: found }
  return nobody('no-stranger', 'No container runs on the default network alone.', view)
}

/** A name that every name server of the outside knows. */
const known = 'outside.example'

/** A container on the default network gets no address for the peer’s name, though its own name servers answer it. */
export function theNameStaysOnItsNetwork(): Statement {
  const expected = 'a container on the default network finds no address for that name'
  return about(expected, theStranger, async (box, view): Promise<Finding> => {
    const peers = thePeers(view)
    if ('finding' in peers)
      return cannotRun('control-failed', `There is no name to ask for: ${peers.finding.actual}.`)
    const { name } = peers.thing.peer
    const [asked, control] = await Promise.all([
      lookUp(box, name, 'files and servers', view),
      lookUp(box, known, 'servers', view),
    ])
    if ('finding' in asked) return asked.finding
    if ('finding' in control) return control.finding
    const who = box.container.name
    if (!control.thing.found)
      return cannotRun(
        'control-failed',
        `The control failed: ${who}, which should find ${known}, does not find it either (${control.thing.detail}).`,
        showNameFiles(box),
      )
    if (!asked.thing.found) return pass(`${who} finds ${known}, but not ${name}`, showNameFiles(box))
    return fail(
      'name-known',
      `${who}, on the default network, finds ${asked.thing.addresses[0] ?? 'an address'} for the name ${name}.`,
      `${name} is known`,
      showNameFiles(box),
    )
  })
}
