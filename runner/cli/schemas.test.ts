import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import checks from '../../checks/03-manual-wiring.ts'
import { scene, silenceEngine, unplug } from '../../checks/vocabulary/fixtures.ts'
import { viewOf } from '../../checks/vocabulary/looking-fixtures.ts'
import { linkScene } from '../../checks/vocabulary/link-fixtures.ts'
import { measuredScene } from '../../checks/vocabulary/throughput-fixtures.ts'
import { makeKeyFile } from '../grade/values/key-file.ts'
import { signSheet } from '../grade/values/sign-sheet.ts'
import { readChart } from '../draw/chart/read-chart.ts'
import { compareTopologies, comparisonReport } from '../draw/comparison/compare.ts'
import { explain } from '../explain/explain.ts'
import { makeTerrain } from '../explain/fixtures/terrain.ts'
import { readTopology } from '../draw/topology/read-topology.ts'
import { findLab, labSlugs, projectFolder } from '../course/find-labs.ts'
import { needNames } from '../course/lab.ts'
import { judgeLab } from '../judge/judge.ts'
import type { LabReport } from '../judge/verdict.ts'
import type { GameReport } from '../draw/break.ts'
import { mixedReport } from '../draw/fixtures/report.ts'
import { withGame, type Game } from '../session/games.ts'
import { openProgress } from '../session/open-progress.ts'
import { writeProgress } from '../session/progress.ts'
import { appendTranscript } from '../session/transcript.ts'
import { readGoal } from '../session/read-goal.ts'
import { call, newPlaces } from './fixtures/call.ts'

const folder = join(projectFolder(), 'docs/schema')
const names = [
  'check',
  'list',
  'status',
  'hint',
  'ask',
  'topo',
  'chart',
  'break',
  'goto',
  'log',
  'notes',
  'archive',
  'export',
  'import',
  'scores',
  'undo',
  'values',
  'sheet',
  'explain',
  'error',
] as const
type Name = (typeof names)[number]

const read = (name: Name): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')) as Record<string, unknown>

const ipv4 = /^(\d{1,3}\.){3}\d{1,3}$/
const compile = (name: Name): ValidateFunction =>
  new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, formats: { ipv4 } }).compile(read(name))

const faults = (name: Name, value: unknown): string[] => {
  const validate = compile(name)
  validate(value)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const places = newPlaces()
afterAll(() => places.remove())
const json = async (...argv: string[]): Promise<unknown> =>
  JSON.parse((await call(places, [...argv, '--json'])).out)

const judged = (from: ReturnType<typeof scene>, evidence: 'failed' | 'all' = 'all'): Promise<LabReport> =>
  judgeLab(checks, viewOf(from), {
    lab: '03',
    titles: Object.fromEntries(findLab('03').steps.map(({ id, title }) => [id, title])),
    show: ({ command }) =>
      Promise.resolve({ command: command.join(' '), output: 'seen\n', truncated: false }),
    evidence,
  })

describe.each(names)('docs/schema/%s.schema.json', (name) => {
  const schema = read(name)

  test('is a schema of draft 2020-12 that is called by its file', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `${name}.schema.json`,
      title: expect.any(String),
      description: expect.any(String),
    })
    expect(compile(name)).toBeTypeOf('function')
  })

  test('lets no object have members that it does not name, and describes each that it does', () => {
    const problems: string[] = []
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return
      const { type, properties, additionalProperties, propertyNames } = value as Record<string, unknown>
      if (properties !== undefined && type === 'object' && additionalProperties !== false)
        problems.push(`${path} is open`)
      if (additionalProperties !== undefined && additionalProperties !== false && propertyNames === undefined)
        problems.push(`${path} takes any name`)
      if (type === 'object')
        for (const [key, member] of Object.entries((properties ?? {}) as Record<string, object>))
          if (!('description' in member) && !('$ref' in member)) problems.push(`${path}.${key} says nothing`)
      for (const [key, member] of Object.entries(value)) visit(member, `${path}.${key}`)
    }
    visit(schema, name)
    expect(problems).toEqual([])
  })

  test('refuses what is no answer at all', () => {
    for (const value of [null, [], {}, { schemaVersion: 2 }, 'text'])
      expect(faults(name, value)).not.toEqual([])
  })
})

test('no schema is forgotten here, but for those that have a test of their own', () => {
  const others = ['doctor', 'verify', 'snapshot', 'grade', 'submission', 'submit']
  const known = [...names, ...others].map((name) => `${name}.schema.json`)
  expect(readdirSync(folder).filter((name) => !known.includes(name))).toEqual([])
})

