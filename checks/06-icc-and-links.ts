import type { LabChecks } from '../runner/judge/check.ts'
import { hostNamespace } from '../runner/judge/view.ts'
import { addressIsInNetworkOf, hasOneDefaultRouteVia } from './vocabulary/addressing.ts'
import {
  carriesTheDefaultNetwork,
  handsOutItsAddresses,
  hasAnAddress,
  isGone,
  isPluggedInto,
  isThere,
  isUp,
  lendersOfItsMac,
  theBridgeByHand as bridge,
  theBridgeWithAddress as addressed,
  theContainerOnTheDefaultNetwork as box,
  theFirstIsGone,
} from './vocabulary/bridges.ts'
import { runs } from './vocabulary/containers.ts'
import { canPing, gatewayOf, theOutside } from './vocabulary/reach.ts'

/** A ping says something only when packets can leave the container and come back to it. */
const wired = ['ready.up', 'box.address', 'box.port']

const checks: LabChecks = {
  steps: [
    {
      step: 'made',
      checks: [
        {
          id: 'made.bridge',
          title: 'There is a bridge that the engine has not made',
          points: 1,
          is: isThere(bridge),
        },
      ],
    },
    {
      step: 'ready',
      checks: [
        {
          id: 'ready.address',
          title: 'It has an address',
          points: 1,
          after: ['made.bridge'],
          is: hasAnAddress(addressed),
        },
        { id: 'ready.up', title: 'It is up', points: 1, after: ['made.bridge'], is: isUp(bridge) },
      ],
    },
    {
      step: 'old',
      checks: [
        {
          id: 'old.gone',
          title: 'The docker0 of the beginning is deleted',
          points: 1,
          is: theFirstIsGone('docker0'),
        },
      ],
    },
    {
      step: 'engine',
      checks: [
        {
          id: 'engine.bridge',
          title: 'The engine’s default network uses your bridge',
          points: 2,
          after: ['made.bridge'],
          is: carriesTheDefaultNetwork(bridge),
        },
        {
          id: 'engine.pool',
          title: 'It hands out addresses of your bridge’s network',
          points: 1,
          after: ['engine.bridge', 'ready.address'],
          is: handsOutItsAddresses(addressed),
        },
      ],
    },
    {
      step: 'again',
      checks: [
        {
          id: 'again.gone',
          title: 'The engine runs, and there is no docker0',
          points: 1,
          after: ['engine.bridge'],
          is: isGone('docker0'),
        },
      ],
    },
    {
      step: 'box',
      checks: [
        {
          id: 'box.runs',
          title: 'A container runs on the default network',
          points: 1,
          is: runs(box, 'a running container on the engine’s default network'),
        },
        {
          id: 'box.port',
          title: 'It is plugged into your bridge',
          points: 1,
          after: ['box.runs', 'engine.bridge'],
          is: isPluggedInto(box, bridge),
        },
        {
          id: 'box.address',
          title: 'Its address lies in your bridge’s network',
          points: 1,
          after: ['box.runs', 'engine.pool'],
          is: addressIsInNetworkOf(box, addressed),
        },
        {
          id: 'box.gateway',
          title: 'Its gateway is your bridge’s address',
          points: 1,
          after: ['box.runs', 'engine.pool'],
          is: hasOneDefaultRouteVia(box, addressed),
        },
      ],
    },
    {
      step: 'out',
      checks: [
        {
          id: 'out.gateway',
          title: 'Your bridge answers a ping',
          points: 1,
          after: wired,
          is: canPing(box, gatewayOf(addressed), 'the bridge'),
        },
        {
          id: 'out.outside',
          title: 'The outside answers a ping',
          points: 1,
          after: [...wired, 'box.gateway'],
          is: canPing(box, theOutside, 'the outside, 8.8.8.8'),
        },
      ],
    },
  ],
  answers: {
    'borrowed-mac': (view) => {
      const found = lendersOfItsMac(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      if (found.thing.length === 0)
        return { cannotTell: 'no port of your bridge has the bridge’s MAC address' }
      return { answers: found.thing }
    },
    'seen-from-outside': ({ snapshot }) => {
      const uplink = hostNamespace(snapshot)?.links.find(({ name }) => name === 'eth0')
      const address = uplink?.addresses.find(({ family }) => family === 4)?.address
      return address === undefined
        ? { cannotTell: 'eth0 of the host has no address' }
        : { answers: [address] }
    },
  },
}

export default checks
