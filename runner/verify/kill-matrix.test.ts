import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { labSlugs, projectFolder, readLab } from '../course/find-labs.ts'
import type { LabScript } from '../course/script.ts'
import { drawKillMatrixPage } from '../draw/kill-matrix-page.ts'
import { pass, type LabChecks } from '../judge/check.ts'
import { dependants, faultVerdicts, type Verdicts } from './case.ts'
import { expectedMatrix, killMatrixPath, refreshKillMatrix, verifiedMatrix } from './kill-matrix.ts'

const project = projectFolder()
const load = async <Thing>(path: string): Promise<Thing> =>
  ((await import(join(project, path))) as { default: Thing }).default

const check = (id: string, ...after: string[]): LabChecks['steps'][number]['checks'][number] => ({
  id,
  title: `${id} | so`,
  points: 1,
  after,
  is: { expected: id, judge: () => pass(id) },
})
const checks: LabChecks = {
  steps: [
    { step: 'one', checks: [check('a')] },
    { step: 'two', checks: [check('b', 'a'), check('c', 'b'), check('d')] },
  ],
  answers: {},
}

const script: LabScript = {
  steps: {},
  variants: {},
  faults: [
    { id: 'gone', title: 'it is gone', kills: ['a'] },
    { id: 'no-d', title: 'd | e', kills: ['d'] },
  ],
}
const lab = { ...readLab(labSlugs()[0] ?? ''), id: '99', title: 'Nothing' }

describe('what a fault makes of the checks', () => {
  test('those behind a red one wait, however far behind', () => {
    expect(dependants(checks, ['a'])).toEqual(new Set(['b', 'c']))
    expect(faultVerdicts(checks, ['a'])).toEqual({ a: 'fail', b: 'skipped', c: 'skipped', d: 'pass' })
  })

  test('nothing waits for the last one', () => {
    expect(faultVerdicts(checks, ['d'])).toEqual({ a: 'pass', b: 'pass', c: 'pass', d: 'fail' })
  })
})

test('the page has a section for each lab, and its tables survive a bar in a title', () => {
  const page = drawKillMatrixPage([expectedMatrix(lab, { script, checks })])
  expect(page.slice(page.indexOf('\n## '))).toMatchInlineSnapshot(`
    "
    ## Lab 99: Nothing

    \`\`\`text
          a b c d
    gone  X - - .
    no-d  . . . X
    \`\`\`

    |  | check | what it says |
    | --- | --- | --- |
    | a | \`a\` | a \\| so |
    | b | \`b\` | b \\| so |
    | c | \`c\` | c \\| so |
    | d | \`d\` | d \\| so |

    | fault | what is wrong |
    | --- | --- |
    | \`gone\` | it is gone |
    | \`no-d\` | d \\| e |
    "
  `)
})

test('what not every machine can prove is in neither matrix, whether it was proven on this one or not', () => {
  const choosy = {
    ...lab,
    steps: lab.steps.slice(0, 1).map((step) => ({ ...step, id: 'two', needs: ['ipvlan' as const] })),
  }
  const fault = { kind: 'fault' as const, name: 'gone', ok: true, problems: [] }
  const verified = (verdicts: Verdicts) =>
    verifiedMatrix(
      choosy,
      { script, checks },
      {
        schemaVersion: 1,
        lab: '99',
        ok: true,
        durationMs: 1,
        cases: [{ ...fault, verdicts }],
      },
    )
  const expected = expectedMatrix(choosy, { script, checks })
  expect(expected.checks.map(({ id }) => id)).toEqual(['a'])
  expect(expected.faults.map(({ verdicts }) => verdicts)).toEqual([{ a: 'fail' }])
  expect(verified({ a: 'fail' })).toEqual(expected)
  expect(verified({ a: 'fail', b: 'skipped', c: 'skipped', d: 'pass' })).toEqual(expected)
})

test(`${killMatrixPath} is what the labs' scripts and checks say (lab verify --all --refresh writes it)`, async () => {
  const sections = await Promise.all(
    labSlugs().map(async (slug) =>
      expectedMatrix(readLab(slug), {
        script: await load<LabScript>(`labs/${slug}/script.ts`),
        checks: await load<LabChecks>(`checks/${slug}.ts`),
      }),
    ),
  )
  expect(readFileSync(join(project, killMatrixPath), 'utf8')).toBe(drawKillMatrixPage(sections))
})

test('the page is written into its place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-matrix-'))
  mkdirSync(join(folder, 'docs'))
  refreshKillMatrix([{ lab, code: { script, checks } }], folder)
  const page = readFileSync(join(folder, killMatrixPath), 'utf8')
  rmSync(folder, { recursive: true })
  expect(page).toBe(drawKillMatrixPage([expectedMatrix(lab, { script, checks })]))
})
