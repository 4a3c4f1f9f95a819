import type { LabChecks } from '../runner/judge/check.ts'
import { bridge } from './vocabulary/addressing.ts'
import {
  arePluggedInto,
  bridgeIsUp,
  hostHasRouteThrough,
  noneIsKept,
  runOnDefaultNetwork,
  theOldest,
} from './vocabulary/docker-network.ts'
import { haveMet, haveTheEnginesAddresses } from './vocabulary/engine-addresses.ts'
import { aContainerHasEnded } from './vocabulary/left-overs.ts'
import { canPing, theOutside } from './vocabulary/reach.ts'
import { unreadable } from './vocabulary/subject.ts'

const docker0 = bridge('docker0')
const plugged = ['wake.port', 'wake.up', 'wake.route']

const checks: LabChecks = {
  steps: [
    {
      step: 'networks',
      checks: [
        {
          id: 'networks.none',
          title: 'A container has been on the network none',
          points: 1,
          is: aContainerHasEnded('none'),
        },
        {
          id: 'networks.host',
          title: 'A container has been on the network host',
          points: 1,
          is: aContainerHasEnded('host'),
        },
      ],
    },
    {
      step: 'wake',
      checks: [
        {
          id: 'wake.runs',
          title: 'A container runs on Docker’s default network',
          points: 1,
          is: runOnDefaultNetwork(1),
        },
        {
          id: 'wake.port',
          title: 'It is plugged into docker0',
          points: 1,
          after: ['wake.runs'],
          is: arePluggedInto('docker0'),
        },
        {
          id: 'wake.up',
          title: 'docker0 is up',
          points: 1,
          after: ['wake.port'],
          is: bridgeIsUp(docker0),
        },
        {
          id: 'wake.route',
          title: 'The host’s route through docker0 can be used',
          points: 1,
          after: ['wake.up'],
          is: hostHasRouteThrough(docker0),
        },
      ],
    },
    {
      step: 'second',
      checks: [
        {
          id: 'second.two',
          title: 'Two containers run on it',
          points: 1,
          after: ['wake.runs'],
          is: runOnDefaultNetwork(2),
        },
        {
          id: 'second.addresses',
          title: 'Each has the address that Docker gave it',
          points: 1,
          after: ['second.two'],
          is: haveTheEnginesAddresses(),
        },
      ],
    },
    {
      step: 'ping',
      checks: [
        {
          id: 'ping.met',
          title: 'One container has met another',
          points: 2,
          // An interface that loses its carrier forgets its neighbours.
          after: ['wake.up', 'second.addresses'],
          is: haveMet(),
        },
        {
          id: 'ping.outside',
          title: 'A container reaches the outside',
          points: 1,
          after: [...plugged, 'second.addresses'],
          is: canPing(theOldest, theOutside, 'the outside, 8.8.8.8'),
        },
      ],
    },
    {
      step: 'remove',
      checks: [
        {
          id: 'remove.ended',
          title: 'A container on docker0 has ended',
          points: 1,
          is: aContainerHasEnded('bridge'),
        },
        {
          id: 'remove.gone',
          title: 'It has been removed',
          points: 1,
          after: ['remove.ended'],
          is: noneIsKept(),
        },
      ],
    },
  ],
  answers: {
    'network-id': ({ snapshot }) => {
      const id = snapshot.networks.find(({ name }) => name === 'bridge')?.id
      if (id !== undefined) return { answers: [id.slice(0, 12), id] }
      return {
        cannotTell: unreadable(snapshot, 'engine', 'networks')?.actual ?? 'there is no network bridge',
      }
    },
    'bridge-mac': (view) => {
      const found = docker0(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const { mac } = found.thing.link
      return mac === null ? { cannotTell: 'docker0 has no MAC address' } : { answers: [mac] }
    },
  },
}

export default checks
