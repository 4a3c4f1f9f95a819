import { boxOf } from './vocabulary/containers.ts'
import type { LabChecks } from '../runner/judge/check.ts'
import { outside } from '../runner/world/outside-addresses.ts'
import { fromContainer, fromTheHost, fromTheOutside } from './vocabulary/callers.ts'
import { sendsFromItsOwnMac } from './vocabulary/capture.ts'
import { canConnect, cannotConnect } from './vocabulary/connect.ts'
import { haveAddressesOnIpvlan, shareOneMac, theSharer, theSharersAddress } from './vocabulary/ipvlan.ts'
import {
  hangsOnTheWire,
  isOnTheWire,
  keepsToARange,
  theFirstChild,
  theSecondChild,
  theWireNetwork,
  webServerOf,
} from './vocabulary/macvlan.ts'
import { canPing, theOutside } from './vocabulary/reach.ts'
import {
  isSeenUnderItsOwnAddress,
  theChildBehindItsParent,
  theChildWithAWayRound,
} from './vocabulary/wire.ts'

const web = theFirstChild
const behind = webServerOf(theChildBehindItsParent)

const checks: LabChecks = {
  steps: [
    {
      step: 'network',
      checks: [
        {
          id: 'network.parent',
          title: 'A macvlan network hangs on eth0 and has its subnet',
          points: 1,
          is: isOnTheWire(theWireNetwork),
        },
        {
          id: 'network.range',
          title: 'It keeps to a range of its own',
          points: 1,
          after: ['network.parent'],
          is: keepsToARange(theWireNetwork, outside.gateway),
        },
      ],
    },
    {
      step: 'container',
      checks: [
        {
          id: 'container.link',
          title: 'A container hangs on the wire',
          points: 1,
          after: ['network.parent'],
          is: hangsOnTheWire(web),
        },
        {
          id: 'container.ping',
          title: 'The outside answers its ping',
          points: 1,
          after: ['container.link'],
          is: canPing(boxOf(web), theOutside, 'the outside, 8.8.8.8'),
        },
      ],
    },
    {
      step: 'mac',
      tryOut: true,
      checks: [
        {
          id: 'mac.own',
          title: 'Its frames come over the wire from its own MAC address',
          points: 2,
          after: ['container.link'],
          is: sendsFromItsOwnMac(web),
        },
      ],
    },
    {
      step: 'outside',
      tryOut: true,
      checks: [
        {
          id: 'outside.page',
          title: 'The outside gets its page, at its own address',
          points: 1,
          after: ['mac.own'],
          is: canConnect(fromTheOutside, webServerOf(web), 'the outside gets the page of the container'),
        },
        {
          id: 'outside.sender',
          title: 'The outside sees the container when it calls',
          points: 1,
          after: ['container.ping', 'mac.own'],
          is: isSeenUnderItsOwnAddress(web),
        },
      ],
    },
    {
      step: 'parent',
      checks: [
        {
          id: 'parent.sibling',
          title: 'Another container on the wire gets the page',
          points: 1,
          after: ['outside.page'],
          is: canConnect(
            fromContainer(boxOf(theSecondChild)),
            webServerOf(web),
            'a second container on the wire gets the page of the first',
          ),
        },
        {
          id: 'parent.closed',
          title: 'Through the parent, the host gets none',
          points: 2,
          after: ['outside.page'],
          is: cannotConnect({
            from: fromTheHost,
            to: behind,
            expected: 'the host gets no connection to a container through its parent link; the outside does',
            control: { from: fromTheOutside, to: behind },
          }),
        },
      ],
    },
    {
      step: 'shim',
      checks: [
        {
          id: 'shim.route',
          title: 'The host has a way round',
          points: 1,
          after: ['container.link'],
          is: hangsOnTheWire(theChildWithAWayRound),
        },
        {
          id: 'shim.page',
          title: 'By it the host gets a page',
          points: 2,
          after: ['shim.route', 'outside.page'],
          is: canConnect(
            fromTheHost,
            webServerOf(theChildWithAWayRound),
            'the host gets the page of a container on the wire',
          ),
        },
      ],
    },
    {
      step: 'ipvlan',
      checks: [
        {
          id: 'ipvlan.addresses',
          title: 'Two containers have ipvlan links and addresses',
          points: 1,
          is: haveAddressesOnIpvlan(),
        },
        {
          id: 'ipvlan.mac',
          title: 'They have one MAC address',
          points: 1,
          after: ['ipvlan.addresses'],
          is: shareOneMac(),
        },
        {
          id: 'ipvlan.ping',
          title: 'They reach each other',
          points: 1,
          after: ['ipvlan.mac'],
          is: canPing(theSharer(0), theSharersAddress(1), 'the other one'),
        },
      ],
    },
  ],
  answers: {
    'parent-index': (view) => {
      const found = web(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      return { answers: [String(found.thing.uplink.link.index)] }
    },
    'mac-on-the-wire': (view) => {
      const found = web(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const { link, box } = found.thing
      return link.mac === null
        ? { cannotTell: `${box.container.name} has no MAC address` }
        : { answers: [link.mac] }
    },
  },
}

export default checks
