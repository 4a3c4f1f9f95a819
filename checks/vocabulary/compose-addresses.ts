/** Addresses that a service asks for, and what becomes of a service's address when its container is replaced. */

import { cannotRun, fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import type { DockerNetwork, EndedContainer } from '../../runner/observe/snapshot.ts'
import {
  among,
  endpointIn,
  isOn,
  label,
  named,
  showNetwork,
  showMembers,
  theDefaultOfAProject,
  theMembers,
  type Meeting,
  type Member,
} from './compose.ts'
import { inside, type Inhabited } from './containers.ts'
import { about, hidden, type Subject } from './subject.ts'

/** A service on a network of its project on which an address was asked for, and another service there. */
export interface Wisher extends Meeting {
  member: Member
}

const wishes = ({ network, one }: Meeting): number => {
  const { address, address6 } = endpointIn(one, network)?.wanted ?? { address: null, address6: null }
  return Number(address !== null) + Number(address6 !== null)
}

const pairs = (all: readonly Member[], { snapshot }: View): Wisher[] =>
  snapshot.networks.flatMap((network) => {
    const there = all.filter(
      ({ project, box }) => project === label(network, 'project') && isOn(box, network),
    )
    return there.flatMap((member) =>
      there
        .filter(({ service }) => service !== member.service)
        .map(({ box: other }): Wisher => ({ member, network, one: member.box, other })),
    )
  })

/** A service that asks for an address of its own on a network of its project, and a neighbour; rather one that asks for two. */
export const theWisher: Subject<Wisher> = among(
  (all, view) =>
    pairs(all, view)
      .filter((one) => wishes(one) > 0)
      .toSorted((one, other) => wishes(other) - wishes(one))[0],
  (all) =>
    fail(
      'nothing-wanted',
      'No service has asked for an address on a network that it shares with another.',
      named(all),
      showMembers,
    ),
)

/** The neighbour and the service that asks, as they meet. */
export const neighbourOfTheWisher: Subject<Meeting> = (view) => {
  const found = theWisher(view)
  if ('finding' in found) return found
  const { network, one, other } = found.thing
  return { thing: { network, one: other, other: one } }
}

/** The service has asked for an address of this family, and an interface of its container has it. */
export function hasWhatItWanted(family: 4 | 6): Statement {
  return about(
    `an IPv${family} address that a service has asked for`,
    theWisher,
    ({ one, network, member }, { snapshot }): Finding => {
      const { address, address6 } = endpointIn(one, network)?.wanted ?? { address: null, address6: null }
      const wanted = family === 4 ? address : address6
      if (wanted === null)
        return fail(
          'not-wanted',
          `${member.service} has asked for no IPv${family} address on ${network.name}.`,
          'left to the engine',
          showNetwork(network),
        )
      const all = one.namespace.links.flatMap(({ addresses }) => addresses)
      const exhibit = inside(one, 'ip', 'addr')
      if (all.some((found) => found.address === wanted))
        return pass(`${member.service} has ${wanted}`, exhibit)
      return (
        hidden(snapshot, one.namespace.inode, 'links') ??
        fail(
          'address-gone',
          `${member.service} has asked for ${wanted}, but no interface of its container has it.`,
          all.map((found) => found.address).join(', '),
          exhibit,
        )
      )
    },
  )
}

/** A service's container and the one before it, which had the same name. */
export interface Replaced {
  box: Inhabited
  network: DockerNetwork
  before: EndedContainer
}

const predecessor = (box: Inhabited, { snapshot }: View): EndedContainer | undefined =>
  snapshot.history
    .filter(({ id, name }) => name === box.container.name && id !== box.container.id)
    .toSorted((one, other) => other.endedAt - one.endedAt)[0]

/** A container on a project's default network that has taken the place and the name of another one. */
export const theReplaced: Subject<Replaced> = (view) => {
  const found = theDefaultOfAProject(view)
  if ('finding' in found) return found
  const { network } = found.thing
  const all = theMembers(view)
  if ('finding' in all) return all
  const there = all.thing.filter(({ box }) => isOn(box, network))
  const [first] = there.flatMap(({ box }) => {
    const before = predecessor(box, view)
    return before ? [{ box, network, before }] : []
  })
  if (first) return { thing: first }
  return {
    finding: fail(
      'not-replaced',
      `No container on ${network.name} has taken the place of another of its name.`,
      named(there),
      showMembers,
    ),
  }
}

/** A service's container has taken the place and the name of another one. */
export const hasAPredecessor = (): Statement =>
  about(
    'a container that has taken the place and the name of another',
    theReplaced,
    ({ box: { container }, before }) =>
      pass(
        `${container.name} was ${before.id.slice(0, 12)} and is ${container.id.slice(0, 12)}`,
        showMembers,
      ),
  )

/** The new container has none of the addresses that the one before it had. */
export const hasAnotherAddress = (): Statement =>
  about(
    'another address than the container before it had',
    theReplaced,
    ({ box, network, before }): Finding => {
      const { name } = box.container
      const exhibit = showNetwork(network)
      const address = endpointIn(box, network)?.address
      if (before.addresses.length === 0)
        return cannotRun(
          'not-seen',
          `The container that was ${name} before ended before its address was seen.`,
        )
      const old = before.addresses.join(', ')
      if (address && !before.addresses.includes(address))
        return pass(`${name} had ${old} and has ${address}`, exhibit)
      return fail('same-address', `${name} has the address that the one before it had.`, old, exhibit)
    },
  )
