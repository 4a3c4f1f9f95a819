/**
 * The exit codes of every command; one place (`cli/main.ts`) sets them.
 */
export const exitCodes = { pass: 0, failed: 1, usage: 2, cannotRun: 3, internal: 4 } as const

type ErrorKind = 'usage' | 'cannotRun' | 'internal'

/**
 * An error that a person can act on: what failed, on what, and the next step.
 * Everything else that is thrown is a bug of ours and keeps its stack.
 */
export class LabError extends Error {
  override readonly name = 'LabError'
  readonly code: string
  readonly kind: ErrorKind
  readonly next: string | undefined

  /** `code` is stable and machine-readable (`lab-unknown`); `next` is the next step, one sentence or command. */
  constructor(kind: ErrorKind, code: string, message: string, next?: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
    this.code = code
    this.next = next
  }

  get exitCode(): number {
    return exitCodes[this.kind]
  }
}

/** The text of anything that was thrown, for a sentence that names the cause. */
export function causeText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** True when `error` is Node's own error with this `code` (ENOENT, EACCES, …). */
export function isErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
