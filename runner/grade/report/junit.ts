import { element, escapeXml } from '../../draw/topology/markup.ts'
import type { ClassResults, GradedCheck } from '../result.ts'
import { failureMessage, failureText } from './failure-text.ts'
import { isJudged, nameOf, readRows, type Row } from './read-rows.ts'
import { markText, standingMeans, standingWord } from './words.ts'

/** The kinds of an element within a test case; none for one that passed. */
const resultElements = { pass: null, fail: 'failure', skipped: 'skipped', 'cannot-run': 'error' } as const

interface Case {
  name: string
  classname: string
  result: { element: 'failure' | 'skipped' | 'error'; type: string; message: string; text: string } | null
}

const caseOf = (check: GradedCheck, lab: string): Case => {
  const kind = resultElements[check.status]
  const type = check.diagnosis?.code ?? check.status
  const result = { element: kind ?? 'error', type, message: failureMessage(check), text: failureText(check) }
  return {
    name: `${check.id}: ${check.title}`,
    classname: `lab-${lab}.${check.step}`,
    result: kind === null ? null : result,
  }
}

/** Who was not judged has one case of his own, which is never a failure: nobody has looked at the work. */
const casesOf = (row: Row, lab: string): Case[] => {
  if (isJudged(row)) return (row.record?.checks ?? []).map((check) => caseOf(check, lab))
  const text = row.record?.problem ?? standingMeans[row.standing]
  const result = { element: row.standing === 'missing' ? 'skipped' : 'error', type: row.standing } as const
  return [{ name: 'submission', classname: `lab-${lab}`, result: { ...result, message: text, text } }]
}

const drawCase = ({ name, classname, result }: Case): string => {
  if (result === null) return element('testcase', { name, classname })
  const text = escapeXml(result.text, { multiline: true })
  const inner =
    result.element === 'skipped'
      ? element('skipped', { message: result.message })
      : element(result.element, { type: result.type, message: result.message }, text)
  return element('testcase', { name, classname }, inner)
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3)

const countsOf = (cases: readonly Case[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> => {
  const count = (kind: string): number => cases.filter(({ result }) => result?.element === kind).length
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  }
}

const propertiesOf = (row: Row): string => {
  const all = {
    student: row.student,
    outcome: standingWord(row.standing).word,
    mark: markText(row.points, row.maxPoints),
    id: row.id,
    email: row.email,
    file: row.record?.submission?.file,
  }
  const inner = Object.entries(all).map(([name, value]) =>
    value === null || value === undefined ? '' : element('property', { name, value }),
  )
  return element('properties', {}, inner.join(''))
}

const drawSuite = (row: Row, cases: readonly Case[]): string => {
  const { record } = row
  const when = record
    ? { time: seconds(record.durationMs), timestamp: new Date(record.startedAt).toISOString().slice(0, 19) }
    : {}
  return element(
    'testsuite',
    { name: nameOf(row), ...countsOf(cases), ...when },
    `\n${propertiesOf(row)}\n${cases.map((one) => `${drawCase(one)}\n`).join('')}`,
  )
}

/**
 * The class as JUnit XML: a suite for each student, a case for each check. There is no standard; what is used is what
 * github.com/testmoapp/junitxml names as common and Jenkins' junit-10.xsd allows. A check that could not run is an
 * `error`, as is a submission that was refused or could not be graded; one that is not there is skipped.
 */
export function renderJunit(results: ClassResults): string {
  const suites = readRows(results).map((row) => ({ row, cases: casesOf(row, results.lab.id) }))
  const { tests, failures, errors } = countsOf(suites.flatMap(({ cases }) => cases))
  const time = seconds(results.records.reduce((sum, { durationMs }) => sum + durationMs, 0))
  const inner = suites.map(({ row, cases }) => `${drawSuite(row, cases)}\n`).join('')
  const name = `Lab ${results.lab.id}: ${results.lab.title}`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name, tests, failures, errors, time }, `\n${inner}`)}\n`
}