describe('check', () => {
  test('describes a lab that is done', async () => {
    const report = await judged(scene())
    expect(report.status).toBe('pass')
    expect(faults('check', report)).toEqual([])
  })

  test('describes failures, checks that wait, and checks that cannot run', async () => {
    const unwired = scene()
    unplug(unwired.host, 'A')
    unplug(unwired.inBox, 'eth0')
    const silent = scene()
    silenceEngine(silent)
    const seen = new Set<string>()
    for (const report of [await judged(unwired), await judged(silent, 'failed'), mixedReport]) {
      expect(faults('check', report)).toEqual([])
      for (const { checks: all } of report.steps) for (const { status } of all) seen.add(status)
    }
    expect(seen).toEqual(new Set(['pass', 'fail', 'skipped', 'cannot-run']))
  })

  test.each<[string, (report: LabReport) => unknown]>([
    ['a member more', (report) => ({ ...report, extra: 1 })],
    ['another format', (report) => ({ ...report, schemaVersion: 2 })],
    ['an unknown verdict', (report) => ({ ...report, status: 'passed' })],
    [
      'a passed check with a diagnosis',
      (report) =>
        Object.assign(report.steps[0]?.checks[0] ?? {}, { diagnosis: { code: 'a', text: 'b' } }) && report,
    ],
    [
      'a passed check that was failed',
      (report) => Object.assign(report.steps[0]?.checks[0] ?? {}, { status: 'fail' }) && report,
    ],
    ['no points', (report) => ({ ...report, points: undefined })],
  ])('does not describe a report with %s', async (_, spoil) => {
    expect(faults('check', spoil(await judged(scene())))).not.toEqual([])
  })
})

test('list describes the course, before and after work in it', async () => {
  expect(faults('list', await json('list'))).toEqual([])
  writeProgress(places, {
    schemaVersion: 1,
    lab: '03',
    startedAt: 1,
    steps: { container: { doneAt: 2, assisted: true } },
    hints: { cable: 2 },
    solved: ['container'],
    answers: ['bridge-mac'],
    finishedAt: 3,
    at: 'inside',
    passedOver: ['bridge'],
  })
  const after = await json('list')
  expect(faults('list', after)).toEqual([])
  expect(after).toMatchObject({
    labs: expect.arrayContaining([
      expect.objectContaining({
        standing: 'done with help',
        stepsDone: 1,
        at: expect.objectContaining({ number: 5 }),
      }),
    ]),
  })
})

test('list names all that a lab may need', () => {
  expect(JSON.stringify(read('list'))).toContain(JSON.stringify({ enum: needNames }))
})

test('status describes no lab, a lab that was not begun, and one that was', async () => {
  const fresh = newPlaces()
  for (const argv of [['status'], ['status', '03']])
    expect(faults('status', JSON.parse((await call(fresh, [...argv, '--json'])).out))).toEqual([])
  fresh.remove()
  const begun = await json('status')
  expect(faults('status', begun)).toEqual([])
  expect(begun).toMatchObject({
    labs: [
      {
        id: '03',
        hints: { cable: 2 },
        solved: ['container'],
        passedOver: ['bridge'],
        at: { id: 'inside', number: 5 },
      },
    ],
  })
})

test('status describes a lab that runs, and one that is done', () => {
  const lab = {
    id: '03',
    title: 'A lab',
    standing: 'done',
    running: true,
    engine: '20.10.24',
    hosts: [{ name: 'host1', address: '203.0.113.10' }],
    stepsDone: ['container'],
    at: null,
    nextStep: null,
    hints: {},
    solved: [],
    passedOver: ['cable'],
    game: null,
  }
  expect(faults('status', { schemaVersion: 1, labs: [lab] })).toEqual([])
  expect(faults('status', { schemaVersion: 1, labs: [{ ...lab, game: openGame }] })).toEqual([])
  expect(faults('status', { schemaVersion: 1, labs: [{ ...lab, engine: 20 }] })).not.toEqual([])
  expect(faults('status', { schemaVersion: 1, labs: [{ ...lab, hosts: [{ name: 'host1' }] }] })).not.toEqual(
    [],
  )
})

const openGame: GameReport = {
  seed: 7,
  startedAt: 1,
  checks: 2,
  hints: { route: 1 },
  assisted: false,
  mendedAt: null,
  fault: null,
}
const endedGame: GameReport = {
  ...openGame,
  mendedAt: 9,
  fault: {
    id: 'no-route',
    title: 'no route',
    kills: [{ id: 'route.default', title: 'The default route', step: 'route' }],
  },
}

