/** Links that the host no longer has. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { Link } from '../../runner/observe/snapshot.ts'
import { isOfEngine } from './bridges.ts'
import { theHost } from './containers.ts'
import { about, hidden, type Subject } from './subject.ts'

const showLinks: Exhibit = { on: 'host', command: ['ip', 'addr'] }

/** All links of the host, in a view that has read them; so a name that is not among them is absent. */
const hostLinks: Subject<Link[]> = (view) => {
  const host = theHost(view)
  if ('finding' in host) return host
  const gap = hidden(view.snapshot, host.thing.inode, 'links')
  if (gap) return { finding: gap }
  // The control of an absence: a reading that does not even show the loopback shows nothing.
  if (host.thing.links.some(({ kind }) => kind === 'loopback')) return { thing: host.thing.links }
  return {
    finding: cannotRun('unreadable', 'The links of the host were read without its loopback.', showLinks),
  }
}

const named = (links: Link[], name: string): Link | undefined => links.find((link) => link.name === name)

/** The host has no link of this name, of any kind. */
export function isGone(name: string): Statement {
  return about(`the host has no ${name}`, hostLinks, (links) =>
    named(links, name)
      ? fail('still-there', `The host has a ${name}.`, `${name} is there`, showLinks)
      : pass(`links: ${links.map((link) => link.name).join(', ')}`, showLinks),
  )
}

/**
 * The bridge of this name that was there from the beginning has been deleted: the host has none, or has one that is
 * younger than a bridge made by hand. A namespace gives out indices in rising order, so an index tells a link's age.
 */
export function theFirstIsGone(name: string): Statement {
  return about(`the ${name} of the beginning is deleted`, hostLinks, (links): Finding => {
    const found = named(links, name)
    if (!found) return pass(`no ${name} on the host`, showLinks)
    const older = links.find(
      (link) => link.kind === 'bridge' && !isOfEngine(link.name) && link.index < found.index,
    )
    if (older) return pass(`${name} was made anew after ${older.name}: index ${found.index}`, showLinks)
    return fail(
      'still-there',
      `The host has a ${name}, and no bridge made by hand is older than it.`,
      `${name} has the index ${found.index}`,
      showLinks,
    )
  })
}
