import type { LabChecks } from '../runner/judge/check.ts'
import { fromContainer, fromTheHost } from './vocabulary/callers.ts'
import { canConnect, cannotConnect } from './vocabulary/connect.ts'
import { runs } from './vocabulary/containers.ts'
import {
  believesAFalseAddress,
  falseNeighbours,
  knockIsCounted,
  talkIsOff,
  theMate,
  theMatesService,
  twoAreOnTheirOwn,
} from './vocabulary/isolation.ts'
import { doorIsInThePacketFilter } from './vocabulary/link-door.ts'
import {
  aliasLeadsToServer,
  exposedService,
  exposedTcpPorts,
  mainPort,
  otherService,
  theDefaultBridge,
  theLinked,
  theServer,
  theStranger,
} from './vocabulary/links.ts'
import { canPing, cannotPing, gatewayOf } from './vocabulary/reach.ts'

const gateway = gatewayOf(theDefaultBridge)
/** The walkthrough names it: a port that the server serves on and its image does not expose. */
const other = otherService(8080)

const checks: LabChecks = {
  steps: [
    {
      step: 'two',
      checks: [
        {
          id: 'two.server',
          title: 'A container that exposes a port runs on docker0',
          points: 1,
          is: runs(theServer, 'a running container on the default network that exposes a TCP port'),
        },
        {
          id: 'two.answers',
          title: 'It serves there: the host gets its page',
          points: 1,
          after: ['two.server'],
          is: canConnect(fromTheHost, exposedService, 'a page from the exposed port of the server'),
        },
        {
          id: 'two.stranger',
          title: 'Another container runs beside it, without a link',
          points: 1,
          after: ['two.server'],
          is: runs(theStranger, 'a running container on the default network alone, not linked to the server'),
        },
      ],
    },
    {
      step: 'option',
      checks: [
        {
          id: 'option.icc',
          title: 'The engine runs with --icc=false',
          points: 2,
          is: talkIsOff(),
        },
      ],
    },
    {
      step: 'closed',
      tryOut: true,
      checks: [
        {
          id: 'closed.connect',
          title: 'The stranger gets no connection to the server',
          points: 1,
          after: ['option.icc', 'two.answers', 'two.stranger'],
          is: cannotConnect({
            from: fromContainer(theStranger),
            to: exposedService,
            expected: 'no connection from the stranger to the exposed port, which answers the host',
            control: { from: fromTheHost, to: exposedService },
          }),
        },
        {
          id: 'closed.ping',
          title: 'Nor does a ping come back from there',
          points: 1,
          after: ['option.icc', 'two.stranger'],
          is: cannotPing({ from: theStranger, to: exposedService, toWhat: 'the server', control: gateway }),
        },
        {
          id: 'closed.rule',
          title: 'A rule drops it, and counts',
          points: 1,
          after: ['closed.ping'],
          is: knockIsCounted(theStranger, exposedService),
        },
      ],
    },
    {
      step: 'link',
      checks: [
        {
          id: 'link.there',
          title: 'A container with a link to the server runs',
          points: 1,
          after: ['two.server'],
          is: runs(theLinked, 'a running container that is linked to the server'),
        },
        {
          id: 'link.alias',
          title: 'The alias stands for the server’s address',
          points: 1,
          after: ['link.there'],
          is: aliasLeadsToServer(),
        },
        {
          id: 'link.opens',
          title: 'It gets the server’s page from the exposed port',
          points: 2,
          after: ['link.there', 'two.answers'],
          is: canConnect(
            fromContainer(theLinked),
            exposedService,
            'a page from the exposed port of the server',
          ),
        },
      ],
    },
    {
      step: 'exact',
      checks: [
        {
          id: 'exact.rules',
          title: 'Each exposed port has its pair of ACCEPT rules, and they count',
          points: 1,
          after: ['option.icc', 'link.opens'],
          is: doorIsInThePacketFilter(fromContainer(theLinked)),
        },
        {
          id: 'exact.listens',
          title: 'The server serves on port 8080 as well: the host gets its page',
          points: 1,
          after: ['two.server'],
          is: canConnect(fromTheHost, other, 'a page from port 8080 of the server'),
        },
        {
          id: 'exact.port',
          title: 'The link does not open port 8080',
          points: 1,
          after: ['option.icc', 'link.opens', 'exact.listens'],
          is: cannotConnect({
            from: fromContainer(theLinked),
            to: other,
            expected:
              'no connection from the linked container to port 8080, though it gets one to the exposed port',
            control: { from: fromContainer(theLinked), to: exposedService },
          }),
        },
        {
          id: 'exact.ping',
          title: 'Nor does it open the way for a ping',
          points: 1,
          after: ['option.icc', 'link.there'],
          is: cannotPing({ from: theLinked, to: exposedService, toWhat: 'the server', control: gateway }),
        },
      ],
    },
    {
      step: 'ether',
      checks: [
        {
          id: 'ether.crossed',
          title: 'The server believes a frame that came over the closed bridge',
          points: 1,
          after: ['closed.ping'],
          is: believesAFalseAddress(theServer),
        },
      ],
    },
    {
      step: 'own',
      checks: [
        {
          id: 'own.two',
          title: 'Two containers share a network of their own',
          points: 1,
          is: twoAreOnTheirOwn(),
        },
        {
          id: 'own.ping',
          title: 'There, one answers the other’s ping',
          points: 1,
          after: ['own.two'],
          is: canPing(theMate, theMatesService, 'the other one in its network'),
        },
        {
          id: 'own.page',
          title: 'And serves it a page',
          points: 1,
          after: ['own.two'],
          is: canConnect(fromContainer(theMate), theMatesService, 'a page from the other one in its network'),
        },
        {
          id: 'own.apart',
          title: 'The stranger does not reach them',
          points: 1,
          after: ['own.two', 'two.stranger'],
          is: cannotPing({
            from: theStranger,
            to: theMatesService,
            toWhat: 'the server in the other network',
            control: gateway,
          }),
        },
      ],
    },
  ],
  answers: {
    'spare-port': (view) => {
      const found = theServer(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const { container } = found.thing
      const spare = exposedTcpPorts(container).filter((port) => port !== mainPort(container))
      return spare.length === 0
        ? { cannotTell: `${container.name} exposes one port only` }
        : { answers: spare.map(String) }
    },
    'forger-mac': (view) => {
      const found = falseNeighbours(theServer)(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      return found.thing.length === 0
        ? { cannotTell: 'the server has learned no such address' }
        : { answers: found.thing.map(({ mac }) => mac) }
    },
  },
}

export default checks
