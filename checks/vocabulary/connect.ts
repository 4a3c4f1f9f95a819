/** TCP connections: who opens one, who takes it, and whether the answer is the right one’s. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { ConnectResult, ProbeSource, View } from '../../runner/judge/view.ts'
import type { Target } from './reach.ts'
import { about, type Subject } from './subject.ts'

/** Somewhere a connection starts: a container, the host or the outside. */
export interface Caller {
  name: string
  source: ProbeSource
  /** How a student makes the same connection. */
  showCall(address: string, port: number): Exhibit
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

/** A connection that was tried: what it shows about the service, and how to see the same. */
interface Call {
  answer: ConnectResult
  /** `web (172.17.0.2) port 80`. */
  where: string
  exhibit: Exhibit
}

const call = async (caller: Caller, { name, address, port }: Service, view: View): Promise<Call> => ({
  answer: await view.probes.connect(caller.source, address, port),
  where: `${name} (${address}) port ${port}`,
  exhibit: caller.showCall(address, port),
})

const notTried = ({ name }: Caller, { answer, exhibit }: Call): Finding =>
  cannotRun('probe-failed', `The connection from ${name} could not be tried: ${answer.detail}.`, exhibit)

/** What an answer says about the service that should stand behind it. */
const judgeAnswer = (caller: Caller, { name, signs }: Service, made: Call): Finding => {
  const { answer, where, exhibit } = made
  if (answer.reached === null) return notTried(caller, made)
  if (!answer.reached)
    return fail('no-connection', `${where} takes no connection from ${caller.name}.`, answer.detail, exhibit)
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
}

/** A TCP connection from the caller to the service is accepted, and the answer is the service's own. */
export function canConnect(from: Subject<Caller>, to: Subject<Service>, expected: string): Statement {
  return about(expected, from, async (caller, view) => {
    const found = to(view)
    if ('finding' in found) return found.finding
    return judgeAnswer(caller, found.thing, await call(caller, found.thing, view))
  })
}

const noControl = ({ actual }: Finding): Finding =>
  cannotRun('control-failed', `There is nothing to hold it against: ${actual}.`)

/** Who must not reach what, and a connection that must be made all the same. */
export interface ClosedDoor {
  from: Subject<Caller>
  /** What must not be reached; nobody asks what it would say. */
  to: Subject<Service>
  expected: string
  /**
   * A connection that differs in one thing and must be answered by its service: the same caller and an allowed port, or
   * the same port and an allowed caller. Without it, a server that is down would look like isolation: if it fails, the
   * check cannot run.
   */
  control: { from: Subject<Caller>; to: Subject<Service> }
}

/** No TCP connection from the caller is accepted at the service's address and port, though the control's is. */
export function cannotConnect({ from, to, expected, control }: ClosedDoor): Statement {
  return about(expected, from, async (caller, view) => {
    const [target, friend, known] = [to(view), control.from(view), control.to(view)]
    if ('finding' in target) return target.finding
    if ('finding' in friend) return noControl(friend.finding)
    if ('finding' in known) return noControl(known.finding)
    const [tried, controlled] = await Promise.all([
      call(caller, target.thing, view),
      call(friend.thing, known.thing, view),
    ])
    const { answer, where, exhibit } = tried
    const verdict = judgeAnswer(friend.thing, known.thing, controlled)
    if (verdict.status !== 'pass')
      return cannotRun(
        'control-failed',
        `The control failed: ${controlled.where}, which ${friend.thing.name} should reach, does not answer as it should (${verdict.actual}).`,
        controlled.exhibit,
      )
    if (answer.reached === null) return notTried(caller, tried)
    if (answer.reached)
      return fail('reachable', `${where} takes a connection from ${caller.name}.`, answer.detail, exhibit)
    return pass(
      `${where} takes no connection from ${caller.name} (${answer.detail}), while ${controlled.where} answers ${friend.thing.name}`,
      exhibit,
      controlled.exhibit,
    )
  })
}
