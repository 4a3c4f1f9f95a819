/** Networks made with --internal, and who is locked in there. */

import { fail } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import { dockerPs } from './containers.ts'
import type { Found, Subject } from './subject.ts'
import { describeNetworks, dockerNetworks, membersOf, userNetworks, type Member } from './user-networks.ts'

interface LockedIn {
  inmate: Member
  neighbour: Member | undefined
}

const lockedIn = (view: View): Found<LockedIn> => {
  const networks = userNetworks(view)
  if ('finding' in networks) return networks
  const internal = networks.thing.filter((network) => network.internal)
  const found = internal.flatMap((network): LockedIn[] => {
    const members = membersOf(view.snapshot, network)
    return members
      .filter(({ box }) => box.container.networks.length === 1)
      .map((inmate) => ({ inmate, neighbour: neighbourOf(inmate, members) }))
  })
  const best = found.find(({ neighbour }) => neighbour) ?? found[0]
  if (best) return { thing: best }
  if (internal.length === 0)
    return {
      finding: fail(
        'no-internal-network',
        'The engine has no internal bridge network.',
        describeNetworks(networks.thing),
        dockerNetworks,
      ),
    }
  const names = internal.map(({ name }) => name).join(', ')
  const text = `No running container is on ${names} and on no other network.`
  return { finding: fail('nobody-inside', text, describeNetworks(internal), dockerPs) }
}

/** Rather one that is on another network as well. */
const neighbourOf = (inmate: Member, members: Member[]): Member | undefined => {
  const others = members.filter(({ box }) => box.container.id !== inmate.box.container.id)
  return others.find(({ box }) => box.container.networks.length > 1) ?? others[0]
}

/** A running container on an internal network and on no other; rather one that is not alone there. */
export const theInmate: Subject<Member> = (view) => {
  const found = lockedIn(view)
  return 'finding' in found ? found : { thing: found.thing.inmate }
}

/** Another container on that network; rather one that is on other networks as well. */
export const theInmatesNeighbour: Subject<Member> = (view) => {
  const found = lockedIn(view)
  if ('finding' in found) return found
  const { inmate, neighbour } = found.thing
  if (neighbour) return { thing: neighbour }
  const { name } = inmate.box.container
  const text = `No other container than ${name} runs on ${inmate.network.name}.`
  return { finding: fail('inmate-alone', text, name, dockerPs) }
}
