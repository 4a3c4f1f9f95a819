import { fieldsOf, fieldsOrNone, listOrNone, textOr, textOrNull } from './shape.ts'
import type { Fields } from './shape.ts'
import type { Container, PortRequest, PublishedPort } from './snapshot.ts'

const protocols = ['tcp', 'udp', 'sctp'] as const

const portNumber = (value: unknown): number | null => {
  const port = Number(textOr(value, '0'))
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null
}

/** `"80/tcp": [{ "HostIp": "", "HostPort": "8080" }]`, as the engine writes both what is bound and what was asked for. */
const parseBindings = ([key, bindings]: [string, unknown]): PortRequest[] => {
  const [number, word = 'tcp'] = key.split('/')
  const containerPort = portNumber(number)
  const protocol = protocols.find((known) => known === word)
  if (containerPort === null || !protocol) return []
  return listOrNone(bindings, `the bindings of ${key}`).map((value) => {
    const binding = fieldsOf(value, `a binding of ${key}`)
    return {
      containerPort,
      protocol,
      hostAddress: textOrNull(binding['HostIp']),
      hostPort: portNumber(binding['HostPort']),
    }
  })
}

const bindingsIn = (value: unknown, what: string): PortRequest[] =>
  Object.entries(fieldsOrNone(value, what)).flatMap(parseBindings)

/** Bound ports where there are any; else the ones asked for, as of a container that does not run. */
export const parsePorts = (settings: Fields, hostConfig: Fields): PublishedPort[] => {
  const bound = bindingsIn(settings['Ports'], 'the ports')
  const ports = bound.length > 0 ? bound : bindingsIn(hostConfig['PortBindings'], 'the ports asked for')
  return ports.map((port) => ({ ...port, hostAddress: port.hostAddress ?? '0.0.0.0' }))
}

/** HostConfig's PortBindings and PublishAllPorts. */
export const parsePortRequests = (
  hostConfig: Fields,
): Pick<Container, 'portRequests' | 'publishAllPorts'> => ({
  portRequests: bindingsIn(hostConfig['PortBindings'], 'the ports asked for'),
  publishAllPorts: hostConfig['PublishAllPorts'] === true,
})
