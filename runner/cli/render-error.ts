import { createPaint } from '../draw/paint.ts'
import { causeText, LabError } from '../lab-error.ts'
import { safeText } from '../observe/safe-text.ts'

interface ErrorStyle {
  colour: boolean
  json: boolean
}

/** A thrown error for the terminal: what failed and the next step; a bug of ours keeps its stack. */
export function renderError(error: unknown, { colour, json }: ErrorStyle): string {
  const known = error instanceof LabError && error.kind !== 'internal'
  const message = safeText(causeText(error))
  const next = error instanceof LabError ? error.next : undefined
  if (json) {
    const code = error instanceof LabError ? error.code : 'internal'
    return `${JSON.stringify({ schemaVersion: 1, error: { code, message, next: next ?? null } })}\n`
  }
  const paint = createPaint(colour)
  const lines = [`${paint.red('lab:')} ${message}`]
  if (next !== undefined) lines.push(`  ${safeText(next)}`)
  if (!known) {
    lines.push('  This is a fault of vethlab. Please report it with the lines above and below.')
    if (error instanceof Error && error.stack !== undefined) lines.push(safeText(error.stack))
  }
  return `${lines.join('\n')}\n`
}
