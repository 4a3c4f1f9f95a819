import { LabError } from '../lab-error.ts'
import {
  fieldsOf,
  fieldsOrNone,
  listOf,
  listOrNone,
  numberOr,
  requireText,
  textMapOf,
  textOr,
  textOrNull,
  textsOf,
} from './shape.ts'
import type { AddressPool, Container, DockerNetwork, Engine, Image } from './snapshot.ts'

const swarmStates = ['inactive', 'pending', 'error', 'locked', 'worker', 'manager'] as const

/** The engine from the headers of GET /_ping (names in lower case). Throws LabError `unexpected-shape`. */
export function parsePing(headers: Record<string, string | string[] | undefined>): Engine {
  const apiVersion = /^\d+\.\d+$/.exec(String(headers['api-version'] ?? ''))?.[0]
  const version = /^Docker\/(\S+)/.exec(String(headers['server'] ?? ''))?.[1]
  if (apiVersion === undefined) {
    throw new LabError(
      'cannotRun',
      'unexpected-shape',
      'What answers on the Docker socket is no Docker Engine.',
    )
  }
  // `active/manager` in API v1.42 and later, `manager` in some
  const words = String(headers['swarm'] ?? '').split('/')
  const swarm = swarmStates.find((state) => words.includes(state)) ?? null
  return { version: version ?? 'unknown', apiVersion, swarm }
}

/** The ids in GET /containers/json. Throws LabError `unexpected-shape`. */
export const parseContainerIds = (value: unknown): string[] =>
  listOf(value, 'containers').map((item) => {
    const id = requireText(fieldsOf(item, 'a container')['Id'], 'the id of a container')
    // an id becomes part of a path
    if (!/^[0-9a-f]{12,64}$/.test(id))
      throw new LabError('cannotRun', 'unexpected-shape', 'A container has an id that is none.')
    return id
  })

const parsePool = (value: unknown): AddressPool => {
  const fields = fieldsOf(value, 'an address pool')
  return {
    subnet: textOr(fields['Subnet'], ''),
    gateway: textOrNull(fields['Gateway']),
    range: textOrNull(fields['IPRange']),
  }
}

/** One item of GET /networks, without its containers, which the list leaves out. Throws LabError `unexpected-shape`. */
export function parseNetwork(value: unknown): DockerNetwork {
  const fields = fieldsOf(value, 'a network')
  const name = requireText(fields['Name'], 'the name of a network')
  const ipam = fieldsOrNone(fields['IPAM'], `the addresses of ${name}`)
  return {
    id: requireText(fields['Id'], `the id of the network ${name}`),
    name,
    driver: textOr(fields['Driver'], 'unknown'),
    scope: textOr(fields['Scope'], 'local'),
    internal: fields['Internal'] === true,
    attachable: fields['Attachable'] === true,
    ipv6: fields['EnableIPv6'] === true,
    ipam: {
      driver: textOr(ipam['Driver'], 'default'),
      pools: listOrNone(ipam['Config'], `the address pools of ${name}`).map(parsePool),
    },
    options: textMapOf(fields['Options'], `the option of ${name}`),
    labels: textMapOf(fields['Labels'], `the label of ${name}`),
    containers: [],
  }
}

/** One item of GET /images/json; what only its history tells is null. Throws LabError `unexpected-shape`. */
export function parseImage(value: unknown): Image {
  const fields = fieldsOf(value, 'an image')
  const seconds = numberOr(fields['Created'], 0)
  return {
    id: requireText(fields['Id'], 'the id of an image'),
    tags: textsOf(fields['RepoTags'], 'the tags of an image').filter((tag) => tag !== '<none>:<none>'),
    size: numberOr(fields['Size'], 0),
    createdAt: seconds > 0 ? seconds * 1000 : null,
    madeBy: null,
    newestLayerSize: null,
  }
}

/** The networks with the running containers that have an endpoint in them. */
export const connectContainers = (networks: DockerNetwork[], containers: Container[]): DockerNetwork[] =>
  networks.map((network) => ({
    ...network,
    containers: containers
      .filter(({ running }) => running)
      .flatMap((container) =>
        container.networks
          .filter(({ networkId }) => networkId === network.id)
          .map(({ endpointId, address, mac }) => ({
            containerId: container.id,
            name: container.name,
            endpointId,
            address,
            mac,
          })),
      ),
  }))
