import { LabError, causeText } from '../lab-error.ts'
import { listOf } from './shape.ts'

const controlNames: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escapeControl = (character: string): string =>
  controlNames[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * One line of `ip -j`. An interface name may hold any byte but `/`, `:` and white space, and ip(8) writes control
 * bytes as they are (seen with iproute2 6.1: a name with ESC) and in some versions `\'`, both of which JSON forbids.
 */
export function parseIpJson(line: string, what: string): unknown[] {
  const repaired = line
    .trim()
    // oxlint-disable-next-line no-control-regex -- control bytes are what is being repaired
    .replace(/\\(.)|[\u0000-\u001f]/gs, (match, escaped: string | undefined) => {
      if (escaped === undefined) return escapeControl(match)
      return escaped === "'" ? "'" : match
    })
  // ip prints nothing at all for some empty lists
  if (repaired === '') return []
  let value: unknown
  try {
    value = JSON.parse(repaired)
  } catch (error) {
    throw new LabError(
      'cannotRun',
      'unexpected-shape',
      `ip did not print JSON for ${what}: ${causeText(error)}.`,
    )
  }
  return listOf(value, what)
}
