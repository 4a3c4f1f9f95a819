/** Values of a student's own: the names and numbers that are asked of this student and of nobody else. */

import { valuesStep, type OwnValue, type ValueKind } from '../../runner/course/values/value.ts'
import {
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
  type StepChecks,
} from '../../runner/judge/check.ts'
import { sameSubnet } from '../../runner/observe/addresses.ts'
import type { Link, LinkAddress, NetworkNamespace, Snapshot } from '../../runner/observe/snapshot.ts'
import { cables, dockerPs, inside, theHost } from './containers.ts'
import { dockerPorts, publishedPorts } from './publishing.ts'
import { hidden, unreadable } from './subject.ts'
import { dockerNetworks } from './user-networks.ts'

const hostAddresses: Exhibit = { on: 'host', command: ['ip', '-br', '-4', 'addr'] }
const hostBridges: Exhibit = { on: 'host', command: ['ip', '-br', 'link', 'show', 'type', 'bridge'] }

/** A container of this name runs, or has run since the lab began. */
export function containerHasRun(name: string): Statement {
  return {
    expected: `a container called ${name} runs or has run`,
    judge({ snapshot }): Finding {
      const there = snapshot.containers.find((one) => one.name === name && one.state !== 'created')
      if (there) return pass(`${name} is there, ${there.state}`, dockerPs)
      if (snapshot.history.some((one) => one.name === name)) return pass(`${name} has ended`, dockerPs)
      const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'history')
      if (gap) return gap
      const names = [...snapshot.containers, ...snapshot.history].map((one) => one.name)
      return fail(
        'no-such-container',
        `No container called ${name} has run.`,
        [...new Set(names)].join(', ') || 'none',
        dockerPs,
      )
    },
  }
}

/** The engine has a network of this name, of whatever driver. */
export function networkIsThere(name: string): Statement {
  return {
    expected: `a Docker network called ${name}`,
    judge({ snapshot }): Finding {
      if (snapshot.networks.some((one) => one.name === name)) return pass(`${name} is there`, dockerNetworks)
      const gap = unreadable(snapshot, 'engine', 'networks')
      if (gap) return gap
      return fail(
        'no-such-network',
        `The engine has no network called ${name}.`,
        snapshot.networks.map((one) => one.name).join(', '),
        dockerNetworks,
      )
    },
  }
}

/** The host has a bridge of this name, up or down, whoever made it. */
export function bridgeIsThere(name: string): Statement {
  return {
    expected: `a bridge called ${name} on the host`,
    judge(view): Finding {
      const host = theHost(view)
      if ('finding' in host) return host.finding
      const bridges = host.thing.links.filter(({ kind }) => kind === 'bridge').map((one) => one.name)
      if (bridges.includes(name)) return pass(`${name} is a bridge`, hostBridges)
      const gap = hidden(view.snapshot, host.thing.inode, 'links')
      if (gap) return gap
      return fail(
        'no-such-bridge',
        `The host has no bridge called ${name}.`,
        bridges.join(', ') || 'no bridge',
        hostBridges,
      )
    },
  }
}

interface Placed {
  namespace: NetworkNamespace
  link: Link
  address: LinkAddress
}

/** All IPv4 addresses of the host and of every network namespace on it, but those of the loopback. */
const allAddresses = ({ namespaces }: Snapshot): Placed[] =>
  namespaces.flatMap((namespace) =>
    cables(namespace).flatMap((link) =>
      link.addresses.filter(({ family }) => family === 4).map((address) => ({ namespace, link, address })),
    ),
  )

/** The place's own addresses: those of the container that it belongs to, or of the host. */
function showPlace({ namespace }: Placed, { containers }: Snapshot): Exhibit {
  const container = containers.find(({ namespaceInode }) => namespaceInode === namespace.inode)
  return container ? inside({ container, namespace }, 'ip', '-br', '-4', 'addr') : hostAddresses
}

const cidr = ({ address: { address, prefixLength } }: Placed): string => `${address}/${prefixLength}`

const listed = (addresses: readonly Placed[]): string =>
  addresses.map((one) => `${cidr(one)} on ${one.link.name}`).join(', ') || 'none'

/** The subnet is that of a Docker network, or of an address that somebody has given to a link, on the host or in a namespace. */
export function subnetIsThere(subnet: string): Statement {
  return {
    expected: `the subnet ${subnet}, of a Docker network or of an address`,
    judge({ snapshot }): Finding {
      const network = snapshot.networks.find(({ ipam: { pools } }) =>
        pools.some((pool) => sameSubnet(pool.subnet, subnet)),
      )
      if (network) return pass(`${subnet} is the subnet of ${network.name}`, dockerNetworks)
      const addresses = allAddresses(snapshot)
      const found = addresses.find((one) => sameSubnet(cidr(one), subnet))
      if (found) return pass(`${cidr(found)} on ${found.link.name}`, showPlace(found, snapshot))
      const gap = unreadable(snapshot, 'engine', 'networks', 'namespaces') ?? hidden(snapshot, 'any', 'links')
      if (gap) return gap
      return fail(
        'no-such-subnet',
        `Neither a Docker network nor an address has the subnet ${subnet}.`,
        listed(addresses),
        dockerNetworks,
        hostAddresses,
      )
    },
  }
}

/** A link has the address, with whatever prefix length, on the host or in a namespace. */
export function addressIsThere(address: string): Statement {
  return {
    expected: `a link with the address ${address}`,
    judge({ snapshot }): Finding {
      const addresses = allAddresses(snapshot)
      const found = addresses.find((one) => one.address.address === address)
      if (found) return pass(`${cidr(found)} on ${found.link.name}`, showPlace(found, snapshot))
      const gap = unreadable(snapshot, 'namespaces') ?? hidden(snapshot, 'any', 'links')
      if (gap) return gap
      return fail('no-such-address', `No link has the address ${address}.`, listed(addresses), hostAddresses)
    },
  }
}

/** A running container's TCP port is published as this port of the host, on whatever address of it. */
export function portIsPublished(port: number): Statement {
  return {
    expected: `port ${port} of the host is published`,
    judge({ snapshot }): Finding {
      const ports = publishedPorts(snapshot)
      const found = ports.find(({ hostPort }) => hostPort === port)
      if (found) return pass(`${found.hostAddress}:${port} leads to ${found.box.container.name}`, dockerPorts)
      const gap =
        unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces') ?? hidden(snapshot, 'any')
      if (gap) return gap
      return fail(
        'no-such-port',
        `No running container has port ${port} of the host.`,
        ports.map(({ hostPort, box }) => `${hostPort}: ${box.container.name}`).join(', ') || 'none',
        dockerPorts,
      )
    },
  }
}

const statements: Record<ValueKind, (value: string) => Statement> = {
  container: containerHasRun,
  network: networkIsThere,
  bridge: bridgeIsThere,
  subnet: subnetIsThere,
  address: addressIsThere,
  port: (value) => portIsPublished(Number(value)),
}

/** The last step of a lab with values of a student's own: one check for each of them. Their titles are the same for all. */
export const ownValues = (own: readonly OwnValue[]): StepChecks => ({
  step: valuesStep,
  tryOut: true,
  checks: own.map(({ name, kind, default: usual, value }) => ({
    id: `${valuesStep}.${name}`,
    title: `Your own ${kind} (${usual} in the course)`,
    points: 1,
    is: statements[kind](value),
  })),
})
