import type { LabChecks } from '../runner/judge/check.ts'
import { fromContainer, fromTheHost, fromTheOutside } from './vocabulary/callers.ts'
import { canConnect, cannotConnect } from './vocabulary/connect.ts'
import {
  bindsToOneAddress,
  elsewhere,
  fromBeyond,
  isBoundToTheDefault,
} from './vocabulary/default-binding.ts'
import { containerEnds, hasDnatRule, isCounted } from './vocabulary/dnat.ts'
import {
  isPublished,
  publishesAllThatItExposes,
  serviceAt,
  theContainerWithAllPorts,
  theLoopbackPort,
  theNeighbourOf,
  theOpenPort,
  thePlainPort,
  thePortOfTheEnginesChoice,
  theWebPortOfAll,
} from './vocabulary/publishing.ts'
import { hasNoProxy } from './vocabulary/userland-proxy.ts'

const openService = serviceAt(theOpenPort, 'uplink')
const loopbackService = serviceAt(theLoopbackPort, 'bound')
const chosenService = serviceAt(thePortOfTheEnginesChoice, 'bound')
const exposedService = serviceAt(theWebPortOfAll, 'bound')
const neighbour = fromContainer(theNeighbourOf(theOpenPort))
const plainService = serviceAt(thePlainPort, 'bound')

const checks: LabChecks = {
  steps: [
    {
      step: 'publish',
      checks: [
        {
          id: 'publish.port',
          title: 'A port is published on all addresses of the host',
          points: 1,
          is: isPublished('a running container with a TCP port on all addresses of the host', theOpenPort),
        },
        {
          id: 'publish.page',
          title: 'The host gets the container’s own page there',
          points: 1,
          after: ['publish.port'],
          is: canConnect(fromTheHost, openService, 'the host gets the page of the container'),
        },
      ],
    },
    {
      step: 'callers',
      checks: [
        {
          id: 'callers.outside',
          title: 'So does the outside',
          points: 1,
          after: ['publish.page'],
          is: canConnect(fromTheOutside, openService, 'the outside gets the page of the container'),
        },
        {
          id: 'callers.neighbour',
          title: 'And a neighbour of the container',
          points: 1,
          after: ['callers.outside'],
          is: canConnect(neighbour, openService, 'another container gets the page by the host’s address'),
        },
      ],
    },
    {
      step: 'rule',
      tryOut: true,
      checks: [
        {
          id: 'rule.dnat',
          title: 'A DNAT rule leads to the container',
          points: 1,
          after: ['publish.port'],
          is: hasDnatRule(theOpenPort),
        },
        {
          id: 'rule.counts',
          title: 'It counts a connection from the outside',
          points: 2,
          // Not before all other calls to this port have been made: they would be counted too.
          after: ['rule.dnat', 'callers.neighbour'],
          is: isCounted({
            port: theOpenPort,
            from: fromTheOutside,
            to: openService,
            expected: 'a connection from the outside is answered and counted by the rule',
          }),
        },
      ],
    },
    {
      step: 'address',
      checks: [
        {
          id: 'address.port',
          title: 'A port is published on the loopback',
          points: 1,
          is: isPublished('a running container with a TCP port on the host’s loopback', theLoopbackPort),
        },
        {
          id: 'address.page',
          title: 'The host gets the container’s own page there',
          points: 1,
          after: ['address.port'],
          is: canConnect(fromTheHost, loopbackService, 'the host gets the page by its loopback'),
        },
        {
          id: 'address.closed',
          title: 'The outside does not',
          points: 2,
          after: ['address.page'],
          is: cannotConnect({
            from: fromTheOutside,
            to: serviceAt(theLoopbackPort, 'uplink'),
            expected: 'the outside cannot connect to that port, though the host can',
            control: { from: fromTheHost, to: loopbackService },
          }),
        },
      ],
    },
    {
      step: 'chosen',
      checks: [
        {
          id: 'chosen.port',
          title: 'The engine has chosen a number on one address',
          points: 1,
          is: isPublished(
            'a running container with a TCP port on one address, its number left to the engine',
            thePortOfTheEnginesChoice,
          ),
        },
        {
          id: 'chosen.page',
          title: 'The container’s own page is there',
          points: 1,
          after: ['chosen.port'],
          is: canConnect(
            fromTheHost,
            chosenService,
            'the host gets the page at the number that the engine chose',
          ),
        },
      ],
    },
    {
      step: 'exposed',
      checks: [
        {
          id: 'exposed.ports',
          title: 'All exposed ports of a container are published',
          points: 1,
          is: publishesAllThatItExposes(theContainerWithAllPorts),
        },
        {
          id: 'exposed.page',
          title: 'The container’s own page is at one of them',
          points: 1,
          after: ['exposed.ports'],
          is: canConnect(
            fromTheHost,
            exposedService,
            'the host gets the page at the port that leads to port 80',
          ),
        },
      ],
    },
    {
      step: 'proxy',
      checks: [
        {
          id: 'proxy.none',
          title: 'No docker-proxy listens on the host',
          points: 1,
          after: ['publish.port'],
          is: hasNoProxy(theOpenPort),
        },
        {
          id: 'proxy.kernel',
          title: 'The DNAT rule carries calls to 127.0.0.1 too',
          points: 2,
          after: ['proxy.none', 'rule.counts'],
          is: isCounted({
            port: theOpenPort,
            from: fromTheHost,
            to: serviceAt(theOpenPort, '127.0.0.1'),
            expected: 'a connection from the host to 127.0.0.1 is answered, and the rule’s counter grows',
          }),
        },
      ],
    },
    {
      step: 'default',
      checks: [
        { id: 'default.address', title: 'The default is one address', points: 1, is: bindsToOneAddress() },
        {
          id: 'default.port',
          title: 'A port without an address is bound to it',
          points: 1,
          after: ['default.address'],
          is: isBoundToTheDefault(thePlainPort),
        },
        {
          id: 'default.page',
          title: 'The container’s own page is there',
          points: 1,
          after: ['default.port'],
          is: canConnect(fromTheHost, plainService, 'the host gets the page at the default address'),
        },
        {
          id: 'default.closed',
          title: 'It is not at another address of the host',
          points: 1,
          after: ['default.page'],
          is: cannotConnect({
            from: fromBeyond(thePlainPort),
            to: elsewhere(thePlainPort),
            expected: 'no connection to that port at another address of the host',
            control: { from: fromTheHost, to: plainService },
          }),
        },
      ],
    },
  ],
  answers: {
    'chosen-number': (view) => {
      const found = thePortOfTheEnginesChoice(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      return { answers: [String(found.thing.hostPort)] }
    },
    'dnat-target': (view) => {
      const found = theOpenPort(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const ends = containerEnds(found.thing)
      return ends.length > 0
        ? { answers: ends }
        : { cannotTell: `the engine tells no address of ${found.thing.box.container.name}` }
    },
  },
}

export default checks
