/** What keeps containers apart, what gets through all the same, and networks of their own. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import { namespacePath, type View } from '../../runner/judge/view.ts'
import { contains } from '../../runner/observe/addresses.ts'
import type { DockerNetwork, Neighbour } from '../../runner/observe/snapshot.ts'
import { theDefaultNetwork } from './default-network.ts'
import type { Service } from './connect.ts'
import { inside, sourceOf, type Inhabited } from './containers.ts'
import { engineAddress } from './docker-network.ts'
import { mainPort, pageSigns, theDefaultBridge } from './links.ts'
import { hostRules, showRules, type RuleInChain } from './packet-filter.ts'
import type { Target } from './reach.ts'
import { about, hidden, unreadable, type Subject } from './subject.ts'

const talkOption = 'com.docker.network.bridge.enable_icc'
const inspectDefault: Exhibit = { on: 'engine', command: ['network', 'inspect', 'bridge'] }

/** The engine was started with `--icc=false`, by whichever file. */
export function talkIsOff(): Statement {
  return about('the engine’s default network has enable_icc false', theDefaultNetwork, ({ options }) => {
    const said = options[talkOption] ?? 'nothing'
    if (said === 'false') return pass('enable_icc is false', inspectDefault)
    return fail(
      'talk-is-on',
      'The engine that runs lets the containers of its default network talk to each other.',
      `enable_icc is ${said}`,
      inspectDefault,
    )
  })
}

/** Rules that drop (or reject) all that comes in by the bridge and goes out by it. */
const walls = (rules: RuleInChain[], name: string): RuleInChain[] =>
  rules.filter(({ rule: { target, match } }) => {
    const { incoming, outgoing, source, destination, protocol, states, others } = match
    const both = [incoming, outgoing].every((side) => side?.value === name && !side.not)
    const all = [source, destination, protocol, states].every((condition) => condition === null)
    return both && all && others.length === 0 && (target === 'DROP' || target === 'REJECT')
  })

const counted = (rules: RuleInChain[]): number => rules.reduce((sum, { rule }) => sum + rule.packets, 0)

/** A ping from the container is counted by a rule that drops what goes from container to container. */
export function knockIsCounted(from: Subject<Inhabited>, to: Subject<Target>): Statement {
  return about(
    'a ping from container to container is counted by a rule that drops it',
    from,
    async (box, view): Promise<Finding> => {
      const [target, carrier, before] = [to(view), theDefaultBridge(view), hostRules('filter')(view)]
      if ('finding' in target) return target.finding
      if ('finding' in carrier) return carrier.finding
      if ('finding' in before) return before.finding
      const { name } = carrier.thing.link
      const exhibit = showRules('filter')
      const found = walls(before.thing, name)
      if (found.length === 0)
        return fail(
          'no-drop',
          `No rule drops what comes in by ${name} and goes out by ${name}.`,
          'no such rule',
          exhibit,
        )
      const { reached, detail } = await view.probes.ping(sourceOf(box), target.thing.address)
      if (reached === null)
        return cannotRun('probe-failed', `The ping could not be made: ${detail}.`, exhibit)
      const after = hostRules('filter')({ ...view, snapshot: await view.lookAgain() })
      if ('finding' in after) return after.finding
      const [first, last] = [counted(found), counted(walls(after.thing, name))]
      if (last > first) return pass(`${first} packets before a ping, ${last} after it`, exhibit)
      return fail(
        'not-counted',
        `A ping from ${box.container.name} to ${target.thing.name} is not counted by the rule that drops between ports of ${name}.`,
        `${first} packets before and after`,
        exhibit,
      )
    },
  )
}

/** Made by a person or by the engine, not learned from a frame. */
const isFixed = ({ state }: Neighbour): boolean => /PERMANENT|NOARP/.test(state)

const linkOnDefaultNetwork = (box: Inhabited): string | undefined => {
  const address = engineAddress(box)
  return box.namespace.links.find(({ addresses }) => addresses.some((one) => one.address === address))?.name
}

/** Neighbours that the container has on the default bridge, under addresses that are not of its network. */
export const falseNeighbours =
  (of: Subject<Inhabited>): Subject<(Neighbour & { mac: string })[]> =>
  (view) => {
    const [box, carrier] = [of(view), theDefaultBridge(view)]
    if ('finding' in box) return box
    if ('finding' in carrier) return carrier
    const { inode, neighbours } = box.thing.namespace
    const gap =
      hidden(view.snapshot, inode, 'links') ?? unreadable(view.snapshot, `namespace ${inode} neighbours`)
    if (gap) return { finding: gap }
    const device = linkOnDefaultNetwork(box.thing)
    return {
      thing: neighbours.flatMap((one) =>
        one.mac !== null &&
        one.device === device &&
        !one.address.includes(':') &&
        !isFixed(one) &&
        !contains(carrier.thing.cidr, one.address)
          ? [{ ...one, mac: one.mac }]
          : [],
      ),
    }
  }

