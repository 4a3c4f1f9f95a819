import type { LabChecks } from '../runner/judge/check.ts'
import { hostNamespace } from '../runner/judge/view.ts'
import { outside } from '../runner/world/outside-addresses.ts'
import { fromContainer, fromTheHost } from './vocabulary/callers.ts'
import { cannotConnect, canConnect, type Service } from './vocabulary/connect.ts'
import { runOnDefaultNetwork, theOldest as box } from './vocabulary/docker-network.ts'
import { forwards, hasRefusedToForward, packetsRefused } from './vocabulary/forwarding.ts'
import { hasSignedInTheOutsidesLog, isSeenAsTheHost, publishesWithoutRules } from './vocabulary/masquerade.ts'
import { canPing, theOutside } from './vocabulary/reach.ts'
import type { Subject } from './vocabulary/subject.ts'

/** The outside's web server listens on port 80 of each of its addresses. */
const webServerAt =
  (address: string): Subject<Service> =>
  () => ({
    thing: { name: 'The outside’s web server', address, port: 80, signs: ['Hello from the outside'] },
  })

const page = webServerAt(outside.website)
const barred = webServerAt(outside.resolver)
const forgotten = webServerAt(outside.gateway)
const fromBox = fromContainer(box)

const checks: LabChecks = {
  steps: [
    {
      step: 'call',
      checks: [
        {
          id: 'call.runs',
          title: 'A container runs on the default network',
          points: 1,
          is: runOnDefaultNetwork(1),
        },
        {
          id: 'call.ping',
          title: 'The outside answers its ping',
          points: 1,
          after: ['call.runs', 'forward.on'],
          is: canPing(box, theOutside, 'the outside, 8.8.8.8'),
        },
      ],
    },
    {
      step: 'forward',
      checks: [
        {
          id: 'forward.refused',
          title: 'The host has refused to forward a packet',
          points: 1,
          is: hasRefusedToForward(),
        },
        { id: 'forward.on', title: 'It forwards again', points: 1, is: forwards() },
      ],
    },
    {
      step: 'address',
      checks: [
        {
          id: 'address.seen',
          title: 'The outside sees the host when the container calls',
          points: 2,
          after: ['call.runs', 'forward.on'],
          is: isSeenAsTheHost(box),
        },
        {
          id: 'address.signed',
          title: 'The outside’s log has a signed call, under the host’s address',
          points: 1,
          is: hasSignedInTheOutsidesLog(),
        },
      ],
    },
    {
      step: 'bar',
      checks: [
        {
          id: 'bar.closed',
          title: 'The container does not get to port 80 of 8.8.8.8, but to the page',
          points: 2,
          after: ['address.seen'],
          is: cannotConnect({
            from: fromBox,
            to: barred,
            expected: 'the container gets no connection to port 80 of 8.8.8.8',
            control: { from: fromBox, to: page },
          }),
        },
        {
          id: 'bar.host',
          title: 'The host itself still gets there',
          points: 1,
          is: canConnect(fromTheHost, barred, 'the host gets a connection to port 80 of 8.8.8.8'),
        },
      ],
    },
    {
      step: 'engine',
      checks: [
        {
          id: 'engine.aside',
          title: 'The engine publishes a port without writing a rule',
          points: 2,
          is: publishesWithoutRules(),
        },
      ],
    },
    {
      step: 'hand',
      checks: [
        {
          id: 'hand.closed',
          title: 'What no rule of yours allows stays in, and the page is reached',
          points: 2,
          after: ['address.seen'],
          is: cannotConnect({
            from: fromBox,
            to: forgotten,
            expected: 'the container gets no connection to port 80 of 203.0.113.1',
            control: { from: fromBox, to: page },
          }),
        },
      ],
    },
  ],
  answers: {
    refused: (view) => {
      const count = packetsRefused(view)
      return count === null
        ? { cannotTell: 'the kernel’s counters could not be read' }
        : { answers: [String(count)] }
    },
    caller: ({ snapshot }) => {
      const docker0 = hostNamespace(snapshot)?.links.find(({ name }) => name === 'docker0')
      const address = docker0?.addresses.find(({ family }) => family === 4)?.address
      return address === undefined ? { cannotTell: 'docker0 has no address' } : { answers: [address] }
    },
  },
}

export default checks
