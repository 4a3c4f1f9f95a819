/** What statements are made of: subjects, and how they say that a part of the host was not read. */

import { cannotRun, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import type { Snapshot } from '../../runner/observe/snapshot.ts'

/** What a sentence is about: found on the host, or the finding that says why not. */
export type Found<Thing> = { thing: Thing } | { finding: Finding }
/** Finds what a statement is about in a view of the host. */
export type Subject<Thing> = (view: View) => Found<Thing>

/** Makes a statement from a subject and what must be true of it; where the subject is not found, its finding is the statement's. */
export function about<Thing>(
  expected: string,
  subject: Subject<Thing>,
  judge: (thing: Thing, view: View) => Finding | Promise<Finding>,
): Statement {
  return {
    expected,
    judge(view) {
      const found = subject(view)
      return 'finding' in found ? found.finding : judge(found.thing, view)
    },
  }
}

/**
 * The finding for a part of the host that could not be read, or undefined when all of them were. What was not read must
 * never be taken for absent: a check asks this before it says that something is missing.
 */
export function unreadable(snapshot: Snapshot, ...parts: string[]): Finding | undefined {
  const gap = snapshot.unreadable.find(({ part }) =>
    parts.some((name) => part === name || part.startsWith(`${name} `)),
  )
  if (!gap) return undefined
  if (gap.part === 'engine') {
    return cannotRun(
      'engine-silent',
      `The Docker Engine on ${snapshot.host} does not answer (${gap.reason}), so nothing can be said about containers.`,
      {
        on: 'host',
        command: ['ip', 'addr'],
      },
    )
  }
  return cannotRun('unreadable', `A part of ${snapshot.host} could not be read: ${gap.part} (${gap.reason}).`)
}

/**
 * The finding for what is in one network namespace, or in `any`, and could not be read, or undefined. One that could not be entered hides everything in it; a
 * packet filter that was not read hides no link.
 */
export function hidden(
  snapshot: Snapshot,
  inode: number | 'any',
  ...things: ('links' | 'peers' | 'routes' | 'listening')[]
): Finding | undefined {
  const gap = snapshot.unreadable.find(({ part }) => {
    const [word, number, thing] = part.split(' ')
    if (word !== 'namespace' || (inode !== 'any' && number !== String(inode))) return false
    return thing === undefined || things.some((one) => one === thing)
  })
  return gap && unreadable(snapshot, gap.part)
}
