import stripAnsi from 'strip-ansi'
import { expect, test } from 'vitest'
import { mixedReport } from './fixtures/report.ts'
import { renderReport, type ReportStyle } from './report.ts'

const draw = (over: Partial<ReportStyle> = {}): string =>
  renderReport(mixedReport, { width: 80, colour: false, unicode: true, evidence: false, ...over })

test('at 80 columns', () => {
  expect(draw()).toMatchInlineSnapshot()
})

test('at 40 columns, with evidence, in ASCII', () => {
  expect(draw({ width: 40, unicode: false, evidence: true })).toMatchInlineSnapshot()
})

test('in colour', () => {
  expect(draw({ colour: true }).replaceAll('\u001b', '␛')).toMatchInlineSnapshot()
})

test('colour and signs carry no meaning alone: without them every verdict is still a word', () => {
  const signs = /[✓✗·!]|\[.\]/g
  for (const unicode of [true, false])
    expect(draw({ unicode }).replaceAll(signs, '')).toMatch(/\(FAIL\)[^]*\(CANNOT RUN\)[^]*\(skipped\)/)
  expect(stripAnsi(draw({ colour: true, evidence: true }))).toBe(draw({ evidence: true }))
})

test('steps that are not asked for are left out, and keep their numbers and the sum', () => {
  expect(draw({ only: ['inside'] })).toMatchInlineSnapshot()
})

test('a lab that is done says so in a line', () => {
  const [first] = mixedReport.steps
  const done = { ...mixedReport, steps: first ? [first] : [], points: 1, maxPoints: 1 }
  expect(
    renderReport(done, { width: 80, colour: false, unicode: true, evidence: false }),
  ).toMatchInlineSnapshot()
})
