import type { LabChecks } from '../runner/judge/check.ts'
import { areKnownByTheirServices, hasASecondName, isTheOnlyOneOfThatName } from './vocabulary/aliases.ts'
import {
  hasAnotherAddress,
  hasAPredecessor,
  hasWhatItWanted,
  neighbourOfTheWisher,
  theReplaced,
} from './vocabulary/compose-addresses.ts'
import { hasNoDefault, isAGuest, theGuestAndANative } from './vocabulary/compose-guests.ts'
import { appAndDb, appAndProxy, proxyAndApp, standsBetween, theTwoSides } from './vocabulary/compose-sides.ts'
import {
  areOn,
  endpointIn,
  oneWhoMeets,
  theDefaultOfAProject as project,
  theOtherThere,
} from './vocabulary/compose.ts'
import { canPing, cannotPing } from './vocabulary/reach.ts'

const checks: LabChecks = {
  steps: [
    {
      step: 'project',
      checks: [
        {
          id: 'project.network',
          title: 'Two services run on their project’s default network',
          points: 1,
          is: areOn(project, 'two running services on the default network of their project'),
        },
        {
          id: 'project.names',
          title: 'They are known there by the names of their services',
          points: 1,
          after: ['project.network'],
          is: areKnownByTheirServices(project),
        },
        {
          id: 'project.reach',
          title: 'One reaches the other',
          points: 1,
          after: ['project.network'],
          is: canPing(oneWhoMeets(project), theOtherThere(project), 'the other service'),
        },
      ],
    },
    {
      step: 'sides',
      checks: [
        {
          id: 'sides.between',
          title: 'A service stands between two others, on two networks',
          points: 1,
          is: standsBetween(),
        },
        {
          id: 'sides.front',
          title: 'It reaches the one on the front',
          points: 1,
          after: ['sides.between'],
          is: canPing(oneWhoMeets(appAndProxy), theOtherThere(appAndProxy), 'the service on the front'),
        },
        {
          id: 'sides.back',
          title: 'And the one on the back',
          points: 1,
          after: ['sides.between'],
          is: canPing(oneWhoMeets(appAndDb), theOtherThere(appAndDb), 'the service on the back'),
        },
        {
          id: 'sides.apart',
          title: 'From front to back there is no way',
          points: 2,
          // While nobody reaches the one on the back, its silence says nothing.
          after: ['sides.front', 'sides.back'],
          is: cannotPing({
            from: oneWhoMeets(proxyAndApp),
            to: theOtherThere(appAndDb),
            toWhat: 'the service on the back',
            control: theOtherThere(proxyAndApp),
          }),
        },
      ],
    },
    {
      step: 'fixed',
      checks: [
        {
          id: 'fixed.four',
          title: 'A service has the IPv4 address that it asked for',
          points: 1,
          is: hasWhatItWanted(4),
        },
        {
          id: 'fixed.six',
          title: 'And the IPv6 address',
          points: 1,
          is: hasWhatItWanted(6),
        },
        {
          id: 'fixed.reach',
          title: 'Its neighbour reaches it by IPv6',
          points: 1,
          after: ['fixed.six'],
          is: canPing(
            oneWhoMeets(neighbourOfTheWisher),
            theOtherThere(neighbourOfTheWisher, 6),
            'the IPv6 address of the service',
          ),
        },
      ],
    },
    {
      step: 'alias',
      checks: [
        {
          id: 'alias.given',
          title: 'A service has a second name, and another one can use it',
          points: 1,
          is: hasASecondName(),
        },
        {
          id: 'alias.alone',
          title: 'Nobody else answers to it',
          points: 1,
          after: ['alias.given'],
          is: isTheOnlyOneOfThatName(),
        },
      ],
    },
    {
      step: 'external',
      checks: [
        {
          id: 'external.guest',
          title: 'A service runs on a network that Compose has not made',
          points: 1,
          is: isAGuest(),
        },
        {
          id: 'external.none',
          title: 'Its project has no default network',
          points: 1,
          after: ['external.guest'],
          is: hasNoDefault(),
        },
        {
          id: 'external.reach',
          title: 'It reaches a container there that Compose has not made either',
          points: 1,
          after: ['external.guest'],
          is: canPing(
            oneWhoMeets(theGuestAndANative),
            theOtherThere(theGuestAndANative),
            'a container made without Compose',
          ),
        },
      ],
    },
    {
      step: 'replace',
      checks: [
        {
          id: 'replace.name',
          title: 'A container has taken the place and the name of another',
          points: 1,
          after: ['project.network'],
          is: hasAPredecessor(),
        },
        {
          id: 'replace.address',
          title: 'It has another address',
          points: 1,
          after: ['replace.name'],
          is: hasAnotherAddress(),
        },
      ],
    },
  ],
  answers: {
    bridge: (view) => {
      const found = theTwoSides(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const { id, options } = found.thing.back
      return { answers: [options['com.docker.network.bridge.name'] ?? `br-${id.slice(0, 12)}`] }
    },
    address: (view) => {
      const found = theReplaced(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const { box, network } = found.thing
      const address = endpointIn(box, network)?.address
      return address ? { answers: [address] } : { cannotTell: `${box.container.name} has no address` }
    },
  },
}

export default checks
