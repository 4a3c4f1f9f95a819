import { findLab } from '../../course/find-labs.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { safeText } from '../../observe/safe-text.ts'
import { addNote, editNotes, notesFile, readNotes } from '../../session/notes.ts'
import { firstWord, type Run } from '../command.ts'

/** Prints a student's notes on a lab, adds a line to them, or opens them in an editor. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const words = call.args.slice(1)
  const edit = call.options['edit'] === true
  const json = call.options['json'] === true
  if ([words.length > 0, edit, json].filter(Boolean).length > 1)
    throw new LabError('usage', 'words-wrong', 'It is either a text to be noted, --edit or --json.')
  if (words.length > 0) {
    terminal.out(`Noted in ${addNote(places, lab, words.join(' '))}\n`)
    return exitCodes.pass
  }
  if (edit) {
    terminal.out(`Your notes are ${await editNotes(places, lab, terminal.env)}\n`)
    return exitCodes.pass
  }
  const text = readNotes(places, lab.id)?.toString() ?? null
  if (json) {
    const file = notesFile(places, lab.id).path
    terminal.out(`${JSON.stringify({ schemaVersion: 1, lab: lab.id, file, text })}\n`)
    return exitCodes.pass
  }
  terminal.out(
    text === null
      ? `You have no notes on lab ${lab.id}. Add one: lab notes ${lab.id} TEXT\n`
      : `${safeText(text).trimEnd()}\n`,
  )
  return exitCodes.pass
}
