/** What containers that have ended leave behind. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { dockerPs } from './containers.ts'
import { unreadable } from './subject.ts'

/** A container that had been started with this network mode has ended since the lab began. */
export function aContainerHasEnded(networkMode: string): Statement {
  return {
    expected: `a container that was started with --net=${networkMode} has ended`,
    judge({ snapshot }): Finding {
      const ended = snapshot.history.find(({ networks }) => networks.includes(networkMode))
      if (ended) return pass(`${ended.name || ended.id.slice(0, 12)} has ended`, dockerPs)
      const gap = unreadable(snapshot, 'engine', 'history')
      if (gap) return gap
      return fail(
        'none-ended',
        `No container that was started with --net=${networkMode} has ended yet.`,
        'none has ended',
        dockerPs,
      )
    },
  }
}

const listNames: Exhibit = { on: 'host', command: ['ip', 'netns', 'list'] }

/** No symbolic link in /var/run/netns leads to a namespace that is gone; an empty folder is right too. */
export function nothingDangles(): Statement {
  return {
    expected: 'no name in /var/run/netns leads nowhere',
    judge({ snapshot }): Finding {
      const gap = unreadable(snapshot, 'entries', 'entry')
      if (gap) return gap
      const dangling = snapshot.entries.filter((entry) => entry.dangling)
      const names = dangling.map(({ name }) => name).join(', ')
      if (dangling.length === 0)
        return pass(`${snapshot.entries.length} names, none of them dangling`, listNames)
      return fail(
        'dangling',
        `The name ${names} in /var/run/netns leads to a process that is gone.`,
        `dangling: ${names}`,
        listNames,
      )
    },
  }
}
