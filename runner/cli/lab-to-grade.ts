import { findLab } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import { asInTheCourse } from '../course/values/value.ts'
import { withValues } from '../course/values/with-values.ts'
import { createClassValues, type ClassValues } from '../grade/values/class-values.ts'
import type { LabChecks } from '../judge/check.ts'
import { LabError } from '../lab-error.ts'
import { loadLabCode } from '../verify/load-lab-code.ts'
import { firstWord, type Call } from './command.ts'
import { readKey } from './read-key.ts'
import type { Terminal } from './terminal.ts'

/** A lab as a class is graded in it. */
export interface LabToGrade {
  lab: Lab
  /** The same with the step that the students' own values have, where they have any. */
  shown: Lab
  checks: LabChecks
  /** The values of these students; null where all are judged alike. */
  valuesFor: (students: Iterable<string>) => ClassValues | null
}

/** The key that was named, when each student is to be judged by values of his own; LabError for words that do not belong together. */
function namedKey({ options: { seedBy, key } }: Call, terminal: Pick<Terminal, 'err'>): Buffer | null {
  const example = 'lab grade 03 submissions --roster class.csv --seed-by student --key class.key'
  if (seedBy !== undefined && seedBy !== 'student')
    throw new LabError(
      'usage',
      'seed-by-wrong',
      '--seed-by takes the word student, and nothing else.',
      example,
    )
  if (typeof key === 'string' && seedBy !== undefined) return readKey(key, terminal)
  if (seedBy === undefined && key === undefined) return null
  throw new LabError('usage', 'key-missing', '--seed-by student and --key FILE need each other.', example)
}

/** The lab that was named, with what its submissions are held against. */
export async function openLabToGrade(call: Call, terminal: Pick<Terminal, 'err'>): Promise<LabToGrade> {
  const lab = findLab(firstWord(call))
  const key = namedKey(call, terminal)
  const { checks, ownValues } = await loadLabCode(lab.id)
  if (key === null) return { lab, shown: lab, checks, valuesFor: () => null }
  const usual = asInTheCourse(lab.values)
  return {
    lab,
    shown: withValues(lab, usual),
    checks: { ...checks, steps: [...checks.steps, ownValues(usual)] },
    valuesFor: (students) => createClassValues(key, lab, students),
  }
}