describe.each([
  ['that is played', openGame],
  ['that has ended', endedGame],
])('a break game %s', (_, game) => {
  test('is described by break, status and check alike', async () => {
    expect(faults('break', { schemaVersion: 1, lab: '03', game })).toEqual([])
    expect(faults('check', { ...(await judged(scene())), game })).toEqual([])
    const gameIn = (name: Name): object =>
      (JSON.parse(JSON.stringify(read(name)).replaceAll('The game.', '')) as { properties: { game: object } })
        .properties.game
    expect({ ...gameIn('check'), description: '' }).toEqual(gameIn('break'))
  })

  test.each<[string, object]>([
    ['a member more', { title: 'no route' }],
    ['a seed that is none', { seed: 1.5 }],
    ['a fault that is only named', { fault: 'no-route' }],
    ['a fault that no check notices', { fault: { id: 'a', title: 'b', kills: [] } }],
  ])('is not described with %s', (__, over) => {
    expect(faults('break', { schemaVersion: 1, lab: '03', game: { ...game, ...over } })).not.toEqual([])
  })
})

test('goto describes where it has led', () => {
  const step = { id: 'bridge', number: 4, title: 'Plug one end into docker0' }
  const whole = { schemaVersion: 1, lab: '03', step, played: ['container', 'name', 'cable'] }
  expect(faults('goto', whole)).toEqual([])
  expect(faults('goto', { ...whole, played: [] })).toEqual([])
  expect(faults('goto', { ...whole, step: 'bridge' })).not.toEqual([])
  expect(faults('goto', { ...whole, played: [1] })).not.toEqual([])
})

test('log describes what was typed, nothing, and what was left out or damaged', async () => {
  const fresh = newPlaces()
  const log = async (...argv: string[]): Promise<unknown> =>
    JSON.parse((await call(fresh, ['log', '03', '--json', ...argv])).out)
  expect(await log()).toEqual({ schemaVersion: 1, lab: '03', entries: [], omitted: 0, damaged: 0 })
  const turned = [{ id: 'a.b', title: 'A is there', step: 'a', from: null, to: 'fail' as const }]
  for (const exitCode of [0, 1, null])
    appendTranscript(fresh, '03', {
      at: 1,
      terminal: '1',
      command: 'ip link',
      exitCode,
      changes: ['A is new'],
      turned,
    })
  appendFileSync(join(fresh.data, 'transcripts/03.jsonl'), 'damaged')
  for (const answer of [await log(), await log('--last', '2')]) expect(faults('log', answer)).toEqual([])
  expect(await log('--last', '2')).toMatchObject({ omitted: 1, damaged: 1, entries: [{}, {}] })
  expect(
    faults('log', { schemaVersion: 1, lab: '03', entries: [{ at: 1 }], omitted: 0, damaged: 0 }),
  ).not.toEqual([])
  fresh.remove()
})

test('notes describes none, and some', async () => {
  const fresh = newPlaces()
  const notes = async (): Promise<unknown> => JSON.parse((await call(fresh, ['notes', '03', '--json'])).out)
  expect(faults('notes', await notes())).toEqual([])
  expect(await notes()).toMatchObject({ lab: '03', text: null })
  await call(fresh, ['notes', '03', 'a', 'note'])
  expect(faults('notes', await notes())).toEqual([])
  expect(await notes()).toMatchObject({
    text: expect.stringMatching(/: a note\n$/),
    file: join(fresh.data, 'notes/03.md'),
  })
  fresh.remove()
})

const signedSheet = signSheet(Buffer.alloc(32), { lab: '03', student: 'alice', values: { box: 'bluefox' } })

test('values describes a class, shown or written; sheet what each of it gets', async () => {
  const [key, roster] = [join(places.data, '../class.key'), join(places.data, '../class.csv')]
  const out = join(places.data, '../sheets')
  makeKeyFile(key)
  writeFileSync(roster, 'student\nalice\n')
  const words = ['values', '03', '--key', key, '--roster', roster]
  expect(faults('values', await json(...words))).toEqual([])
  expect(faults('values', await json(...words, '--out', out))).toEqual([])
  const sheet: unknown = JSON.parse(readFileSync(join(out, 'alice.values.json'), 'utf8'))
  expect(faults('sheet', sheet)).toEqual([])
  expect(faults('sheet', signedSheet)).toEqual([])
  expect(faults('sheet', { ...signedSheet, values: { Box: 'bluefox' } })).not.toEqual([])
})

