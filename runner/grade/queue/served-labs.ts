import { labSlugs, readLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { isErrno, LabError } from '../../lab-error.ts'
import { readVersions, type Versions } from '../environment.ts'
import { kindOf } from './kind.ts'

/** A lab as a worker has it. */
export interface ServedLab {
  lab: Lab
  versions: Versions
  /** What its machine has not, of what the lab or one of its steps needs. */
  lacking: string[]
}

/** A lab and its versions; none of one that an author is still writing. */
function readWhole(slug: string): { lab: Lab; versions: Versions }[] {
  try {
    const lab = readLab(slug)
    return [{ lab, versions: readVersions(lab) }]
  } catch (error) {
    if (error instanceof LabError || isErrno(error, 'ENOENT')) return []
    throw error
  }
}

export const readWholeLabs = (): { lab: Lab; versions: Versions }[] => labSlugs().flatMap(readWhole)

/**
 * What a worker can make of each lab. A step's own needs count as the lab's: of two submissions neither may be judged by fewer
 * checks than the other, only because it came to another machine.
 */
export const servedLabs = (
  labs: readonly { lab: Lab; versions: Versions }[],
  found: ReadonlySet<string>,
): ServedLab[] =>
  labs.map(({ lab, versions }) => {
    const needs = new Set([...lab.needs, ...lab.steps.flatMap((step) => step.needs)])
    return { lab, versions, lacking: [...needs].filter((need) => !found.has(need)) }
  })

/** The kinds of submissions that a worker may take: of the labs that it can grade, for any engine and for its own. */
export const kindsOf = (served: readonly ServedLab[], engine: string): Set<string> =>
  new Set(
    served
      .filter(({ lacking }) => lacking.length === 0)
      .flatMap(({ lab, versions }) =>
        [null, engine].map((one) => kindOf({ lab: lab.id, versions, engine: one })),
      ),
  )
