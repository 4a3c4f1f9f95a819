import { boxOf } from './vocabulary/containers.ts'
import type { LabChecks } from '../runner/judge/check.ts'
import { hostNamespace, type View } from '../runner/judge/view.ts'
import { fromContainer } from './vocabulary/callers.ts'
import { canConnect, cannotConnect } from './vocabulary/connect.ts'
import { nameIsKnown, nameIsUnknown } from './vocabulary/embedded-dns.ts'
import { theInmate, theInmatesNeighbour } from './vocabulary/internal-networks.ts'
import { isolationIsCounted } from './vocabulary/isolation-stages.ts'
import { hasACableForEachNetwork, hasMoved, theMoved } from './vocabulary/live-networks.ts'
import {
  hubReachesBoth,
  theHub,
  theMateOnItsNetwork,
  theServingMember,
  theServersPage,
  theMemberElsewhere,
} from './vocabulary/network-roles.ts'
import { canPing, cannotPing, theOutside } from './vocabulary/reach.ts'
import {
  addressOf,
  areThere,
  bridgeNameOf,
  gatewayOfMember,
  haveTheirBridges,
  isMember,
  thePersonsChoice,
} from './vocabulary/user-networks.ts'

const mate = fromContainer(boxOf(theMateOnItsNetwork))
const stranger = fromContainer(boxOf(theMemberElsewhere))
const inmate = boxOf(theInmate)

/** The next hop of the hub's default route. */
const wayOutOfTheHub = (view: View): string | null => {
  const hub = theHub(view)
  if ('finding' in hub) return null
  const routes = hub.thing.box.namespace.routes.filter(
    ({ family, table, destination }) => family === 4 && table === 'main' && destination === 'default',
  )
  return routes[0]?.gateway ?? null
}

const checks: LabChecks = {
  steps: [
    {
      step: 'create',
      checks: [
        {
          id: 'create.two',
          title: 'A network with a subnet from the engine, and one with a subnet of your own',
          points: 1,
          is: areThere(),
        },
        {
          id: 'create.bridges',
          title: 'Each has a bridge on the host, with the gateway’s address',
          points: 1,
          after: ['create.two'],
          is: haveTheirBridges(),
        },
      ],
    },
    {
      step: 'members',
      checks: [
        {
          id: 'members.server',
          title: 'A container that exposes a port runs on one of them',
          points: 1,
          after: ['create.two'],
          is: isMember(
            theServingMember,
            'a running container that exposes a TCP port, on one of the two networks',
          ),
        },
        {
          id: 'members.page',
          title: 'A second one on its network gets its page',
          points: 1,
          after: ['members.server'],
          is: canConnect(mate, theServersPage, 'a container on the server’s network gets its page'),
        },
        {
          id: 'members.stranger',
          title: 'A container runs on the other network, and not on the server’s',
          points: 1,
          after: ['members.server'],
          is: isMember(
            theMemberElsewhere,
            'a running container on the other network, and not on the server’s',
          ),
        },
      ],
    },
    {
      step: 'names',
      tryOut: true,
      checks: [
        {
          id: 'names.known',
          title: 'On the server’s network, 127.0.0.11 knows its name',
          points: 1,
          after: ['members.page'],
          is: nameIsKnown(theServingMember, boxOf(theMateOnItsNetwork)),
        },
        {
          id: 'names.unknown',
          title: 'On the other network it does not',
          points: 1,
          after: ['members.stranger'],
          is: nameIsUnknown(theServingMember, boxOf(theMemberElsewhere)),
        },
      ],
    },
    {
      step: 'apart',
      tryOut: true,
      checks: [
        {
          id: 'apart.ping',
          title: 'No ping from the other network reaches the server',
          points: 1,
          after: ['create.bridges', 'members.stranger'],
          is: cannotPing({
            from: boxOf(theMemberElsewhere),
            to: addressOf(theServingMember),
            toWhat: 'the server on the other network',
            control: gatewayOfMember(theMemberElsewhere),
          }),
        },
        {
          id: 'apart.connect',
          title: 'Nor does a connection to the page',
          points: 1,
          after: ['create.bridges', 'members.page', 'members.stranger'],
          is: cannotConnect({
            from: stranger,
            to: theServersPage,
            expected:
              'no connection from the other network to the page, which a neighbour of the server gets',
            control: { from: mate, to: theServersPage },
          }),
        },
        {
          id: 'apart.counted',
          title: 'A rule drops it, and counts',
          points: 2,
          after: ['apart.ping'],
          is: isolationIsCounted(theMemberElsewhere, theServingMember),
        },
      ],
    },
    {
      step: 'hub',
      checks: [
        {
          id: 'hub.both',
          title: 'A container runs on both networks',
          points: 1,
          after: ['members.server'],
          is: isMember(theHub, 'a running container on both networks'),
        },
        {
          id: 'hub.reaches',
          title: 'It reaches a container on each',
          points: 1,
          after: ['hub.both', 'members.stranger'],
          is: hubReachesBoth(),
        },
      ],
    },
    {
      step: 'live',
      checks: [
        {
          id: 'live.moved',
          title: 'A running container has left its network for another',
          points: 1,
          is: hasMoved(),
        },
        {
          id: 'live.interface',
          title: 'Its interfaces are those of its networks, and no others',
          points: 1,
          after: ['live.moved'],
          is: hasACableForEachNetwork(theMoved),
        },
      ],
    },
    {
      step: 'internal',
      checks: [
        {
          id: 'internal.inside',
          title: 'A container runs on an internal network, and on no other',
          points: 1,
          is: isMember(theInmate, 'a running container on an internal network, and on no other'),
        },
        {
          id: 'internal.neighbour',
          title: 'A ping to its neighbour there comes back',
          points: 1,
          after: ['internal.inside'],
          is: canPing(inmate, addressOf(theInmatesNeighbour), 'its neighbour on the internal network'),
        },
        {
          id: 'internal.closed',
          title: 'None comes back from the outside',
          points: 1,
          after: ['internal.neighbour'],
          is: cannotPing({
            from: inmate,
            to: theOutside,
            toWhat: 'the outside, 8.8.8.8',
            control: addressOf(theInmatesNeighbour),
          }),
        },
      ],
    },
  ],
  answers: {
    bridge: (view) => {
      const network = thePersonsChoice(view)
      if ('finding' in network) return { cannotTell: network.finding.actual }
      const name = bridgeNameOf(network.thing)
      const there = hostNamespace(view.snapshot)?.links.some((link) => link.name === name) === true
      return there ? { answers: [name] } : { cannotTell: `the host has no link ${name}` }
    },
    'way-out': (view) => {
      const gateway = wayOutOfTheHub(view)
      return gateway === null
        ? { cannotTell: 'no container on both networks has a default route' }
        : { answers: [gateway] }
    },
  },
}

export default checks
