import { existsSync, realpathSync, statSync } from 'node:fs'
import { dateAndTime } from '../../draw/moment.ts'
import { causeText, exitCodes, LabError } from '../../lab-error.ts'
import { archiveText, labsKept, readHeldRecord, type LabRecord } from '../../session/archive.ts'
import { holdData } from '../../session/hold-data.ts'
import { replaceFile } from '../../session/own-file.ts'
import type { Call, Run, Setting } from '../command.ts'
import { makeSure } from '../make-sure.ts'

const unwritable = (file: string, cause: string): LabError =>
  new LabError(
    'usage',
    'export-unwritable',
    `${file} cannot be written: ${cause}.`,
    'Name a file in a folder of your own, or - for standard output.',
  )

/** The file that is to be written, which a link may lead to; undefined when another stays that is there already. */
async function targetOf(file: string, call: Call, { terminal }: Setting): Promise<string | undefined> {
  try {
    if (!existsSync(file)) return file
    if (!statSync(file).isFile()) throw unwritable(file, 'it is no file')
  } catch (error) {
    throw error instanceof LabError ? error : unwritable(file, causeText(error))
  }
  const sure = await makeSure(
    `Replace ${file}?`,
    `${file} is there already, and would be replaced.`,
    call,
    terminal,
  )
  return sure ? realpathSync(file) : undefined
}

const countsOf = ({ lab, progress, notes, transcript }: LabRecord) => ({
  lab,
  steps: Object.keys(progress?.steps ?? {}).length,
  games: progress?.games?.length ?? 0,
  notes: notes !== null,
  commands: transcript.length,
})

/** Writes all that is kept of a student's work into one file. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const json = call.options['json'] === true
  const now = Date.now()
  const file = call.args[0] ?? `vethlab-${dateAndTime(now).date}.json`
  if (file === '-' && json)
    throw new LabError(
      'usage',
      'words-wrong',
      '- writes the export itself to standard output: it takes no --json.',
    )
  const target = file === '-' ? file : await targetOf(file, call, setting)
  if (target === undefined) {
    terminal.out('Nothing was changed.\n')
    return exitCodes.pass
  }
  const labs = holdData(places, () => labsKept(places).map((lab) => readHeldRecord(places, lab, terminal)))
  const text = archiveText(labs, now)
  if (target === '-') {
    terminal.out(text)
    return exitCodes.pass
  }
  try {
    replaceFile(target, text)
  } catch (error) {
    throw unwritable(file, causeText(error))
  }
  terminal.out(
    json
      ? `${JSON.stringify({ schemaVersion: 1, file, exportedAt: now, labs: labs.map(countsOf) })}\n`
      : `${file} has all that is kept of ${labs.length} ${labs.length === 1 ? 'lab' : 'labs'}. Take it in elsewhere: lab import ${file}\n`,
  )
  return exitCodes.pass
}
