import { release } from 'node:os'
import type { Snapshot } from '../observe/snapshot.ts'
import type { LabReport } from '../judge/verdict.ts'
import type { Lab } from '../course/lab.ts'
import type { Progress } from '../session/progress.ts'
import type { TranscriptEntry } from '../session/transcript-entry.ts'
import type { Manifest } from './submission/bundle.ts'
import type { GradingEnvironment } from './result.ts'

interface Story {
  lab: Lab
  environment: GradingEnvironment
  /** When the host was booted: what was typed before was typed on another one. */
  bootedAt: number
  entries: readonly TranscriptEntry[]
  progress: Progress
  report: LabReport
  snapshot: Snapshot
}

/** What a bundle says of a lab as its student has it now. */
export const manifestOf = (
  { lab, environment, bootedAt, entries, progress, report, snapshot }: Story,
  now: number,
): Manifest => ({
  schemaVersion: 1,
  lab: { id: lab.id, hash: environment.labHash },
  madeAt: now,
  engine: environment.engine,
  kernel: release(),
  vethlab: environment.vethlab,
  commands: entries
    .filter(({ at }) => at >= bootedAt)
    .map(({ at, terminal, command, exitCode }) => ({ at, terminal, command, exitCode })),
  ...(progress.values && { values: progress.values }),
  help: { hints: progress.hints, solved: progress.solved, passedOver: progress.passedOver ?? [] },
  report: { ...report },
  snapshot,
})
