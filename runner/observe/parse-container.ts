import { parsePortRequests, parsePorts } from './parse-ports.ts'
import {
  fieldsOf,
  fieldsOrNone,
  listOrNone,
  numberOrNull,
  requireText,
  textMapOf,
  textOr,
  textOrNull,
  textsOf,
} from './shape.ts'
import type { Fields } from './shape.ts'
import type { Container, ContainerNetwork, Mount } from './snapshot.ts'

/** A container as the engine tells it: where its process and namespace are for the agent is found elsewhere. */
export type InspectedContainer = Omit<
  Container,
  'pid' | 'namespaceInode' | 'hosts' | 'hostnameFile' | 'resolver'
>

/** RFC 3339; the engine writes year 1 for never. */
const timeOf = (value: unknown): number | null => {
  const time = Date.parse(textOr(value, ''))
  return Number.isFinite(time) && time > 0 ? time : null
}

/** `/web:/client/alias` or `web:alias` -> `web:alias`. */
const parseLink = (link: string): string => {
  const [target = '', alias = ''] = link.split(':')
  return `${target.replace(/^\//, '')}:${alias.split('/').at(-1) ?? ''}`
}

const parseEndpoint = ([name, value]: [string, unknown]): ContainerNetwork => {
  const fields = fieldsOf(value, `the endpoint in ${name}`)
  const address = textOrNull(fields['IPAddress'])
  const wanted = fieldsOrNone(fields['IPAMConfig'], `the wishes in ${name}`)
  return {
    name,
    networkId: textOr(fields['NetworkID'], ''),
    endpointId: textOr(fields['EndpointID'], ''),
    address,
    prefixLength: address === null ? null : numberOrNull(fields['IPPrefixLen']),
    gateway: textOrNull(fields['Gateway']),
    mac: textOrNull(fields['MacAddress'])?.toLowerCase() ?? null,
    aliases: textsOf(fields['Aliases'], `the aliases in ${name}`),
    links: textsOf(fields['Links'], `the links in ${name}`).map(parseLink),
    address6: textOrNull(fields['GlobalIPv6Address']),
    wanted: {
      address: textOrNull(wanted['IPv4Address']),
      address6: textOrNull(wanted['IPv6Address']),
    },
  }
}

const parseMount = (value: unknown): Mount => {
  const fields = fieldsOf(value, 'a mount')
  return {
    kind: textOr(fields['Type'], 'unknown'),
    source: textOrNull(fields['Source']),
    destination: textOr(fields['Destination'], ''),
    readOnly: fields['RW'] === false,
  }
}

/** `shop:203.0.113.7`; an IPv6 address has colons of its own. */
const parseExtraHost = (text: string): { name: string; address: string } => {
  const [name = '', ...rest] = text.split(':')
  return { name, address: rest.join(':').replace(/^\[(.*)\]$/, '$1') }
}

const parseState = (state: Fields): Pick<Container, 'state' | 'running' | 'exitCode' | 'hostPid'> => {
  const running = state['Running'] === true
  const pid = numberOrNull(state['Pid'])
  const word = textOr(state['Status'], running ? 'running' : 'exited')
  return {
    state: word,
    running,
    exitCode: running || word === 'created' ? null : numberOrNull(state['ExitCode']),
    hostPid: pid !== null && pid > 0 ? pid : null,
  }
}

const parseHostConfig = (
  hostConfig: Fields,
): Pick<Container, 'networkMode' | 'links' | 'extraHosts' | 'autoRemove' | 'privileged' | 'capAdd'> => {
  const mode = textOr(hostConfig['NetworkMode'], 'default')
  return {
    networkMode: mode === 'default' ? 'bridge' : mode,
    links: textsOf(hostConfig['Links'], 'the links').map(parseLink),
    extraHosts: textsOf(hostConfig['ExtraHosts'], 'the extra hosts').map(parseExtraHost),
    autoRemove: hostConfig['AutoRemove'] === true,
    privileged: hostConfig['Privileged'] === true,
    capAdd: textsOf(hostConfig['CapAdd'], 'the capabilities').map((name) => name.replace(/^CAP_/, '')),
  }
}

/** The body of GET /containers/{id}/json, API v1.41 to v1.52. Throws LabError `unexpected-shape`. */
export function parseContainer(value: unknown): InspectedContainer {
  const fields = fieldsOf(value, 'a container')
  const state = fieldsOf(fields['State'], 'the state of a container')
  const config = fieldsOrNone(fields['Config'], 'the configuration of a container')
  const hostConfig = fieldsOrNone(fields['HostConfig'], 'the host configuration of a container')
  const settings = fieldsOrNone(fields['NetworkSettings'], 'the network settings of a container')
  return {
    id: requireText(fields['Id'], 'the id of a container'),
    name: textOr(fields['Name'], '').replace(/^\//, ''),
    image: textOr(config['Image'], ''),
    imageId: textOr(fields['Image'], ''),
    ...parseState(state),
    ...parseHostConfig(hostConfig),
    sandboxKey: textOrNull(settings['SandboxKey']),
    hostsPath: textOrNull(fields['HostsPath']),
    hostname: textOr(config['Hostname'], ''),
    networks: Object.entries(fieldsOrNone(settings['Networks'], 'the networks of a container')).map(
      parseEndpoint,
    ),
    publishedPorts: parsePorts(settings, hostConfig),
    ...parsePortRequests(hostConfig),
    exposedPorts: Object.keys(fieldsOrNone(config['ExposedPorts'], 'the exposed ports')),
    labels: textMapOf(config['Labels'], 'the label'),
    mounts: listOrNone(fields['Mounts'], 'the mounts of a container').map(parseMount),
    createdAt: timeOf(fields['Created']),
    startedAt: timeOf(state['StartedAt']),
    finishedAt: timeOf(state['FinishedAt']),
  }
}
