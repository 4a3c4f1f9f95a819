/** A docker0 made to measure: an address of its own, and the part of its network from which containers get theirs. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { contains, parseCidr } from '../../runner/observe/addresses.ts'
import type { AddressPool } from '../../runner/observe/snapshot.ts'
import type { Bridge } from './addressing.ts'
import { cables, inside, type Inhabited } from './containers.ts'
import { inspectDefault, theDefaultNetwork } from './default-network.ts'
import { about, hidden, type Subject } from './subject.ts'

/** What an engine gives docker0 on a host where the network 172.17.0.0/16 is free and nobody has told it anything. */
const usualAddress = '172.17.0.1/16'

/** The bridge has an address that somebody has chosen, not the 172.17.0.1/16 that an engine takes by itself. */
export function hasAChosenAddress(of: Subject<Bridge>): Statement {
  return about(`the bridge has another address than ${usualAddress}`, of, ({ link, cidr }): Finding => {
    const exhibit: Exhibit = { on: 'host', command: ['ip', '-4', 'addr', 'show', 'dev', link.name] }
    if (cidr !== usualAddress) return pass(`${link.name} has ${cidr}`, exhibit)
    return fail(
      'usual-address',
      `${link.name} has ${usualAddress}, the address that an engine gives it when nobody says anything.`,
      cidr,
      exhibit,
    )
  })
}

/** An address pool that is handed out in part only. */
interface Part extends AddressPool {
  range: string
}

const isPart = (pool: AddressPool): pool is Part => {
  const [whole, part] = [parseCidr(pool.subnet), parseCidr(pool.range ?? '')]
  return whole?.family === 4 && part?.family === 4 && part.prefixLength > whole.prefixLength
}

/** The part of the default network that the engine hands out addresses from. */
const thePart: Subject<Part> = (view) => {
  const network = theDefaultNetwork(view)
  if ('finding' in network) return network
  const { pools } = network.thing.ipam
  const part = pools.find(isPart)
  if (part) return { thing: part }
  const whole = pools.map(({ subnet }) => subnet).join(', ') || 'no pool'
  return {
    finding: fail(
      'whole-network',
      `The engine hands out addresses from all of its default network (${whole}), not from a part of it.`,
      whole,
      inspectDefault,
    ),
  }
}

/** The engine hands out addresses from a part of its default network, and keeps off the rest. */
export function handsOutAPart(): Statement {
  return about(
    'the engine hands out addresses from a part of its default network only',
    thePart,
    ({ subnet, range }) => pass(`${range} of ${subnet}`, inspectDefault),
  )
}

/** One of the container's IPv4 addresses lies in the part of the default network that the engine hands out. */
export function isInThePart(box: Subject<Inhabited>): Statement {
  return about('the container’s address lies in that part', box, (found, view): Finding => {
    const part = thePart(view)
    if ('finding' in part) return part.finding
    const gap = hidden(view.snapshot, found.namespace.inode, 'links')
    if (gap) return gap
    const { name } = found.container
    const exhibit = inside(found, 'ip', '-4', 'addr')
    const addresses = cables(found.namespace).flatMap((link) =>
      link.addresses.filter(({ family }) => family === 4).map(({ address }) => address),
    )
    const all = addresses.join(', ')
    if (all === '')
      return fail('no-address', `No interface of ${name} has an IPv4 address.`, 'no IPv4 address', exhibit)
    const { range } = part.thing
    const within = addresses.find((address) => contains(range, address))
    if (within !== undefined) return pass(`${within} in ${range}`, exhibit)
    return fail(
      'outside-part',
      `${all}, the address of ${name}, does not lie in ${range}, which is what the engine hands out.`,
      all,
      exhibit,
    )
  })
}
