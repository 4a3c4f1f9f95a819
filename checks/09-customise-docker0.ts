import type { LabChecks } from '../runner/judge/check.ts'
import { addressIsInNetworkOf, bridge, hasOneDefaultRouteVia } from './vocabulary/addressing.ts'
import { runs } from './vocabulary/containers.ts'
import { handsOutAPart, hasAChosenAddress, isInThePart } from './vocabulary/customise.ts'
import { handsOutItsAddresses } from './vocabulary/default-network.ts'
import { theOldest as box } from './vocabulary/docker-network.ts'
import {
  bridgeHasTheEnginesMtu,
  cablesHaveTheEnginesMtu,
  getsThroughUpToTheMtu,
  getsThroughWhole,
  hasDividedAPacket,
  hasRefusedATooLongPacket,
  longestPingData,
  piecesOfPing,
  promisesAnotherMtu,
  theEnginesMtu,
} from './vocabulary/mtu.ts'
import { gatewayOf, theOutside } from './vocabulary/reach.ts'

const docker0 = bridge('docker0')
/** Bytes of data of the ping that the second question is about. */
const askedPing = 2750

const checks: LabChecks = {
  steps: [
    {
      step: 'box',
      checks: [
        {
          id: 'box.runs',
          title: 'A container runs on the default network',
          points: 1,
          is: runs(box, 'a running container on the engine’s default network'),
        },
      ],
    },
    {
      step: 'bip',
      checks: [
        {
          id: 'bip.address',
          title: 'docker0 has an address that you have chosen',
          points: 1,
          is: hasAChosenAddress(docker0),
        },
        {
          id: 'bip.pool',
          title: 'The engine hands out addresses of its network',
          points: 1,
          is: handsOutItsAddresses(docker0),
        },
        {
          id: 'bip.container',
          title: 'The container’s address lies in it',
          points: 1,
          after: ['box.runs', 'bip.pool'],
          is: addressIsInNetworkOf(box, docker0),
        },
        {
          id: 'bip.gateway',
          title: 'Its gateway is docker0’s address',
          points: 1,
          after: ['box.runs', 'bip.pool'],
          is: hasOneDefaultRouteVia(box, docker0),
        },
      ],
    },
    {
      step: 'range',
      checks: [
        {
          id: 'range.pool',
          title: 'The engine hands out a part of the network only',
          points: 1,
          is: handsOutAPart(),
        },
        {
          id: 'range.box',
          title: 'The container’s address lies in that part',
          points: 1,
          after: ['range.pool', 'bip.container'],
          is: isInThePart(box),
        },
      ],
    },
    {
      step: 'narrow',
      checks: [
        {
          id: 'narrow.refused',
          title: 'The host has refused a packet that was too long for its way out',
          points: 2,
          is: hasRefusedATooLongPacket(),
        },
      ],
    },
    {
      step: 'mtu',
      checks: [
        {
          id: 'mtu.engine',
          title: 'The engine has been told another MTU',
          points: 1,
          is: promisesAnotherMtu(),
        },
        {
          id: 'mtu.container',
          title: 'The containers’ cables have it',
          points: 1,
          after: ['box.runs', 'mtu.engine'],
          is: cablesHaveTheEnginesMtu(),
        },
        {
          id: 'mtu.bridge',
          title: 'docker0 has it',
          points: 1,
          // The bridge of an older engine takes it from its ports, so there must be one.
          after: ['box.runs', 'mtu.engine'],
          is: bridgeHasTheEnginesMtu(docker0),
        },
      ],
    },
    {
      step: 'whole',
      tryOut: true,
      checks: [
        {
          id: 'whole.limit',
          title: 'A packet of that length gets to docker0 undivided, a longer one does not',
          points: 2,
          after: ['mtu.engine', 'bip.container', 'bip.gateway'],
          is: getsThroughUpToTheMtu(box, gatewayOf(docker0), 'docker0'),
        },
        {
          id: 'whole.outside',
          title: 'It gets to the outside undivided',
          points: 1,
          // Not before the student's own packet has been refused: a probe that is refused would be counted too.
          after: ['whole.limit', 'narrow.refused'],
          is: getsThroughWhole(box, theOutside, 'the outside, 8.8.8.8'),
        },
      ],
    },
    {
      step: 'pieces',
      checks: [
        {
          id: 'pieces.made',
          title: 'A container has sent a packet in pieces',
          points: 1,
          after: ['box.runs'],
          is: hasDividedAPacket(),
        },
      ],
    },
  ],
  answers: {
    'longest-data': (view) => {
      const found = theEnginesMtu(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      return { answers: [String(longestPingData(found.thing))] }
    },
    'how-many': (view) => {
      const found = theEnginesMtu(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      return { answers: [String(piecesOfPing(askedPing, found.thing))] }
    },
  },
}

export default checks
