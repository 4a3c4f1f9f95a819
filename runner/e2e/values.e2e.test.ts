import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import { consoleCommands } from '../course/parse-walkthrough.ts'
import type { ValuesSheet } from '../course/values/sheet.ts'
import type { ClassResults, GradeRecord } from '../grade/result.ts'
import type { LabReport } from '../judge/verdict.ts'
import type { Ending } from './lab-cli.ts'
import { schemaErrors } from './schema.ts'
import { openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let user: Person
let place: string
let files: string[]
const at = (name: string): string => join(place, name)

beforeAll(async () => {
  stage = await openStage()
  user = stage.user
  place = join(stage.folder, 'class')
  mkdirSync(place)
  chmodSync(place, 0o777)
  writeFileSync(at('class.csv'), 'student\nalice\nbob\ncarol\n')
  files = ['--roster', at('class.csv'), '--key', at('class.key')]
  await user.lab('values', '--new-key', at('class.key'))
  await user.lab('values', '03', ...files, '--out', at('sheets'))
})
afterAll(() => stage.close())

const sheetFile = (student: string): string => at(`sheets/${student}.values.json`)
const valuesOf = (student: string): ValuesSheet['values'] =>
  (JSON.parse(readFileSync(sheetFile(student), 'utf8')) as ValuesSheet).values

/** All commands of a walkthrough but those of its hints, as a script. */
const typed = (markdown: string): string =>
  `${consoleCommands(markdown.replaceAll(/<details>[\s\S]*?<\/details>/g, '')).join('\n')}\n`
const page = (student: string): string => readFileSync(at(`sheets/${student}.md`), 'utf8')

const ownChecks = ['values.box', 'values.visitor', 'values.address']

describe('a class in which each has other values', () => {
  let records: Map<string, GradeRecord>
  let results: ClassResults
  let ending: Ending
  const options = ['--seed-by', 'student', '--no-attribution', '--json']

  beforeAll(async () => {
    const course = findLab('03').steps.map(({ commands }) => `${commands.join('\n')}\n`)
    const submissions = {
      alice: typed(page('alice')),
      bob: `${typed(page('alice'))}true\n`,
      carol: course.join(''),
    }
    mkdirSync(at('handed-in'))
    for (const [student, script] of Object.entries(submissions))
      writeFileSync(at(`handed-in/${student}.sh`), script)
    ending = await user.labWith(
      { timeoutMs: 280_000 },
      'grade',
      '03',
      at('handed-in'),
      ...files,
      ...options,
      '--out',
      at('report'),
    )
    results = JSON.parse(ending.stdout) as ClassResults
    records = new Map(results.records.map((record) => [record.student, record]))
  })

  const failed = (student: string): string[] =>
    (records.get(student)?.checks ?? []).filter(({ status }) => status !== 'pass').map(({ id }) => id)

  test('who has typed his own walkthrough is right in all', () => {
    expect(failed('alice')).toEqual([])
    expect(records.get('alice')).toMatchObject({ outcome: 'graded', points: 20, maxPoints: 20, notes: [] })
  })

  test('who has handed in another’s is right in the rest, and it is told whose it was', () => {
    const { box, visitor, address } = valuesOf('alice')
    expect(failed('bob')).toEqual(ownChecks)
    expect(records.get('bob')).toMatchObject({ points: 17, maxPoints: 20 })
    expect(records.get('bob')?.notes).toEqual([
      `Made for alice’s values: ${box}, ${visitor}, and ${address} stand in it.`,
    ])
    const own = records.get('bob')?.checks.find(({ id }) => id === 'values.box')
    expect(own?.expected).toBe(`a container called ${valuesOf('bob')['box']} runs or has run`)
    expect(own?.diagnosis?.code).toBe('no-such-container')
  })

  test('who has typed the course’s text is right in the rest, too', () => {
    expect(failed('carol')).toEqual(ownChecks)
    expect(records.get('carol')?.notes).toEqual([
      'Made for the course’s values: box, visitor, and 172.17.42.99 stand in it.',
    ])
  })

  test('has a seed for each student, the key’s fingerprint, and the shape that its schema says', () => {
    expect(new Set(results.records.map(({ seed }) => seed)).size).toBe(3)
    expect(results.lab.valuesKey).toMatch(/^[0-9a-f]{16}$/)
    expect(schemaErrors('grade', results)).toEqual([])
    expect(ending.code).toBe(0)
  })
})

test('a student with values reads, is shown and is judged by them', async () => {
  const { box, address } = valuesOf('bob')
  const started = await user.lab('start', '03', '--detach', '--values', sheetFile('bob'))
  expect(started).toMatchObject({ code: 0 })
  expect((await user.lab('read', '03', '1')).stdout).toContain(`--name ${box} base`)
  const solved = await user.lab('solve', '03', '--all')
  expect(solved).toMatchObject({ code: 0 })
  expect(solved.stdout).toContain(`ip addr add ${address}/16 dev eth0`)
  const { code, stdout } = await user.lab('check', '03', '--wait', '10', '--json')
  expect(code).toBe(0)
  const { steps } = JSON.parse(stdout) as LabReport
  expect(steps.at(-1)?.checks.map(({ id, status }) => [id, status])).toEqual(
    ownChecks.map((id) => [id, 'pass']),
  )
  await user.lab('stop', '03')
})
