import { describeBytes, submissionLimits } from './limits.ts'
import { Refused } from './submission.ts'

/** The text of these bytes. Throws Refused for what is no UTF-8. */
export function decodeText(bytes: Buffer): string {
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
 * for what bash cannot be given, and for what is too much of it.
 */
export function normaliseScript(text: string): ScriptText {
  const script = text.replaceAll('\r\n', '\n')
  if (script.includes('\0')) throw new Refused('It is no text: it has a byte of zero in it.')
  const { scriptBytes } = submissionLimits
  if (Buffer.byteLength(script) > scriptBytes)
    throw new Refused(`It has more than ${describeBytes(scriptBytes)}.`)
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
