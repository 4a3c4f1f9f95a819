import { submissionLimits } from './limits.ts'
import { Refused } from './submission.ts'

/** The text of these bytes. Throws Refused for what is no UTF-8, or no text. */
export function decodeText(bytes: Buffer): string {
  if (bytes.includes(0)) throw new Refused('It is no text: it has a byte of zero in it.')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refused('It is no text in UTF-8.')
  }
}

/** A script as bash is given it, and what was changed. */
export interface ScriptText {
  script: string
  notes: string[]
}

/**
 * A script with the line ends that bash knows: who has written it on Windows has written it all the same. Throws Refused
 * when its lines are too many or too long.
 */
export function normaliseScript(text: string): ScriptText {
  const script = text.replaceAll('\r\n', '\n')
  const lines = script.split('\n')
  if (lines.length > submissionLimits.lines)
    throw new Refused(`It has more than ${submissionLimits.lines} lines.`)
  const long = lines.findIndex((line) => Buffer.byteLength(line) > submissionLimits.lineBytes)
  if (long !== -1)
    throw new Refused(`Its line ${long + 1} has more than ${submissionLimits.lineBytes} bytes.`)
  return {
    script,
    notes: script === text ? [] : ['Its lines ended as on Windows; they were read as on Linux.'],
  }
}
