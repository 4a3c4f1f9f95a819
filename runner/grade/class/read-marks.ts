import * as v from 'valibot'
import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml'
import type { LabChecks } from '../../judge/check.ts'
import type { Visibility } from '../result.ts'
import { fileError, readInstructorFile } from './file-error.ts'
import { readSpan } from './moments.ts'

const visibilities = ['always', 'after-due', 'never'] as const satisfies readonly Visibility[]
const visibilityWords = `it is one of ${visibilities.join(', ')}`

const Points = v.pipe(
  v.number('a number is wanted'),
  v.minValue(0, 'it is less than 0'),
  v.maxValue(1000, 'it is more than 1000'),
)
const Shown = v.picklist(visibilities, visibilityWords)
/** A part of the whole: 0.1, or “10%”. */
const Share = v.pipe(
  v.union([v.number(), v.string()], 'a share is wanted, such as 10%'),
  v.transform((found) => (typeof found === 'number' ? found : shareOf(found))),
  v.number('a share is wanted, such as 10%'),
  v.minValue(0, 'it is less than nothing'),
  v.maxValue(1, 'it is more than the whole'),
)
const Span = v.pipe(
  v.string('a time is wanted, such as 15m, 2h or 1d'),
  v.transform(readSpan),
  v.number('a time is wanted, such as 15m, 2h or 1d'),
)

const wrongField = ({ expected }: { expected: string | null }): string => {
  if (expected === 'never') return 'there is no such field'
  return expected === 'Object' ? 'fields are wanted' : 'it is missing'
}

const CheckMarks = v.strictObject(
  { points: v.exactOptional(Points), visibility: v.exactOptional(Shown) },
  wrongField,
)
const StepMarks = v.strictObject(
  {
    weight: v.exactOptional(Points),
    'all-or-nothing': v.exactOptional(v.boolean('it is true or false')),
    visibility: v.exactOptional(Shown),
  },
  wrongField,
)
const LateRule = v.strictObject(
  {
    'per-day': Share,
    'at-least': v.exactOptional(Share),
    grace: v.exactOptional(Span),
    'closed-after': v.exactOptional(Span),
  },
  wrongField,
)

const Marks = v.strictObject(
  {
    lab: v.exactOptional(v.string('the lab’s number is wanted, in quotation marks: "03"')),
    checks: v.exactOptional(v.record(v.string(), v.union([Points, CheckMarks], pointsOrMore))),
    steps: v.exactOptional(v.record(v.string(), StepMarks)),
    late: v.exactOptional(LateRule),
  },
  wrongField,
)

/** What an instructor gives for what; without a file, each check has the points that its author gave it. */
export interface MarkRules {
  checks: Record<string, { points?: number; visibility?: Visibility }>
  steps: Record<string, { weight?: number; allOrNothing: boolean; visibility?: Visibility }>
  late: LateRules | null
}

export interface LateRules {
  /** Part of the points that a day costs, a begun one whole. */
  perDay: number
  /** Part of the points that is left however late it is, until it is closed. */
  atLeast: number
  /** Milliseconds in which nothing is late yet. */
  graceMs: number
  /** Milliseconds after which nothing is given any more; null for never. */
  closedAfterMs: number | null
}

export const noMarks: MarkRules = { checks: {}, steps: {}, late: null }

function pointsOrMore(): string {
  return 'points are wanted, as a number, or fields such as points and visibility'
}

function shareOf(text: string): number | undefined {
  const [, digits] = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text.trim()) ?? []
  return digits === undefined ? undefined : Number(digits) / 100
}

type Path = (string | number)[]

/** The line on which a field begins; of a field that is missing, the line of what it is missing in. */
function lineOf(document: Document, lines: LineCounter, path: Path): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const pairs = (parent as { items?: { key?: unknown }[] } | undefined)?.items ?? []
    const key = pairs
      .map((pair) => pair.key)
      .find((one) => isNode(one) && String(one) === String(path[length - 1]))
    if (isNode(key) && key.range) return lines.linePos(key.range[0]).line
  }
  return null
}

const pathOf = (issue: v.BaseIssue<unknown>): Path => (issue.path ?? []).map(({ key }) => String(key))

/** The deepest of an issue's causes: of a choice, that of the alternative that fits the value's kind. */
function deepest(issue: v.BaseIssue<unknown>, base: Path = []): { path: Path; message: string } {
  const path = [...base, ...pathOf(issue)]
  const inner = (issue.issues ?? []).find((one) => one.path !== undefined)
  return inner ? deepest(inner, path) : { path, message: issue.message }
}

const named = (known: readonly string[]): string => `it is one of ${known.join(', ')}`

/** Each name of a check or step must be the lab's. */
function refuseUnknown(
  given: v.InferOutput<typeof Marks>,
  { steps }: LabChecks,
  refuse: (path: Path, what: string) => never,
): void {
  const checkIds = steps.flatMap(({ checks }) => checks.map(({ id }) => id))
  const stepIds = steps.map(({ step }) => step)
  for (const id of Object.keys(given.checks ?? {}))
    if (!checkIds.includes(id)) refuse(['checks', id], `the lab has no such check; ${named(checkIds)}`)
  for (const id of Object.keys(given.steps ?? {}))
    if (!stepIds.includes(id)) refuse(['steps', id], `the lab has no such step; ${named(stepIds)}`)
}

const ofChecks = (given: v.InferOutput<typeof Marks>['checks'] = {}): MarkRules['checks'] =>
  Object.fromEntries(
    Object.entries(given).map(([id, one]) => [id, typeof one === 'number' ? { points: one } : one]),
  )

const ofSteps = (given: v.InferOutput<typeof Marks>['steps'] = {}): MarkRules['steps'] =>
  Object.fromEntries(
    Object.entries(given).map(([id, { 'all-or-nothing': allOrNothing = false, ...rest }]) => [
      id,
      { ...rest, allOrNothing },
    ]),
  )

const ofLate = (given: v.InferOutput<typeof LateRule>): LateRules => ({
  perDay: given['per-day'],
  atLeast: given['at-least'] ?? 0,
  graceMs: given.grace ?? 0,
  closedAfterMs: given['closed-after'] ?? null,
})

/** The rules in a text of YAML; `file` is its name for errors. Throws LabError with line and field. */
export function parseMarks(text: string, file: string, lab: { id: string; checks: LabChecks }): MarkRules {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [broken] = document.errors
  if (broken) {
    const what = broken.message.split(' at line ')[0] ?? broken.message
    throw fileError(file, broken.linePos?.[0].line ?? null, null, `it is no YAML: ${what}`)
  }
  const refuse = (path: Path, what: string): never => {
    const field = path.length === 0 ? null : path.join('.')
    throw fileError(file, lineOf(document, lines, path), field, what, 'docs/grading.md has the fields.')
  }
  if (document.contents !== null && !isMap(document.contents)) refuse([], 'it has no fields')
  const found = v.safeParse(Marks, document.toJS({ maxAliasCount: 100 }) ?? {})
  if (!found.success) {
    const { path, message } = deepest(found.issues[0])
    return refuse(path, message)
  }
  const given = found.output
  if (given.lab !== undefined && given.lab !== lab.id)
    refuse(['lab'], `these are the marks of lab ${given.lab}, not of ${lab.id}`)
  refuseUnknown(given, lab.checks, refuse)
  return {
    checks: ofChecks(given.checks),
    steps: ofSteps(given.steps),
    late: given.late ? ofLate(given.late) : null,
  }
}

export const readMarks = (file: string, lab: { id: string; checks: LabChecks }): MarkRules =>
  parseMarks(readInstructorFile(file), file, lab)
