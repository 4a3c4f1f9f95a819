import { LabError } from '../lab-error.ts'

/** What one script printed, by the names of its parts. */
export type Sections = ReadonlyMap<string, { text: string; exitCode: number }>

/**
 * Parts of a script's output, each ended by a line `MARK NAME EXITCODE`. The mark is drawn anew for every run, so that
 * nothing a student can put into a name or a comment ends a part. Throws LabError `unexpected-shape` for an output
 * that breaks off.
 */
export function splitSections(output: string, mark: string): Sections {
  const pieces = output.split(new RegExp(`\\n${mark} ([a-z]+) (\\d+)\\n`))
  const sections = new Map<string, { text: string; exitCode: number }>()
  for (let at = 0; at + 2 < pieces.length; at += 3) {
    sections.set(pieces[at + 1] ?? '', { text: pieces[at] ?? '', exitCode: Number(pieces[at + 2]) })
  }
  if (pieces.at(-1) !== '') throw new LabError('cannotRun', 'unexpected-shape', 'The output breaks off.')
  return sections
}
