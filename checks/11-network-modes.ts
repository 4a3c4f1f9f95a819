import type { LabChecks } from '../runner/judge/check.ts'
import { fromTheHost } from './vocabulary/callers.ts'
import { canConnect, cannotConnect } from './vocabulary/connect.ts'
import { aContainerHasEnded } from './vocabulary/left-overs.ts'
import {
  hasAStackOfItsOwn,
  hasComeBack,
  hasOnlyTheLoopback,
  itsLoopback,
  mayNotChangeLinks,
  sharesTheHostsStack,
  shareOneStack,
  stacksOfContainers,
  theBare,
  theBridged,
  theGuest,
  thePair,
} from './vocabulary/network-modes.ts'
import { cannotPing, theOutside } from './vocabulary/reach.ts'
import {
  isServedAtAnAddedAddress,
  isServedByTheHost,
  itsLoopbackFromOutside,
  itsOpenService,
  meetOnTheLoopback,
  onlyTheGuestReachesIt,
} from './vocabulary/shared-stacks.ts'

const itsPage = itsOpenService(theBridged)

const checks: LabChecks = {
  steps: [
    {
      step: 'bridge',
      checks: [
        {
          id: 'bridge.own',
          title: 'A container on docker0 has a network stack of its own',
          points: 1,
          is: hasAStackOfItsOwn(theBridged, 'a running container of network mode bridge with its own stack'),
        },
        {
          id: 'bridge.page',
          title: 'The host gets its page at its own address',
          points: 1,
          after: ['bridge.own'],
          is: canConnect(fromTheHost, itsPage, 'the host gets a page that names the container'),
        },
      ],
    },
    {
      step: 'none',
      checks: [
        {
          id: 'none.own',
          title: 'So has a container without a network',
          points: 1,
          is: hasAStackOfItsOwn(theBare, 'a running container of network mode none with its own stack'),
        },
        {
          id: 'none.only',
          title: 'There is nothing in it but lo',
          points: 1,
          after: ['none.own'],
          is: hasOnlyTheLoopback(theBare),
        },
        {
          id: 'none.silent',
          title: 'It reaches itself, and nobody outside',
          points: 1,
          after: ['none.own'],
          is: cannotPing({
            from: theBare,
            to: theOutside,
            toWhat: 'the outside, 8.8.8.8',
            control: itsLoopback,
          }),
        },
      ],
    },
    {
      step: 'pair',
      checks: [
        {
          id: 'pair.same',
          title: 'Two containers live in one network stack',
          points: 2,
          is: shareOneStack(thePair),
        },
      ],
    },
    {
      step: 'again',
      checks: [
        {
          id: 'again.back',
          title: 'They do so after the first has been started anew',
          points: 1,
          after: ['pair.same'],
          is: hasComeBack(thePair),
        },
      ],
    },
    {
      step: 'loopback',
      checks: [
        {
          id: 'loopback.met',
          title: 'They meet at 127.0.0.1',
          points: 2,
          after: ['pair.same'],
          is: meetOnTheLoopback(thePair),
        },
        {
          id: 'loopback.closed',
          title: 'Nobody else gets there',
          points: 1,
          after: ['loopback.met', 'bridge.page'],
          is: cannotConnect({
            from: fromTheHost,
            to: itsLoopbackFromOutside(thePair),
            expected: 'the host cannot connect to that port at the pair’s address, though it gets the page',
            control: { from: fromTheHost, to: itsPage },
          }),
        },
      ],
    },
    {
      step: 'host',
      checks: [
        {
          id: 'host.same',
          title: 'A container lives in the host’s own network stack',
          points: 1,
          is: sharesTheHostsStack(theGuest),
        },
        {
          id: 'host.served',
          title: 'The outside gets its page at the host’s address',
          points: 1,
          after: ['host.same'],
          is: isServedByTheHost(theGuest),
        },
      ],
    },
    {
      step: 'local',
      checks: [
        {
          id: 'local.reached',
          title: 'It gets at what the host keeps on its loopback; another does not',
          points: 2,
          after: ['host.same', 'bridge.own'],
          is: onlyTheGuestReachesIt({ guest: theGuest, stranger: theBridged }),
        },
      ],
    },
    {
      step: 'rights',
      checks: [
        {
          id: 'rights.none',
          title: 'It may not change the host’s links',
          points: 1,
          after: ['host.same'],
          is: mayNotChangeLinks(theGuest),
        },
        {
          id: 'rights.address',
          title: 'The host has a second address, and the outside gets the page there',
          points: 2,
          after: ['host.served'],
          is: isServedAtAnAddedAddress(theGuest),
        },
        {
          id: 'rights.gone',
          title: 'A container in host mode has come and gone',
          points: 1,
          is: aContainerHasEnded('host'),
        },
      ],
    },
  ],
  answers: {
    stack: (view) => {
      const found = thePair(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const { inode } = found.thing.member.namespace
      return { answers: [String(inode), `net:[${inode}]`] }
    },
    stacks: ({ snapshot }) => {
      const stacks = stacksOfContainers(snapshot)
      return stacks === null
        ? { cannotTell: 'the containers could not be read' }
        : { answers: [String(stacks.length)] }
    },
  },
}

export default checks
