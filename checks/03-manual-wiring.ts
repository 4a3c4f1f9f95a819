import type { LabChecks } from '../runner/judge/check.ts'
import { hostNamespace } from '../runner/judge/view.ts'
import {
  addressIsFree,
  addressIsInNetworkOf,
  bridge,
  hasOneDefaultRouteVia,
  maskIsThatOf,
} from './vocabulary/addressing.ts'
import {
  cableTo,
  exists,
  farEndIsInContainer,
  farEndIsNamed,
  farEndIsUp,
  hostEndIsPortOf,
  hostEndIsUp,
} from './vocabulary/cable.ts'
import { isWithinReach, runs, theContainerWithoutNetwork as box } from './vocabulary/containers.ts'
import { aContainerHasEnded, nothingDangles } from './vocabulary/left-overs.ts'
import { aNeighbour, canPing, gatewayOf, theOutside } from './vocabulary/reach.ts'

const docker0 = bridge('docker0')
const cable = cableTo(box)
/** A ping says something only when packets can leave the container and come back to it alone. */
const wired = ['bridge.port', 'bridge.up', 'inside.there', 'inside.up', 'address.network', 'address.free']

const checks: LabChecks = {
  steps: [
    {
      step: 'container',
      checks: [
        {
          id: 'container.runs',
          title: 'A container runs without a network',
          points: 1,
          is: runs(box, 'a running container with network mode none'),
        },
      ],
    },
    {
      step: 'name',
      checks: [
        {
          id: 'name.reach',
          title: 'Its network namespace is within reach',
          points: 1,
          after: ['container.runs'],
          is: isWithinReach(box),
        },
      ],
    },
    {
      step: 'cable',
      checks: [
        {
          id: 'cable.pair',
          title: 'There is a veth pair',
          points: 1,
          after: ['container.runs'],
          is: exists(cable),
        },
      ],
    },
    {
      step: 'bridge',
      checks: [
        {
          id: 'bridge.port',
          title: 'The host’s end is plugged into docker0',
          points: 1,
          after: ['cable.pair'],
          is: hostEndIsPortOf(cable, 'docker0'),
        },
        {
          id: 'bridge.up',
          title: 'The host’s end is up',
          points: 1,
          after: ['cable.pair'],
          is: hostEndIsUp(cable),
        },
      ],
    },
    {
      step: 'inside',
      checks: [
        {
          id: 'inside.there',
          title: 'The other end is in the container',
          points: 1,
          after: ['cable.pair'],
          is: farEndIsInContainer(cable),
        },
        {
          id: 'inside.name',
          title: 'It is called eth0',
          points: 1,
          after: ['inside.there'],
          is: farEndIsNamed(cable, 'eth0'),
        },
        { id: 'inside.up', title: 'It is up', points: 1, after: ['inside.there'], is: farEndIsUp(cable) },
      ],
    },
    {
      step: 'address',
      checks: [
        {
          id: 'address.network',
          title: 'Its address lies in docker0’s network',
          points: 1,
          after: ['inside.there'],
          is: addressIsInNetworkOf(box, docker0),
        },
        {
          id: 'address.mask',
          title: 'Its prefix length is docker0’s',
          points: 1,
          after: ['address.network'],
          is: maskIsThatOf(box, docker0),
        },
        {
          id: 'address.free',
          title: 'Nobody else has its address',
          points: 1,
          after: ['address.network'],
          is: addressIsFree(box, docker0),
        },
      ],
    },
    {
      step: 'route',
      checks: [
        {
          id: 'route.default',
          title: 'One default route leads through docker0',
          points: 1,
          after: ['inside.there'],
          is: hasOneDefaultRouteVia(box, docker0),
        },
      ],
    },
    {
      step: 'ping',
      checks: [
        {
          id: 'ping.gateway',
          title: 'docker0 answers a ping',
          points: 1,
          after: wired,
          is: canPing(box, gatewayOf(docker0), 'docker0'),
        },
        {
          id: 'ping.neighbour',
          title: 'A neighbour answers a ping',
          points: 1,
          after: wired,
          is: canPing(box, aNeighbour, 'a neighbour'),
        },
        {
          id: 'ping.outside',
          title: 'The outside answers a ping',
          points: 1,
          after: [...wired, 'route.default'],
          is: canPing(box, theOutside, 'the outside, 8.8.8.8'),
        },
      ],
    },
    {
      step: 'exit',
      checks: [
        {
          id: 'exit.ended',
          title: 'A second container has come and gone',
          points: 1,
          is: aContainerHasEnded('none'),
        },
        {
          id: 'exit.clean',
          title: 'Nothing dangles in /var/run/netns',
          points: 1,
          after: ['exit.ended'],
          is: nothingDangles(),
        },
      ],
    },
  ],
  answers: {
    'peer-index': (view) => {
      const found = cable(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      return { answers: [String(found.thing.hostEnd.index)] }
    },
    'bridge-mac': ({ snapshot }) => {
      const mac = hostNamespace(snapshot)?.links.find(({ name }) => name === 'docker0')?.mac
      return mac ? { answers: [mac] } : { cannotTell: 'the host has no docker0' }
    },
  },
}

export default checks
