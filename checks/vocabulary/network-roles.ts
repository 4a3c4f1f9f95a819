/** Who is who on two networks of a student’s: the server, its mate, the stranger on the other one, the hub on both. */

import { fail, type Exhibit, pass, type Statement } from '../../runner/judge/check.ts'
import type { Container, DockerNetwork } from '../../runner/observe/snapshot.ts'
import type { Service } from './connect.ts'
import { boxOf, dockerPs } from './containers.ts'
import { exposedTcpPorts, mainPort, pageSigns } from './links.ts'
import { canPing } from './reach.ts'
import type { Found, Subject } from './subject.ts'
import { addressOf, isOn, theTwoNetworks, type Member } from './user-networks.ts'

const names = (members: Member[]): string =>
  members.map(({ box }) => box.container.name).join(', ') || 'nobody'

/** The network's inhabitants as evidence. */
const showMembers = ({ name }: DockerNetwork): Exhibit => ({
  on: 'engine',
  command: [
    'network',
    'inspect',
    '--format',
    '{{range .Containers}}{{println .Name .IPv4Address}}{{end}}',
    name,
  ],
})

/** True when the container was started on this network, as its name or its id was typed. */
const startedOn = ({ networkMode }: Container, { name, id }: DockerNetwork): boolean =>
  networkMode === name || id.startsWith(networkMode)

/** A container that exposes a TCP port, on one of the two networks and not on the other; the oldest, that of the engine's choice first. */
export const theServingMember: Subject<Member> = (view) => {
  const found = theTwoNetworks(view)
  if ('finding' in found) return found
  const [server] = found.thing.flatMap(({ members }, index) => {
    const other = found.thing[1 - index]?.network
    return members.filter(
      ({ box }) => exposedTcpPorts(box.container).length > 0 && !(other && isOn(box, other)),
    )
  })
  if (server) return { thing: server }
  const actual = found.thing.map(({ network, members }) => `${network.name}: ${names(members)}`).join('; ')
  const text = `No running container on ${found.thing.map(({ network }) => network.name).join(' or ')} alone exposes a TCP port.`
  return { finding: fail('no-server', text, actual, dockerPs) }
}

/** What the server serves: port 80, or else its lowest exposed one. */
export const theServersPage: Subject<Service> = (view) => {
  const found = theServingMember(view)
  if ('finding' in found) return found
  const { box, address } = found.thing
  const { container } = box
  return {
    thing: {
      name: `the container ${container.name}`,
      address,
      port: mainPort(container) ?? 80,
      signs: pageSigns(container),
    },
  }
}

/** The server's network first, then the other of the two. */
const bothSides = (
  view: Parameters<typeof theServingMember>[0],
): Found<{ server: Member; here: Member[]; there: Member[]; other: DockerNetwork }> => {
  const [server, found] = [theServingMember(view), theTwoNetworks(view)]
  if ('finding' in server) return server
  if ('finding' in found) return found
  const [one, two] = found.thing
  const here = one?.network === server.thing.network ? one : two
  const there = here === one ? two : one
  const { thing } = server
  if (!here || !there)
    return { finding: fail('one-network', 'There is only one network.', thing.network.name, dockerPs) }
  return { thing: { server: thing, here: here.members, there: there.members, other: there.network } }
}

/** Another container on the server's network; rather one that is not on the other one too. */
export const theMateOnItsNetwork: Subject<Member> = (view) => {
  const sides = bothSides(view)
  if ('finding' in sides) return sides
  const { server, here, other } = sides.thing
  const mates = here.filter(({ box }) => box.container.id !== server.box.container.id)
  const mate = mates.find(({ box }) => !isOn(box, other)) ?? mates[0]
  if (mate) return { thing: mate }
  const { container } = server.box
  const text = `No other container than ${container.name} runs on ${server.network.name}.`
  return { finding: fail('no-mate', text, names(here), showMembers(server.network)) }
}

/** A container on the other network and not on the server's; rather one that was started there. */
export const theMemberElsewhere: Subject<Member> = (view) => {
  const sides = bothSides(view)
  if ('finding' in sides) return sides
  const { server, there, other } = sides.thing
  const strangers = there.filter(({ box }) => !isOn(box, server.network))
  const stranger = strangers.find(({ box }) => startedOn(box.container, other)) ?? strangers[0]
  if (stranger) return { thing: stranger }
  const text = `No running container is on ${other.name} and not on ${server.network.name}.`
  return { finding: fail('no-stranger', text, `${other.name}: ${names(there)}`, showMembers(other)) }
}

/** A running container on both networks, as a member of the server's. */
export const theHub: Subject<Member> = (view) => {
  const sides = bothSides(view)
  if ('finding' in sides) return sides
  const { server, here, there, other } = sides.thing
  const hub = here.find(({ box }) => there.some((member) => member.box.container.id === box.container.id))
  if (hub) return { thing: hub }
  const text = `No running container is on both ${server.network.name} and ${other.name}.`
  const actual = `${server.network.name}: ${names(here)}; ${other.name}: ${names(there)}`
  return { finding: fail('no-hub', text, actual, dockerPs) }
}

/** Pings of the hub come back from either side: from the server and from the stranger. */
export function hubReachesBoth(): Statement {
  const sides = [theServingMember, theMemberElsewhere].map((member) =>
    canPing(boxOf(theHub), addressOf(member), 'a container on each of its networks'),
  )
  return {
    expected: 'a ping from the container on both networks comes back from each of them',
    async judge(view) {
      const findings = await Promise.all(sides.map(async (side) => side.judge(view)))
      const actual = findings.map((finding) => finding.actual).join('; ')
      return (
        findings.find(({ status }) => status !== 'pass') ??
        pass(actual, ...findings.flatMap(({ exhibits }) => exhibits))
      )
    },
  }
}
