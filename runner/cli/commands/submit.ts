import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readEnvironment } from '../../grade/environment.ts'
import { manifestOf } from '../../grade/make-bundle.ts'
import { bundleEnding, type Bundle, type Manifest } from '../../grade/submission/bundle.ts'
import { fingerprintOf, ownKey, signBundle } from '../../grade/submission/bundle-key.ts'
import { describeBytes, submissionLimits } from '../../grade/submission/limits.ts'
import { causeText, exitCodes, LabError } from '../../lab-error.ts'
import { openLabWorld } from '../../session/lab-world.ts'
import { forAll, replaceFile } from '../../session/own-file.ts'
import { findOwnLab } from '../../session/own-lab.ts'
import { readProgress } from '../../session/progress.ts'
import { readTranscript } from '../../session/transcript.ts'
import { askYesNo } from '../ask.ts'
import { firstWord, type Call, type Run, type Setting } from '../command.ts'

/** The bundle's text; LabError when it is larger than anybody would take it. */
function textOf(bundle: Bundle): string {
  const text = `${JSON.stringify(bundle)}\n`
  if (Buffer.byteLength(text) <= submissionLimits.bundleBytes) return text
  throw new LabError(
    'cannotRun',
    'bundle-too-large',
    `The bundle would have more than ${describeBytes(submissionLimits.bundleBytes)}, and nobody would take it.`,
    'Do the lab on a fresh host with fewer commands: `lab reset`.',
  )
}

function write(file: string, text: string): void {
  try {
    replaceFile(file, text, forAll)
  } catch (error) {
    throw new LabError(
      'cannotRun',
      'bundle-unwritable',
      `The bundle cannot be written to ${file}: ${causeText(error)}.`,
      'Name another place with --out.',
      error,
    )
  }
}

const mayReplace = async (file: string, { options }: Call, { terminal }: Setting): Promise<boolean> =>
  !existsSync(file) || options['yes'] === true || askYesNo(`Replace ${file}?`, terminal)

function describe({ commands, report }: Manifest, file: string, key: string): string {
  return `${file}
  ${commands.length} commands typed on this host, ${report.points} of ${report.maxPoints} points now.
  Signed with the key ${key}.
  Hand this file in. Only what your instructor's own run of it gives counts.
`
}

/** Makes one file of what a student has done in a lab: commands, verdicts, help used, signed. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const lab = findOwnLab(places, firstWord(call), terminal)
  const { out } = call.options
  const file = resolve(typeof out === 'string' ? out : `lab-${lab.id}${bundleEnding}`)
  if (!file.endsWith(bundleEnding))
    throw new LabError('usage', 'out-wrong', `A bundle’s name ends in ${bundleEnding}, not as ${file} does.`)
  const { client, status } = await openLabWorld(places, lab)
  const environment = await readEnvironment(places, lab)
  const report = await client.check({ waitMs: 0, evidence: 'failed' })
  const story = {
    lab,
    environment,
    bootedAt: status.startedAt,
    entries: readTranscript(places, lab.id).entries,
    progress: readProgress(places, lab.id).progress,
    report,
    snapshot: await client.snapshot(),
  }
  const manifest = manifestOf(story, Date.now())
  const bundle = signBundle(manifest, ownKey(places))
  const text = textOf(bundle)
  if (!(await mayReplace(file, call, setting))) {
    terminal.out('Nothing was changed.\n')
    return exitCodes.pass
  }
  write(file, text)
  const key = fingerprintOf(bundle)
  terminal.out(
    call.options['json'] === true
      ? `${JSON.stringify({ schemaVersion: 1, lab: lab.id, file, key, commands: manifest.commands.length, points: report.points, maxPoints: report.maxPoints })}\n`
      : describe(manifest, file, key),
  )
  return exitCodes.pass
}
