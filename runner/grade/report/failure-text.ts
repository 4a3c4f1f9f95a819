import { safeText } from '../../observe/safe-text.ts'
import type { CheckView } from './student-view.ts'

type Told = Pick<CheckView, 'status' | 'expected' | 'actual' | 'diagnosis' | 'evidence' | 'attribution'>

const oneLine = (text: string): string => safeText(text, { multiline: false })

/** What one sentence says of a check that did not pass. */
export const failureMessage = ({ diagnosis, actual }: Pick<Told, 'diagnosis' | 'actual'>): string =>
  oneLine(diagnosis?.text ?? actual)

/** All that is known of a check that did not pass, as plain text of several lines; nothing for one that did. */
export function failureText(check: Told): string {
  if (check.status === 'pass') return ''
  if (check.status === 'skipped') return failureMessage(check)
  const lines = [
    failureMessage(check),
    `expected: ${oneLine(check.expected)}`,
    `actual:   ${oneLine(check.actual)}`,
  ]
  if (check.attribution !== null) lines.push(oneLine(check.attribution))
  for (const { command, output, truncated } of check.evidence)
    lines.push(`$ ${oneLine(command)}`, safeText(output).trimEnd(), ...(truncated ? ['… cut'] : []))
  return lines.join('\n')
}
