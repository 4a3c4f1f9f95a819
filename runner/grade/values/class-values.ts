import type { Lab } from '../../course/lab.ts'
import { deriveValues } from '../../course/values/derive.ts'
import { asInTheCourse, type OwnValue } from '../../course/values/value.ts'
import { LabError } from '../../lab-error.ts'
import type { Submission } from '../submission/submission.ts'
import { findForeign } from './foreign-values.ts'
import { fingerprintOfKey, seedOf } from './seed.ts'
import { sheetHolds } from './sign-sheet.ts'
import { enumerate } from '../../enumerate.ts'

/** The values of a class: each student has other ones, and always the same. */
export interface ClassValues {
  /** Fingerprint of the key that they come from. */
  key: string
  ownOf: (student: string) => OwnValue[]
  /** What is to be said of a submission whose values are not its student's. */
  notesOn: (submission: Submission) => string[]
}

const madeFor = 'Made for '
const sheetWords = 'The file of values in its bundle '

/** True for a note that a class's values have made; they are made anew each time. */
export const isNoteOnValues = (note: string): boolean =>
  note.startsWith(madeFor) || note.startsWith(sheetWords)

/** Refuses what is as good as impossible, and would be bad: two students with the same values throughout. */
function refuseTwins(students: readonly string[], ownOf: ClassValues['ownOf']): void {
  const seen = new Map<string | null, string>()
  for (const student of students) {
    const seed = seedOf(ownOf(student))
    const twin = seen.get(seed)
    if (twin !== undefined)
      throw new LabError(
        'cannotRun',
        'key-unlucky',
        `With this key ${twin} and ${student} have the same values throughout.`,
        'Make another one: lab values --new-key FILE',
      )
    seen.set(seed, student)
  }
}

/**
 * The values of these students, and of whoever else hands in. Throws LabError `values-none` for a lab that declares none,
 * `key-unlucky` when two students have the same.
 */
export function createClassValues(key: Buffer, lab: Lab, students: Iterable<string>): ClassValues {
  if (lab.values.length === 0)
    throw new LabError(
      'usage',
      'values-none',
      `Lab ${lab.id} has nothing that could be another for each student.`,
    )
  const known = new Map<string, OwnValue[]>()
  const ownOf = (student: string): OwnValue[] => {
    const own = known.get(student) ?? deriveValues(key, student, lab)
    known.set(student, own)
    return own
  }
  const all = [...new Set(students)].sort()
  refuseTwins(all, ownOf)
  const course = ['the course', asInTheCourse(lab.values)] as const

  const foreign = ({ student, script }: Submission): string[] => {
    if (script === null) return []
    const others = all.filter((one) => one !== student).map((one) => [one, ownOf(one)] as const)
    const found = findForeign(script, ownOf(student), [...others, course])
    if (!found) return []
    const { values } = found
    return [
      `${madeFor}${found.student}’s values: ${enumerate(values)} ${values.length > 1 ? 'stand' : 'stands'} in it.`,
    ]
  }
  const ofSheet = ({ student, sheet }: Submission): string[] => {
    if (sheet === null) return []
    if (!sheetHolds(key, sheet))
      return [`${sheetWords}was changed after it was made, or made with another key.`]
    return sheet.student === student ? [] : [`${sheetWords}is ${sheet.student}’s.`]
  }
  return {
    key: fingerprintOfKey(key),
    ownOf,
    notesOn: (submission) => [...foreign(submission), ...ofSheet(submission)],
  }
}
