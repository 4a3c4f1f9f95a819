import { createPaint, type Paint } from '../draw/paint.ts'
import { statusSign } from '../draw/symbols.ts'
import { wrapRanges } from '../draw/wrap.ts'
import { safeText } from '../observe/safe-text.ts'
import type { Capability, CapabilityStatus } from './capability.ts'
import type { Examination, Platform } from './examine.ts'
import { impactOf, type NeedyLab } from './impact.ts'

export interface DoctorStyle {
  width: number
  colour: boolean
  unicode: boolean
}

const verdicts = { found: 'pass', missing: 'fail', unknown: 'cannot-run' } as const satisfies Record<
  CapabilityStatus,
  string
>
const words: Record<CapabilityStatus, string> = { found: 'found', missing: 'MISSING', unknown: 'unknown' }
const wordWidth = 8

const wrapped = (text: string, indent: number, width: number): string[] =>
  wrapRanges(safeText(text), Math.max(20, width - indent)).map(
    ({ start, end }) => ' '.repeat(indent) + safeText(text).slice(start, end),
  )

function capabilityLines(
  capability: Capability,
  before: Capability | undefined,
  style: DoctorStyle,
  paint: Paint,
): string[] {
  const { status, title, purpose, detail, remedy } = capability
  const sign = statusSign(verdicts[status], paint, style.unicode)
  const indent = (style.unicode ? 1 : 3) + 1 + wordWidth
  const [first = '', ...more] = wrapped(`${title}: ${purpose}`, indent, style.width)
  const head = `${sign} ${words[status].padEnd(wordWidth)}${first.trimStart().replace(title, paint.bold(title))}`
  if (status === 'found') return [head, ...more]
  // A remedy is not wrapped: it is there to be pasted.
  const cure = remedy === null ? [] : [' '.repeat(indent) + paint.cyan(`→ ${safeText(remedy)}`)]
  // What holds for a whole row of them is said once.
  const seen = detail === before?.detail ? [] : wrapped(detail, indent, style.width).map(paint.dim)
  return [head, ...more, ...seen, ...cure]
}

const platformLine = ({ distribution, kernel, arch, node, engine }: Platform): string =>
  `${distribution}, Linux ${kernel}, ${arch}, Node.js ${node}, ${engine === null ? 'no Docker Engine' : `Docker Engine ${engine}`}`

/** For terminals that know nothing but ASCII. */
const toAscii = (text: string): string =>
  text.replaceAll('→', '->').replaceAll(/[‘’“”]/g, (quote) => (/[‘’]/.test(quote) ? "'" : '"'))

/** The doctor's findings as text: what every lab needs, what some need, and what that means. */
export function renderDoctor(
  { platform, capabilities }: Examination,
  labs: readonly NeedyLab[],
  style: DoctorStyle,
): string {
  const paint = createPaint(style.colour)
  const group = (heading: string, required: boolean): string[] => [
    paint.bold(heading),
    ...capabilities
      .filter((capability) => capability.required === required)
      .flatMap((capability, index, all) => capabilityLines(capability, all[index - 1], style, paint)),
    '',
  ]
  const text = [
    ...wrapped(platformLine(platform), 0, style.width),
    '',
    ...group('Needed by every lab', true),
    ...group('Needed by some labs', false),
    ...wrapped(impactOf(capabilities, labs), 0, style.width),
    '',
  ].join('\n')
  return style.unicode ? text : toAscii(text)
}
