import type { GradeRecord } from '../result.ts'
import { enumerate } from '../../enumerate.ts'

const mostNames = 4

/** `bob’s`, `bob’s and carol’s`, `bob’s, carol’s, dave’s, and those of 7 others`. */
function whose(students: readonly string[]): string {
  const shown = students.length > mostNames ? mostNames - 1 : mostNames
  const named = students.slice(0, shown).map((student) => `${student}’s`)
  const more = students.length - named.length
  const all = more > 0 ? [...named, `those of ${more} others`] : named
  return enumerate(all)
}

const othersWith = (
  record: GradeRecord,
  records: readonly GradeRecord[],
  mark: (record: GradeRecord) => string | undefined,
): string[] => {
  const own = mark(record)
  if (own === undefined) return []
  return records.filter((one) => one !== record && mark(one) === own).map(({ student }) => student)
}

/** What one sees of a submission only beside the others: copies, and bundles of one installation. */
export function noteClass(records: readonly GradeRecord[], known: ReadonlySet<string> | null): GradeRecord[] {
  return records.map((record) => {
    const same = othersWith(record, records, ({ submission }) => submission?.sha256)
    const signed = othersWith(record, records, ({ submission }) => submission?.signedBy)
    const notes = [
      ...(same.length > 0 ? [`The same file, byte for byte, as ${whose(same)}.`] : []),
      ...(signed.length > 0
        ? [`Signed with the same key as ${whose(signed)}: it was made on the same installation.`]
        : []),
      ...(known && !known.has(record.student) ? ['Not on the roster.'] : []),
    ]
    return notes.length > 0 ? { ...record, notes: [...record.notes, ...notes] } : record
  })
}
