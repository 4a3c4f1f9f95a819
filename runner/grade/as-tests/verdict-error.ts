import type { CheckReport } from '../../judge/verdict.ts'

const evidenceOf = ({ evidence }: CheckReport): string =>
  evidence
    .map(
      ({ command, output, truncated }) =>
        `\n\n$ ${command}\n${output || '(nothing)'}${truncated ? '\n… cut' : ''}`,
    )
    .join('')

const sentenceOf = ({ diagnosis, actual }: CheckReport): string =>
  diagnosis ? `${diagnosis.text} (${diagnosis.code})` : actual

/** A verdict that a test runner shows: no line of our code is to blame for it, so it has no stack. */
abstract class VerdictError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
    this.stack = `${name}: ${message}`
  }
}

/** The work is not as it should be. Vitest shows `expected` and `actual` as a difference. */
export class CheckFailed extends VerdictError {
  readonly expected: string
  readonly actual: string

  constructor(check: CheckReport) {
    super('CheckFailed', `${sentenceOf(check)}${evidenceOf(check)}`)
    this.expected = check.expected
    this.actual = check.actual
  }
}

/** Nobody could look: this says nothing about the work, neither way. */
export class CannotRun extends VerdictError {
  constructor(check: CheckReport) {
    super('CannotRun', `This says nothing about the work. ${sentenceOf(check)}${evidenceOf(check)}`)
  }
}

/** There is no lab to look at, and what to do about it. */
export class NoLab extends VerdictError {
  constructor(message: string) {
    super('NoLab', message)
  }
}
