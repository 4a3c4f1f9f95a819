import type { LineFinding, LineLook } from '../agent/protocol.ts'
import { safeText } from '../observe/safe-text.ts'
import type { OnTheWay } from './on-the-way.ts'
import type { BlamedLine, GradedCheck } from './result.ts'

/** What is known of a submission's lines. */
export interface LinesSeen {
  /** The script as it was run. */
  script: string
  looks: readonly LineLook[]
  /** They were looked at to the end, and not only as long as there was time for it. */
  isWhole: boolean
  onTheWay: OnTheWay
  /** For each check, those that it waits for. */
  after: ReadonlyMap<string, readonly string[]>
}

interface Moment {
  line: number
  finding: LineFinding
  changes: readonly string[]
}

type Blame = Pick<GradedCheck, 'line' | 'attribution'>

const longestText = 200

/** A line as it stands in the script, with those that it goes on in. */
export function textOfLine(script: string, number: number): string {
  const lines = script.split('\n')
  let text = lines[number - 1] ?? ''
  for (let next = number; text.endsWith('\\') && next < lines.length; next += 1)
    text = `${text.slice(0, -1).trimEnd()} ${(lines[next] ?? '').trim()}`
  const safe = safeText(text.trim(), { multiline: false })
  return safe.length > longestText ? `${safe.slice(0, longestText)}…` : safe
}

const momentsOf = (looks: readonly LineLook[], id: string): Moment[] =>
  looks.flatMap(({ line, findings, changes }) => {
    const finding = findings[id]
    return finding ? [{ line, finding, changes }] : []
  })

/** The moment at which a check went wrong that has been right before, for good. */
function broken(moments: readonly Moment[]): Moment | undefined {
  const right = moments.findLastIndex(({ finding }) => finding.status === 'pass')
  return right === -1 ? undefined : moments.slice(right).find(({ finding }) => finding.status === 'fail')
}

/** The moment since which a check is wrong in the way in which it is wrong at the end. */
function begun(moments: readonly Moment[], code: string | null): Moment | undefined {
  const before = moments.findLastIndex(({ finding }) => finding.code !== code)
  return moments[before + 1]
}

const mostChanges = 3

/** What a line has changed, in words, and what is wrong since then. */
function blame({ line: number, changes }: Moment, { script, what }: Suspect): Blame {
  const done = changes.slice(0, mostChanges).join(' ')
  const line: BlamedLine = { number, text: textOfLine(script, number), what: done === '' ? what : done }
  const since = done === '' || done === what ? '' : `${done} Since then: `
  const told = `${since}${what.replace(/\.$/, '')}; nothing after it repaired that.`
  return { line, attribution: `Line ${number} (${line.text}): ${told}` }
}

const noLine = (why: string): Blame => ({ line: null, attribution: why })

/** What is known of a check that failed, and what could have done it. */
interface Suspect {
  moments: readonly Moment[]
  code: string | null
  what: string
  script: string
  /** Diagnoses to which it also falls back on the right way. */
  relapses: ReadonlySet<string>
}

/** What is said where the second run does not end as the first has. */
const changing = (isWhole: boolean): Blame =>
  noLine(
    isWhole
      ? 'When its lines were looked at one by one, this did not fail: it does not do the same each time.'
      : 'No line can be told: there was no time to look at all of them.',
  )

/** The line after which a check was wrong for good that was right before, unless it is so on the right way, too. */
function blameBroken(suspect: Suspect): Blame | undefined {
  const wrong = broken(suspect.moments)
  const { code } = wrong?.finding ?? { code: null }
  const isUsual = code !== null && suspect.relapses.has(code)
  return wrong && wrong.line > 0 && !isUsual ? blame(wrong, suspect) : undefined
}

/** A check that only a probe decides is known to fail since it could be tried, but may have been wrong before. */
function blameProbed({ moments, code, what }: Suspect): Blame | undefined {
  const last = moments.at(-1)?.finding
  if (last?.code === code && moments.every(({ finding }) => finding.status !== null)) return undefined
  const tried = last?.code === code ? begun(moments, code) : undefined
  return noLine(
    tried && tried.line > 0
      ? `No line can be told: this has failed ever since it could be tried, after line ${tried.line}: ${what}`
      : `No line can be told: ${what}`,
  )
}

function blameBegun(suspect: Suspect): Blame {
  const since = begun(suspect.moments, suspect.code)
  return since && since.line > 0 ? blame(since, suspect) : noLine(`No line did it: ${suspect.what}`)
}

const none: ReadonlySet<string> = new Set()

function blameFailed({ id, diagnosis }: GradedCheck, seen: LinesSeen): Blame {
  const { script, looks, onTheWay, isWhole } = seen
  const { diagnoses, relapses } = onTheWay.get(id) ?? { diagnoses: none, relapses: none }
  const code = diagnosis?.code ?? null
  const what = diagnosis?.text ?? ''
  const suspect: Suspect = { moments: momentsOf(looks, id), code, what, script, relapses }
  if (suspect.moments.at(-1)?.finding.status === 'pass') return changing(isWhole)
  const isMissing = code !== null && diagnoses.has(code)
  return (
    blameBroken(suspect) ??
    (isMissing ? noLine(`No line did what is missing here: ${what}`) : undefined) ??
    blameProbed(suspect) ??
    blameBegun(suspect)
  )
}

/** The first check that did not pass of those behind which a check waits, and behind which that one does not wait itself. */
function cause(
  check: GradedCheck,
  byId: ReadonlyMap<string, GradedCheck>,
  after: LinesSeen['after'],
): GradedCheck | undefined {
  const first = (after.get(check.id) ?? [])
    .map((id) => byId.get(id))
    .find((one) => one && one.status !== 'pass')
  return first?.status === 'skipped' ? cause(first, byId, after) : first
}

const consequence = (of: GradedCheck, { line }: Blame): Blame => ({
  line,
  attribution: line
    ? `It waits for “${of.title}”, which line ${line.number} (${line.text}) has made wrong.`
    : `It waits for “${of.title}”, which does not pass.`,
})

/**
 * Says of each check that does not pass which line did it: the first after which it was wrong and stayed so. What is also
 * seen on the right way is no line's fault: there, nobody has done yet what is missing.
 */
export function attributeLines(checks: readonly GradedCheck[], seen: LinesSeen): GradedCheck[] {
  const blames = new Map(
    checks.filter(({ status }) => status === 'fail').map((check) => [check.id, blameFailed(check, seen)]),
  )
  const byId = new Map(checks.map((check) => [check.id, check]))
  return checks.map((check) => {
    if (check.status === 'fail') return { ...check, ...blames.get(check.id) }
    if (check.status !== 'skipped') return check
    const of = cause(check, byId, seen.after)
    return of
      ? { ...check, ...consequence(of, blames.get(of.id) ?? { line: null, attribution: null }) }
      : check
  })
}
