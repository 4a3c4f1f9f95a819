import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Lab } from '../course/lab.ts'
import { dateAndTime } from '../draw/moment.ts'
import { LabError } from '../lab-error.ts'
import type { Places } from '../world/places.ts'
import { holdData } from './hold-data.ts'
import { readOwn, writeOwn, type OwnFile } from './own-file.ts'

/** Bytes. */
export const mostNotes = 1024 * 1024

export const notesFile = ({ data }: Pick<Places, 'data'>, lab: string): OwnFile => ({
  path: join(data, 'notes', `${lab}.md`),
  what: `Your notes on lab ${lab}`,
  code: 'notes',
  most: mostNotes,
})

/** A student's notes on a lab; undefined when there are none. LabError `notes-unreadable`. */
export function readNotes(places: Pick<Places, 'data'>, lab: string): Buffer | undefined {
  const file = notesFile(places, lab)
  const found = readOwn(file)
  if (found.kind === 'absent') return undefined
  if (found.kind === 'bytes') return found.bytes
  throw new LabError(
    'cannotRun',
    'notes-unreadable',
    `${file.what} cannot be read: ${found.why}.`,
    `Move ${file.path} away.`,
  )
}

const heading = ({ id, title }: Pick<Lab, 'id' | 'title'>): string => `# Notes on lab ${id}, ${title}\n\n`

/** Notes with a text behind them, on lines of its own. */
export const withNotes = (notes: Buffer, text: string): Buffer =>
  Buffer.concat([notes, Buffer.from(`${notes.length === 0 || notes.at(-1) === 10 ? '' : '\n'}${text}`)])

/**
 * Adds an item with the date to a student's notes, `<data>/notes/NN.md`, and returns the file's path. LabError
 * `note-empty`, `notes-full`, `notes-unreadable`, `notes-unwritable`.
 */
export function addNote(
  places: Pick<Places, 'data'>,
  lab: Pick<Lab, 'id' | 'title'>,
  text: string,
  { now = Date.now(), timeZone }: { now?: number; timeZone?: string } = {},
): string {
  const lines = text.trim().split(/\s*[\r\n]+\s*/)
  if (lines.join('') === '') throw new LabError('usage', 'note-empty', 'There is nothing to be noted.')
  const file = notesFile(places, lab.id)
  holdData(places, () => {
    const { date, time } = dateAndTime(now, timeZone)
    const item = `- ${date} ${time.slice(0, 5)}: ${lines.join('\n  ')}\n`
    const content = withNotes(readNotes(places, lab.id) ?? Buffer.from(heading(lab)), item)
    if (content.length > mostNotes)
      throw new LabError(
        'usage',
        'notes-full',
        `${file.what} would be larger than ${mostNotes} bytes.`,
        `Shorten ${file.path} first.`,
      )
    writeOwn([{ file, content }])
  })
  return file.path
}

/** The words of the student's editor, as he would type them (environ(7)): $VISUAL, $EDITOR, or vi. */
export const editorOf = (env: NodeJS.ProcessEnv): string =>
  [env['VISUAL'], env['EDITOR']].find((words) => (words ?? '').trim() !== '') ?? 'vi'

/** Opens a student's notes in his editor and waits until it ends. LabError `editor-failed`, and those of `addNote`. */
export async function editNotes(
  places: Pick<Places, 'data'>,
  lab: Pick<Lab, 'id' | 'title'>,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const file = notesFile(places, lab.id)
  holdData(places, () => {
    if (readNotes(places, lab.id) === undefined) writeOwn([{ file, content: heading(lab) }])
  })
  const editor = editorOf(env)
  // The shell parts the editor's words (`code --wait`) and starts it; they are data to it, not a program.
  const child = spawn('/bin/sh', ['-c', 'set -f; exec $0 "$1"', editor, file.path], { stdio: 'inherit', env })
  // The terminal sends Ctrl-C to both of us: it is the editor's to decide.
  const ignore = (): void => undefined
  process.on('SIGINT', ignore)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  }).finally(() => process.off('SIGINT', ignore))
  if (code === 0) return file.path
  throw new LabError(
    'cannotRun',
    'editor-failed',
    `The editor “${editor}” ${code === 127 ? 'cannot be started' : `has ended with ${code === null ? 'a signal' : `exit code ${code}`}`}.`,
    `Say which one to take: EDITOR=nano lab notes ${lab.id} --edit`,
  )
}