test('archive, export and import describe what goes from one machine to another, and its file', async () => {
  const [here, there] = [newPlaces(), newPlaces()]
  const file = join(there.data, '../export.json')
  const exportAll = async (): Promise<unknown> =>
    JSON.parse((await call(there, ['export', file, '--yes', '--json'])).out)
  const importAll = async (): Promise<unknown> =>
    JSON.parse((await call(here, ['import', file, '--yes', '--json'])).out)
  const archive = (): unknown => JSON.parse(readFileSync(file, 'utf8'))
  for (const answer of [
    faults('export', await exportAll()),
    faults('archive', archive()),
    faults('import', await importAll()),
  ])
    expect(answer).toEqual([])

  const games: Game[] = [
    { ...openGame, fault: null },
    { ...openGame, startedAt: 2, mendedAt: 3, fault: 'no-route' },
  ]
  const progress = {
    schemaVersion: 1 as const,
    lab: '03',
    startedAt: 1,
    hints: { cable: 2 },
    solved: ['name'],
    answers: ['a'],
  }
  const steps = { cable: { doneAt: 2, assisted: true } }
  writeProgress(there, {
    ...progress,
    steps,
    finishedAt: 3,
    games,
    at: null,
    passedOver: ['name'],
    values: signedSheet,
  })
  await call(there, ['notes', '04', 'a note'])
  appendTranscript(there, '04', {
    at: 1,
    terminal: '1',
    command: 'ip link',
    exitCode: null,
    changes: ['A is new'],
    turned: [],
  })
  const [exported, imported] = [await exportAll(), await importAll()]
  for (const answer of [faults('export', exported), faults('archive', archive()), faults('import', imported)])
    expect(answer).toEqual([])
  expect(exported).toMatchObject({
    labs: [
      { lab: '03', steps: 1, games: 2 },
      { lab: '04', notes: true, commands: 1 },
    ],
  })
  expect(imported).toMatchObject({
    written: true,
    labs: [
      { lab: '03', steps: 1, games: 2 },
      { lab: '04', notes: true },
    ],
  })
  expect(await importAll()).toEqual({ schemaVersion: 1, written: false, labs: [] })
  const wrong = JSON.stringify(archive()).replaceAll('"doneAt":2', '"doneAt":"then"')
  expect(faults('archive', JSON.parse(wrong))).not.toEqual([])
  here.remove()
  there.remove()
})

test('scores describe no game, and some', async () => {
  const fresh = newPlaces()
  const scores = async (): Promise<unknown> => JSON.parse((await call(fresh, ['scores', '--json'])).out)
  expect(await scores()).toEqual({ schemaVersion: 1, streak: 0, longest: 0, labs: [] })
  expect(faults('scores', await scores())).toEqual([])
  const mended: Game = { ...openGame, hints: {}, fault: 'no-route', mendedAt: 60_001 }
  openProgress(fresh, '03', { err: () => undefined }).save((current) => withGame(current, mended))
  openProgress(fresh, '04', { err: () => undefined }).save((current) =>
    withGame(current, { ...openGame, fault: null }),
  )
  const answer = await scores()
  expect(faults('scores', answer)).toEqual([])
  expect(answer).toMatchObject({
    streak: 1,
    labs: [{ best: { seed: 7, tookMs: 60_000, checks: 2 } }, { lab: '04', best: null }],
  })
  fresh.remove()
})

test('undo describes what was taken back, and what was not', () => {
  const reply = {
    command: 'docker rm -f web',
    undone: ['A is up.'],
    typed: ['ip link set dev A down'],
    left: ['The container web is gone.'],
  }
  const whole = { schemaVersion: 1, lab: '03', ...reply }
  expect(faults('undo', whole)).toEqual([])
  expect(faults('undo', { ...whole, command: '', undone: [], typed: [], left: [] })).toEqual([])
  expect(faults('undo', { ...whole, typed: [['ip', 'link']] })).not.toEqual([])
  expect(faults('undo', { schemaVersion: 1, lab: '03' })).not.toEqual([])
})

test('hint describes each rung of a step that is named, and that nothing is left', async () => {
  const rungs = ['1', '2', '3']
  for (const rung of rungs) {
    const hint = await json('hint', '03', 'bridge', '--rung', rung)
    expect(faults('hint', hint)).toEqual([])
    expect(hint).toMatchObject({ lab: '03', hint: { step: 'bridge', rung: Number(rung), rungs: 3 } })
  }
  expect(faults('hint', { schemaVersion: 1, lab: '03', hint: null })).toEqual([])
})

