import type { Status } from '../judge/verdict.ts'
import type { Paint } from './paint.ts'

/** A verdict's sign and word: the word makes it readable without colour, the sign without reading. */
const signs: Record<Status, { unicode: string; ascii: string; word: string }> = {
  pass: { unicode: '✓', ascii: '[x]', word: 'pass' },
  fail: { unicode: '✗', ascii: '[ ]', word: 'FAIL' },
  skipped: { unicode: '·', ascii: '[-]', word: 'skipped' },
  'cannot-run': { unicode: '!', ascii: '[!]', word: 'CANNOT RUN' },
}

export const statusWord = (status: Status): string => signs[status].word

export function statusSign(status: Status, paint: Paint, unicode: boolean): string {
  const sign = unicode ? signs[status].unicode : signs[status].ascii
  const style = { pass: paint.green, fail: paint.red, skipped: paint.dim, 'cannot-run': paint.yellow }[status]
  return style(sign)
}
