import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClassResults, GradeRecord } from '../grade/result.ts'
import { handedInFor, type HandedIn } from './class/submissions.ts'
import type { Ending } from './lab-cli.ts'
import { openStage, type Person, type Stage } from './stage.ts'

// `npm run class` hands in everything, more than a hundred; without it every twelfth must do.
// Looking for the line that did it, which grade.e2e is about, takes minutes where many pings fail at each line.
const [everyNth, options] = process.env['VETHLAB_CLASS'] === 'whole' ? [1, []] : [12, ['--no-attribution']]
const longEnoughMs = 1_800_000
/** Seconds that a submission may take: some of lab 03 never end, and those of lab 06 restart the engine. */
const labs = [
  { lab: '03', seconds: '60' },
  { lab: '04', seconds: '120' },
  { lab: '06', seconds: '240' },
]

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage(['03-manual-wiring', '04-point-to-point', '06-icc-and-links'])
  user = stage.user
})
afterAll(() => stage.close())

const statusesOf = ({ checks }: GradeRecord): Record<string, string> =>
  Object.fromEntries(checks.map(({ id, status }) => [id, status]))

/** What is not as it must be, in sentences. */
function problemsOf({ student, outcomes, expected }: HandedIn, record: GradeRecord | undefined): string[] {
  if (!record) return [`${student} has no row`]
  const found = statusesOf(record)
  const wrongEnd = outcomes.includes(record.outcome)
    ? []
    : [`${student} is ${record.outcome} (${record.problem ?? 'no problem'}), not ${outcomes.join(' or ')}`]
  if ('verdicts' in expected)
    return [
      ...wrongEnd,
      ...Object.entries(expected.verdicts).flatMap(([id, status]) =>
        found[id] === status
          ? []
          : [`${student}: ${id} should be ${status}, but is ${found[id] ?? 'unknown'}`],
      ),
    ]
  const { untrue } = expected
  const undue = Object.entries(found).flatMap(([id, status]) =>
    status === 'pass' && (untrue === 'all' || untrue.includes(id)) ? [`${student}: ${id} must not pass`] : [],
  )
  return [...wrongEnd, ...undue]
}

describe.each(labs)('a class for lab $lab', ({ lab, seconds }) => {
  let handedIn: HandedIn[] = []
  let folder = ''
  let out = ''
  let first: ClassResults

  const grade = (...more: string[]): Promise<Ending> =>
    user.labWith(
      { timeoutMs: longEnoughMs },
      'grade',
      lab,
      folder,
      '--out',
      out,
      '--time',
      seconds,
      ...options,
      ...more,
    )
  const results = (): ClassResults =>
    JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as ClassResults

  beforeAll(async () => {
    handedIn = (await handedInFor(lab)).filter((_, index) => index % everyNth === 0)
    folder = join(stage.folder, lab)
    out = join(stage.folder, `${lab}-report`)
    for (const place of [folder, out]) {
      mkdirSync(place)
      chmodSync(place, 0o777)
    }
    for (const { student, script } of handedIn) writeFileSync(join(folder, `${student}.sh`), script)
  })

  test(
    'every verdict is as expected, whoever else hands in what',
    async () => {
      const started = Date.now()
      const { code, stderr } = await grade()
      process.stderr.write(
        `${handedIn.length} of lab ${lab}: ${Math.round((Date.now() - started) / 1000)} s\n`,
      )
      expect({ code, wrong: stderr.match(/^lab:.*/gm) }).toEqual({ code: 0, wrong: null })
      first = results()
      const records = new Map(first.records.map((record) => [record.student, record]))
      expect(handedIn.flatMap((one) => problemsOf(one, records.get(one.student)))).toEqual([])
      expect(records.size).toBe(handedIn.length)
    },
    longEnoughMs,
  )

  test(
    'all the same when it is graded again',
    async () => {
      const { code, stdout } = await grade('--regrade')
      expect(stdout).toContain('Graded again: nothing has changed.')
      expect(code).toBe(0)
      const seen = ({ student, outcome, points, checks }: GradeRecord) => ({
        student,
        outcome,
        points,
        checks: checks.map(({ id, status }) => `${id} ${status}`),
      })
      expect(results().records.map(seen)).toEqual(first.records.map(seen))
      expect(user.processes()).toEqual([])
    },
    longEnoughMs,
  )
})
