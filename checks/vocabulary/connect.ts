import { cannotRun, fail, pass, type Exhibit, type Statement } from '../../runner/judge/check.ts'
import type { ProbeSource } from '../../runner/judge/view.ts'
import type { Target } from './reach.ts'
import { about, type Subject } from './subject.ts'

/** Somewhere a connection starts: a container or the host, and how a student sees the same from there. */
export interface Caller {
  name: string
  source: ProbeSource
  show(...command: [string, ...string[]]): Exhibit
}

/** A TCP service, and by what its answer is known. */
export interface Service extends Target {
  port: number
  /** One of these must stand in what it says, as a word of its own: anybody can listen on a port. */
  signs: string[]
}

const special = /[\\^$.*+?()[\]{}|]/g
const wordCharacter = String.raw`[\p{L}\p{N}_-]`

/** True when the text holds `sign` as a word or words of its own: `left` is not in `leftover`. */
const holds = (text: string, sign: string): boolean =>
  sign !== '' &&
  new RegExp(`(?<!${wordCharacter})${sign.replace(special, String.raw`\$&`)}(?!${wordCharacter})`, 'iu').test(
    text,
  )

const longestQuote = 60

/** The first line of an answer, short enough for a sentence. */
const quote = (said: string): string => {
  const [line = ''] = said.trim().split('\n')
  return `“${line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line}”`
}

/** A TCP connection from the caller to the service is accepted, and the answer is the service's own. */
export function canConnect(from: Subject<Caller>, to: Subject<Service>, expected: string): Statement {
  return about(expected, from, async (caller, view) => {
    const found = to(view)
    if ('finding' in found) return found.finding
    const { name, address, port, signs } = found.thing
    const where = `${name} (${address}) port ${port}`
    const exhibit = caller.show('curl', '-sS', '-m', '2', `http://${address}:${port}/`)
    const answer = await view.probes.connect(caller.source, address, port)
    if (answer.reached === null)
      return cannotRun(
        'probe-failed',
        `The connection from ${caller.name} could not be tried: ${answer.detail}.`,
        exhibit,
      )
    if (!answer.reached)
      return fail(
        'no-connection',
        `${where} takes no connection from ${caller.name}.`,
        answer.detail,
        exhibit,
      )
    if (answer.said.trim() === '')
      return fail(
        'silent-service',
        `${where} takes a connection from ${caller.name}, but says nothing.`,
        answer.detail,
        exhibit,
      )
    if (signs.some((sign) => holds(answer.said, sign)))
      return pass(`${where} says ${quote(answer.said)}`, exhibit)
    return fail(
      'wrong-service',
      `${where} answers ${caller.name}, but what it says does not name ${name}.`,
      `it says ${quote(answer.said)}`,
      exhibit,
    )
  })
}
