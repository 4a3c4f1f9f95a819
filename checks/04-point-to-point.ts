import type { LabChecks, Statement } from '../runner/judge/check.ts'
import { canConnect } from './vocabulary/connect.ts'
import { isWithinReach } from './vocabulary/containers.ts'
import { otherSide, type PointToPoint, type Side } from './vocabulary/link-ends.ts'
import {
  all,
  addressesDiffer,
  endsAreUp,
  endsHaveAddresses,
  hasHostRoute,
  isWired,
} from './vocabulary/link-wiring.ts'
import {
  bothRun,
  boxAt,
  callerAt,
  farEnd,
  leads,
  linkBesideNetwork,
  linkBetween,
  linkToHost,
  oneOf,
  theTwo,
  webServerAt,
} from './vocabulary/point-to-point.ts'
import { canPing, cannotPing, theOutside } from './vocabulary/reach.ts'
import type { Subject } from './vocabulary/subject.ts'

const older = oneOf(theTwo, 0)
const younger = oneOf(theTwo, 1)
const link = linkBetween(theTwo)
/** Nothing comes back over a link unless both of its ends are right. */
const wired = ['routes.forth', 'routes.back']

/** From this side of a link, the other side's page is fetched. */
const getsPage = (over: Subject<PointToPoint>, from: Side, whose: string): Statement =>
  canConnect(
    callerAt(over, from),
    webServerAt(over, otherSide(from)),
    `a web page from port 80 of ${whose} that names it`,
  )

const checks: LabChecks = {
  steps: [
    {
      step: 'containers',
      checks: [
        {
          id: 'containers.run',
          title: 'Two containers run without a network',
          points: 1,
          is: bothRun(theTwo),
        },
      ],
    },
    {
      step: 'names',
      checks: [
        {
          id: 'names.reach',
          title: 'Both network namespaces are within reach',
          points: 1,
          after: ['containers.run'],
          is: all(
            'both network namespaces have a name in /var/run/netns (or have been entered another way)',
            isWithinReach(older),
            isWithinReach(younger),
          ),
        },
      ],
    },
    {
      step: 'cable',
      checks: [
        {
          id: 'cable.joins',
          title: 'A veth pair has one end in each',
          points: 2,
          after: ['containers.run'],
          is: leads('a veth pair with one end in each of the two containers', link),
        },
      ],
    },
    {
      step: 'addresses',
      checks: [
        {
          id: 'addresses.there',
          title: 'Both ends have an address',
          points: 1,
          after: ['cable.joins'],
          is: endsHaveAddresses(link),
        },
        {
          id: 'addresses.differ',
          title: 'The two addresses differ',
          points: 1,
          after: ['addresses.there'],
          is: addressesDiffer(link),
        },
        {
          id: 'addresses.up',
          title: 'Both ends are up',
          points: 1,
          after: ['cable.joins'],
          is: endsAreUp(link),
        },
      ],
    },
    {
      step: 'routes',
      checks: [
        {
          id: 'routes.forth',
          title: 'The older container has a route to the younger one’s address alone',
          points: 1,
          after: ['addresses.there', 'addresses.differ', 'addresses.up'],
          is: hasHostRoute(link, 0),
        },
        {
          id: 'routes.back',
          title: 'The younger container has a route to the older one’s address alone',
          points: 1,
          after: ['addresses.there', 'addresses.differ', 'addresses.up'],
          is: hasHostRoute(link, 1),
        },
      ],
    },
    {
      step: 'ping',
      tryOut: true,
      checks: [
        {
          id: 'ping.forth',
          title: 'The younger container answers a ping from the older one',
          points: 1,
          after: wired,
          is: canPing(older, farEnd(link, 1), 'the younger container'),
        },
        {
          id: 'ping.back',
          title: 'The older container answers a ping from the younger one',
          points: 1,
          after: wired,
          is: canPing(younger, farEnd(link, 0), 'the older container'),
        },
        {
          id: 'ping.alone',
          title: 'Neither of them reaches the outside',
          points: 1,
          after: ['ping.forth', 'ping.back'],
          is: all(
            'a ping to 8.8.8.8 comes back to neither of them, though a ping to the other one does',
            cannotPing({ from: older, to: theOutside, toWhat: 'the outside', control: farEnd(link, 1) }),
            cannotPing({ from: younger, to: theOutside, toWhat: 'the outside', control: farEnd(link, 0) }),
          ),
        },
      ],
    },
    {
      step: 'connect',
      checks: [
        {
          id: 'connect.forth',
          title: 'The older container gets the younger one’s page',
          points: 1,
          after: wired,
          is: getsPage(link, 0, 'the younger container'),
        },
        {
          id: 'connect.back',
          title: 'The younger container gets the older one’s page',
          points: 1,
          after: wired,
          is: getsPage(link, 1, 'the older container'),
        },
      ],
    },
    {
      step: 'beside',
      checks: [
        {
          id: 'beside.joins',
          title: 'A container with a network has a link to another container',
          points: 1,
          is: leads(
            'a veth pair from a container that Docker has given a network to another container',
            linkBesideNetwork,
          ),
        },
        {
          id: 'beside.wired',
          title: 'The link has addresses and host routes',
          points: 1,
          after: ['beside.joins'],
          is: isWired(linkBesideNetwork),
        },
        {
          id: 'beside.connects',
          title: 'It gets the other container’s page over the link',
          points: 1,
          after: ['beside.wired'],
          is: getsPage(linkBesideNetwork, 0, 'the container at the other end'),
        },
        {
          id: 'beside.keeps',
          title: 'It still reaches the outside',
          points: 1,
          after: ['beside.joins'],
          is: canPing(boxAt(linkBesideNetwork, 0), theOutside, 'the outside, 8.8.8.8'),
        },
      ],
    },
    {
      step: 'host',
      checks: [
        {
          id: 'host.joins',
          title: 'A veth pair leads from the host straight to a container',
          points: 1,
          is: leads('a veth pair with one end in a container, and one on the host in no bridge', linkToHost),
        },
        {
          id: 'host.wired',
          title: 'The link has addresses and host routes',
          points: 1,
          after: ['host.joins'],
          is: isWired(linkToHost),
        },
        {
          id: 'host.connects',
          title: 'The host gets the container’s page over the link',
          points: 1,
          after: ['host.wired'],
          is: getsPage(linkToHost, 0, 'the container at the other end'),
        },
      ],
    },
  ],
  answers: {
    'peer-index': (view) => {
      const found = link(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      return { answers: [String(found.thing[1].link.index)] }
    },
    'neighbour-mac': (view) => {
      const found = link(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const { mac } = found.thing[1].link
      return mac === null ? { cannotTell: 'the other end has no MAC address' } : { answers: [mac] }
    },
  },
}

export default checks