test('ask describes the questions, answered or not', async () => {
  const all = await json('ask', '03')
  expect(faults('ask', all)).toEqual([])
  expect(all).toMatchObject({
    questions: [
      { id: 'peer-index', answered: false },
      { id: 'bridge-mac', answered: true },
    ],
  })
  expect(faults('ask', await json('ask', '03', 'peer-index'))).toEqual([])
})

test('topo describes a host, and one of which little could be read', () => {
  const silent = scene()
  silenceEngine(silent)
  const goal = readGoal(findLab('03'))
  for (const { snapshot } of [scene(), linkScene(), silent]) {
    const now = readTopology(snapshot)
    const comparison = comparisonReport(compareTopologies(now, goal))
    const whole = { schemaVersion: 1, lab: '03', shows: 'now', ...now, comparison }
    expect(faults('topo', whole)).toEqual([])
    expect(faults('topo', { ...whole, comparison: null })).toEqual([])
    expect(faults('topo', { ...whole, places: [{}] })).not.toEqual([])
    expect(faults('topo', { ...whole, comparison: { reached: true } })).not.toEqual([])
  }
})

test('topo describes every lab’s goal', async () => {
  for (const slug of labSlugs()) {
    const goal = await json('topo', slug, '--goal')
    expect(faults('topo', goal)).toEqual([])
    expect(goal).toMatchObject({ lab: slug.slice(0, 2), shows: 'goal', comparison: null })
  }
})

test('explain describes a way that is open, one that stops, and one without a beginning', () => {
  const open = explain(
    makeTerrain(),
    { from: 'outside', to: 'host', port: 8080 },
    { reached: true, detail: 'answered' },
  )
  const shut = explain(
    makeTerrain(({ A }) => void (A.up = false)),
    { from: 'box', to: '8.8.8.8' },
    { reached: false, detail: '' },
  )
  const bare = explain(
    makeTerrain(({ inBox }) => unplug(inBox, 'eth0')),
    { from: 'box', to: 'host' },
    null,
  )
  const whole = [open, shut, bare].map(({ explanation }) => ({ schemaVersion: 1, lab: '03', ...explanation }))
  expect(whole.map(({ outcome }) => outcome)).toEqual(['arrives', 'stops', 'stops'])
  expect(whole.flatMap((one) => faults('explain', one))).toEqual([])
  expect(faults('explain', { ...whole[0], verdict: '' })).not.toEqual([])
  expect(faults('explain', { ...whole[0], there: [{ found: 'nothing' }] })).not.toEqual([])
})

test('chart describes what was measured, and what is no measurement', () => {
  const { snapshot } = measuredScene()
  snapshot.measurements.push({ name: 'late', result: null, problem: 'It is empty.' })
  const whole = { schemaVersion: 1, lab: '16', ...readChart(snapshot) }
  expect(faults('chart', whole)).toEqual([])
  expect(faults('chart', { ...whole, bars: [], spoiled: [] })).toEqual([])
  expect(faults('chart', { ...whole, bars: [{ name: 'bridge' }] })).not.toEqual([])
})

describe('error', () => {
  test.each([
    ['check', '99'],
    ['check', '03'],
    ['hint', '03', 'no-such-step'],
    ['check', '03', '--wait', 'long'],
    ['check', '03', '--jsno'],
    ['check'],
    ['chek'],
  ])('describes what `lab %s %s %s` complains of', async (...argv) => {
    const { code, out, err } = await call(places, [...argv, '--json'])
    expect(code).toBeGreaterThan(1)
    expect(out).toBe('')
    expect(faults('error', JSON.parse(err))).toEqual([])
  })

  test('describes a fault of ours', async () => {
    const out = (): never => {
      throw new Error('boom')
    }
    const { err } = await call(places, ['list', '--json'], { out })
    expect(faults('error', JSON.parse(err))).toEqual([])
  })

  test('describes a folder that is of no use', async () => {
    const fresh = newPlaces()
    mkdirSync(fresh.data, { recursive: true })
    writeFileSync(join(fresh.data, 'progress'), 'a file in the way')
    const { code, err } = await call(fresh, ['list', '--json'])
    expect(code).toBe(3)
    expect(faults('error', JSON.parse(err))).toEqual([])
    fresh.remove()
  })
})
