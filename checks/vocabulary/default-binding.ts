/** The address to which the engine binds a published port when none is named (`--ip`). */
import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { fromTheHost, fromTheOutside } from './callers.ts'
import type { Caller, Service } from './connect.ts'
import { dockerPorts, everyAddress, isLoopback, serviceAt, type Published } from './publishing.ts'
import { about, unreadable, type Found, type Subject } from './subject.ts'

/** What `docker network inspect bridge` calls it. */
const option = 'com.docker.network.bridge.host_binding_ipv4'
const inspectDefault: Exhibit = { on: 'engine', command: ['network', 'inspect', 'bridge'] }

/** The engine's default address; `0.0.0.0` where it has been told none. */
const theDefaultAddress: Subject<string> = ({ snapshot }): Found<string> => {
  const gap = unreadable(snapshot, 'engine', 'networks')
  if (gap) return { finding: gap }
  const network = snapshot.networks.find(({ name, driver }) => name === 'bridge' && driver === 'bridge')
  if (network) return { thing: network.options[option] ?? everyAddress }
  return {
    finding: fail(
      'no-default-network',
      'The engine has no default network.',
      'no network bridge',
      inspectDefault,
    ),
  }
}

/** The engine binds ports to one address, not to all of the host's, when none is named. */
export const bindsToOneAddress = (): Statement =>
  about('the engine binds published ports to one address by default', theDefaultAddress, (address): Finding =>
    address === everyAddress
      ? fail(
          'binds-to-all',
          'The engine binds a port that is published without an address to all addresses of the host.',
          address,
          inspectDefault,
        )
      : pass(address, inspectDefault),
  )

/** The port is bound to the engine's default address. */
export const isBoundToTheDefault = (port: Subject<Published>): Statement =>
  about('a port that was published without an address is bound to the default one', port, (found, view) => {
    const wanted = theDefaultAddress(view)
    if ('finding' in wanted) return wanted.finding
    const { box, hostAddress, hostPort } = found
    const actual = `${box.container.name}: ${hostAddress}:${hostPort}`
    if (hostAddress === wanted.thing) return pass(actual, dockerPorts)
    return fail(
      'bound-elsewhere',
      `Port ${hostPort} of the host, which leads to ${box.container.name}, is bound to ${hostAddress}, not to ${wanted.thing}.`,
      actual,
      dockerPorts,
    )
  })

/** Who must not get through: the outside to a port on the loopback, the host's own loopback to one on another address. */
export const fromBeyond =
  (port: Subject<Published>): Subject<Caller> =>
  (view) => {
    const found = port(view)
    if ('finding' in found) return found
    return isLoopback(found.thing.hostAddress) ? fromTheOutside(view) : fromTheHost(view)
  }

/** The port at an address of the host to which it is not bound. */
export const elsewhere =
  (port: Subject<Published>): Subject<Service> =>
  (view) => {
    const found = port(view)
    if ('finding' in found) return found
    return serviceAt(port, isLoopback(found.thing.hostAddress) ? 'uplink' : '127.0.0.1')(view)
  }
