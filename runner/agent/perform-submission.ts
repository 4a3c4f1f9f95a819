import stripAnsi from 'strip-ansi'
import type { LabChecks } from '../judge/check.ts'
import type { View } from '../judge/view.ts'
import { safeText } from '../observe/safe-text.ts'
import type { Host } from '../world/host.ts'
import { followLines, readLine } from './follow-lines.ts'
import { LineHistory } from './line-history.ts'
import type { SubmissionReply, SubmissionRequest } from './protocol.ts'
import { runSubmission, submissionFile, type SubmissionEnding } from './run-submission.ts'

interface Bench {
  host: Pick<Host, 'pid'>
  checks: LabChecks
  view: () => Promise<View>
}

const replyOf = (ending: SubmissionEnding, lines: SubmissionReply['lines']): SubmissionReply => ({
  ...ending,
  output: safeText(stripAnsi(ending.output)),
  lines,
})

/** Runs a submission on the host; with `follow`, looks at what each of its lines has done. */
export async function performSubmission(
  { script, timeMs, outputBytes, follow }: SubmissionRequest,
  { host, checks, view }: Bench,
): Promise<SubmissionReply> {
  const limits = { timeMs, outputBytes }
  if (!follow) return replyOf(await runSubmission(script, host, limits), null)
  const history = new LineHistory(checks, follow.probe, view)
  const text = script.split('\n')
  let last = 0
  // A command is announced before it is run: what is seen then is the work of the one before.
  const look = async (message: string): Promise<void> => {
    await history.lookAfter(last)
    last = readLine(message, submissionFile, text) ?? last
  }
  const ending = await runSubmission(script, host, limits, (door) => followLines(door, look))
  await history.lookLast(last)
  return replyOf(ending, { looks: history.looks, last: last === 0 ? null : last })
}
