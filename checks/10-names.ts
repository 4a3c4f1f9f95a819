import type { LabChecks } from '../runner/judge/check.ts'
import { outside } from '../runner/world/outside-addresses.ts'
import {
  anAddedNameLeads,
  anAddedNameOutranksTheServers,
  itsServerHasBeenRestarted,
  knowsItself,
  theLinkAndItsServer,
  theNamed,
  whetherTheAliasFollows,
} from './vocabulary/names.ts'
import {
  hasBeenStartedAgain,
  itsLinesAreNotInTheCopy,
  servesTheSamePage,
  whetherItFindsItsOwnLine,
} from './vocabulary/own-lines.ts'
import {
  finds,
  theNameStaysOnItsNetwork,
  theSearcherOf,
  whetherItFindsItsPeer,
  whetherItFindsTheOutside,
  type Question,
} from './vocabulary/resolving.ts'
import type { Subject } from './vocabulary/subject.ts'

const searcher = theSearcherOf('intranet.example', outside.gateway)

const whetherItFindsTheWiki: Subject<Question> = (view) => {
  const box = searcher(view)
  if ('finding' in box) return box
  const address = outside.intranet['wiki.intranet.example']
  return { thing: { box: box.thing, target: { name: 'wiki', address } } }
}

const checks: LabChecks = {
  steps: [
    {
      step: 'own',
      checks: [
        {
          id: 'own.hostname',
          title: 'A container knows itself by a hostname of your choice',
          points: 1,
          is: knowsItself(theNamed),
        },
      ],
    },
    {
      step: 'dns',
      checks: [
        {
          id: 'dns.short',
          title: 'A container finds the wiki of the intranet by its short name',
          points: 2,
          is: finds(
            whetherItFindsTheWiki,
            'servers',
            'a container that searches intranet.example gets the address of wiki from its name server',
          ),
        },
      ],
    },
    {
      step: 'hosts',
      checks: [
        {
          id: 'hosts.added',
          title: 'A name that you have added leads to its address',
          points: 1,
          is: anAddedNameLeads(),
        },
        {
          id: 'hosts.first',
          title: 'It does so against the name servers',
          points: 1,
          after: ['hosts.added'],
          is: anAddedNameOutranksTheServers(),
        },
      ],
    },
    {
      step: 'link',
      checks: [
        {
          id: 'link.restarted',
          title: 'The server of a link has been started again',
          points: 1,
          is: itsServerHasBeenRestarted(),
        },
        {
          id: 'link.alias',
          title: 'The alias has followed it',
          points: 2,
          is: finds(whetherTheAliasFollows, 'files and servers', 'the alias leads to the server’s address'),
        },
      ],
    },
    {
      step: 'edit',
      checks: [
        {
          id: 'edit.line',
          title: 'A line of your own in /etc/hosts is used',
          points: 1,
          is: finds(
            whetherItFindsItsOwnLine,
            'files and servers',
            'a name written into /etc/hosts of a running container leads to its address',
          ),
        },
      ],
    },
    {
      step: 'keep',
      checks: [
        {
          id: 'keep.restarted',
          title: 'The edited container has been restarted',
          points: 1,
          after: ['edit.line'],
          is: hasBeenStartedAgain(),
        },
        {
          id: 'keep.page',
          title: 'An image committed from it has kept its page',
          points: 1,
          after: ['edit.line'],
          is: servesTheSamePage(),
        },
        {
          id: 'keep.gone',
          title: 'That image has not kept the line in /etc/hosts',
          points: 1,
          after: ['keep.page'],
          is: itsLinesAreNotInTheCopy(),
        },
      ],
    },
    {
      step: 'lan',
      checks: [
        {
          id: 'lan.name',
          title: 'A container on your network finds another one by name',
          points: 1,
          is: finds(
            whetherItFindsItsPeer,
            'servers',
            'a container on a network of yours gets the address of another one there by its name',
          ),
        },
        {
          id: 'lan.outside',
          title: 'The same name server answers for the outside',
          points: 1,
          after: ['lan.name'],
          is: finds(whetherItFindsTheOutside, 'servers', 'it gets the address of www.example too'),
        },
        {
          id: 'lan.apart',
          title: 'On the default network nobody knows that name',
          points: 1,
          after: ['lan.name'],
          is: theNameStaysOnItsNetwork(),
        },
      ],
    },
  ],
  answers: {
    'hosts-file': (view) => {
      const found = theNamed(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const { hostsPath, name } = found.thing.container
      return hostsPath === null
        ? { cannotTell: `the engine tells no file of ${name}` }
        : { answers: [hostsPath] }
    },
    'alias-address': (view) => {
      const found = theLinkAndItsServer(view)
      return 'finding' in found ? { cannotTell: found.finding.actual } : { answers: [found.thing.address] }
    },
  },
}

export default checks