/** The container has learned, from a frame on the default bridge, an address that is not of its network. */
export function believesAFalseAddress(of: Subject<Inhabited>): Statement {
  return about(
    'the server has an address in its ARP table that is not of its network',
    of,
    (box, view): Finding => {
      const found = falseNeighbours(of)(view)
      if ('finding' in found) return found.finding
      const exhibit = inside(box, 'ip', 'neighbour')
      const { name } = box.container
      const [first] = found.thing
      if (first) return pass(`${name} knows ${first.address} at ${first.mac}`, exhibit)
      const known = box.namespace.neighbours.map(({ address }) => address).join(', ')
      return fail(
        'no-false-address',
        `${name} has learned no address but those of its own network.`,
        known === '' ? 'no neighbours' : `neighbours: ${known}`,
        exhibit,
      )
    },
  )
}

/** Two containers on a bridge network that a student has made; the first exposes a TCP port. */
export interface OwnNetwork {
  network: DockerNetwork
  server: Inhabited
  mate: Inhabited
  service: Service
}

const networkLs: Exhibit = { on: 'engine', command: ['network', 'ls'] }

const inhabitants = (
  { snapshot }: View,
  { containers }: DockerNetwork,
): { box: Inhabited; address: string }[] =>
  containers.flatMap(({ containerId, address }) => {
    const container = snapshot.containers.find(({ id, running }) => running && id === containerId)
    const namespace = snapshot.namespaces.find(({ inode }) => inode === container?.namespaceInode)
    return container && namespace && address !== null ? [{ box: { container, namespace }, address }] : []
  })

const twoOn = (view: View, network: DockerNetwork): OwnNetwork[] => {
  const all = inhabitants(view, network)
  return all.flatMap(({ box: server, address }) => {
    const port = mainPort(server.container)
    const mate = all.find(({ box }) => box !== server)?.box
    if (port === undefined || !mate) return []
    const signs = pageSigns(server.container)
    return [
      {
        network,
        server,
        mate,
        service: {
          name: `the container ${server.container.name}`,
          address,
          port,
          signs,
          netns: namespacePath(server.namespace),
        },
      },
    ]
  })
}

const talksThere = ({ network: { options } }: OwnNetwork): boolean => options[talkOption] !== 'false'

/** The bridge network of the student's with two running containers, one of which serves; an open one before a closed one. */
export const theOwnNetwork: Subject<OwnNetwork> = (view) => {
  const { snapshot } = view
  const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'networks', 'namespaces')
  if (gap) return { finding: gap }
  const networks = snapshot.networks.filter(
    ({ driver, name }) => driver === 'bridge' && name !== 'bridge' && name !== 'docker_gwbridge',
  )
  const pairs = networks.flatMap((network) => twoOn(view, network))
  const best = pairs.find(talksThere) ?? pairs[0]
  if (best) return { thing: best }
  const doubt = hidden(snapshot, 'any')
  if (doubt) return { finding: doubt }
  if (networks.length === 0)
    return {
      finding: fail(
        'no-own-network',
        'The engine has no bridge network but its default one.',
        'no other bridge network',
        networkLs,
      ),
    }
  const members = networks.map(
    (network) =>
      `${network.name}: ${network.containers.map(({ name }) => name).join(', ') || 'no container'}`,
  )
  return {
    finding: fail(
      'no-two-there',
      `On no network but the default one do two containers run, one of which exposes a TCP port.`,
      members.join('; '),
      networkLs,
    ),
  }
}

/** Two containers run on a network of their own. */
export const twoAreOnTheirOwn = (): Statement =>
  about(
    'two running containers on a bridge network of their own',
    theOwnNetwork,
    ({ network, server, mate }) =>
      pass(`${server.container.name} and ${mate.container.name} on ${network.name}`, {
        on: 'engine',
        command: ['network', 'inspect', network.name],
      }),
  )

/** The one that does not serve, and what the other one serves. */
export const theMate: Subject<Inhabited> = (view) => {
  const found = theOwnNetwork(view)
  return 'finding' in found ? found : { thing: found.thing.mate }
}
/** What the first of the two serves on the port that it exposes. */
export const theMatesService: Subject<Service> = (view) => {
  const found = theOwnNetwork(view)
  return 'finding' in found ? found : { thing: found.thing.service }
}
