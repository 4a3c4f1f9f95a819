import { findLab } from '../../course/find-labs.ts'
import { drawLogMarkdown } from '../../draw/log-markdown.ts'
import { drawLog } from '../../draw/log.ts'
import { standingInWords } from '../../draw/progress.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { labProgress } from '../../session/lab-progress.ts'
import { openProgress } from '../../session/open-progress.ts'
import { tellTranscript } from '../../session/tell-damage.ts'
import { readTranscript } from '../../session/transcript.ts'
import { firstWord, type Call, type Run } from '../command.ts'

/** How many commands are printed in the terminal when nobody says otherwise. */
const fewEnough = 50
const most = 1_000_000

/** How many of the newest commands are wanted; LabError `last-wrong`. */
function lastOf({ options }: Call): number {
  const { last } = options
  if (last === undefined) return options['json'] === true || options['markdown'] === true ? most : fewEnough
  if (/^[1-9]\d{0,5}$/.test(String(last))) return Number(last)
  throw new LabError(
    'usage',
    'last-wrong',
    `--last takes a number from 1 to 999999, not “${String(last).slice(0, 40)}”.`,
  )
}

/** Prints what was typed in a lab and what it did: for the terminal, as a Markdown document, or as JSON. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const last = lastOf(call)
  const { options } = call
  if (options['json'] === true && options['markdown'] === true)
    throw new LabError('usage', 'words-wrong', 'It is either --json or --markdown.')
  const transcript = readTranscript(places, lab.id)
  tellTranscript(lab.id, transcript, terminal)
  const entries = transcript.entries.slice(-last)
  const omitted = transcript.entries.length - entries.length
  if (options['json'] === true) {
    terminal.out(
      `${JSON.stringify({ schemaVersion: 1, lab: lab.id, entries, omitted, damaged: transcript.damaged })}\n`,
    )
    return exitCodes.pass
  }
  if (options['markdown'] === true) {
    const standing = standingInWords(labProgress(lab, openProgress(places, lab.id, terminal).current))
    terminal.out(drawLogMarkdown(entries, { lab: lab.id, title: lab.title, standing }))
    return exitCodes.pass
  }
  if (entries.length === 0)
    terminal.out(`Nothing was noted of lab ${lab.id}. What is typed after \`lab start ${lab.id}\` will be.\n`)
  if (omitted > 0)
    terminal.out(
      `${omitted} earlier ${omitted === 1 ? 'command is' : 'commands are'} not shown: lab log ${lab.id} --last ${transcript.entries.length}\n\n`,
    )
  terminal.out(drawLog(entries, terminal))
  return exitCodes.pass
}
