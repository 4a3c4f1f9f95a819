import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { labSlugs, readLab } from '../course/find-labs.ts'
import { LabError } from '../lab-error.ts'
import { findGoal, readGoal } from './read-goal.ts'

const project = mkdtempSync(join(tmpdir(), 'vethlab-goal-'))
afterAll(() => rmSync(project, { recursive: true }))
const lab = { id: '03', slug: '03-by-hand' }
mkdirSync(join(project, 'labs', lab.slug), { recursive: true })

const good = { schemaVersion: 1, lab: '03', ...readGoal(readLab('03-manual-wiring')) }

const refusal = (text: string): LabError => {
  writeFileSync(join(project, 'labs', lab.slug, 'goal.json'), text)
  try {
    readGoal(lab, project)
  } catch (error) {
    if (error instanceof LabError) return error
    throw error
  }
  throw new Error('it was taken')
}

test.each(labSlugs())('lab %s has a goal with a host, and something on it that leads out', (slug) => {
  const goal = readGoal(readLab(slug))
  expect(goal.places[0]).toMatchObject({ id: 'p0', host: 'p0', kind: 'host', name: 'host1' })
  expect(goal.cables).toContainEqual({ ends: [expect.stringMatching(/^p0\./), 'outside'], madeBy: 'lab' })
  expect(goal.places.length).toBeGreaterThan(1)
})

test('a lab without a goal has none, and who needs one is told how to draw it', () => {
  expect(findGoal(lab, project)).toBeNull()
  expect(() => readGoal(lab, project)).toThrow(LabError)
  writeFileSync(join(project, 'labs', lab.slug, 'goal.json'), JSON.stringify(good))
  expect(readGoal(lab, project)).toEqual(readGoal(readLab('03-manual-wiring')))
})

test.each<[string, string, RegExp]>([
  ['no JSON', '{', /^labs\/03-by-hand\/goal\.json: .*JSON/],
  ['a field that is missing', JSON.stringify({ ...good, cables: undefined }), /goal\.json: cables: /],
  ['a field more', JSON.stringify({ ...good, mac: '02:42' }), /goal\.json: mac: /],
  ['what was not all read', JSON.stringify({ ...good, unreadable: ['The engine.'] }), /unreadable: /],
  ['another format', JSON.stringify({ ...good, schemaVersion: 2 }), /schemaVersion: /],
  ['the goal of another lab', JSON.stringify({ ...good, lab: '04' }), /it is the goal of lab 04/],
  [
    'a link that leads nowhere',
    JSON.stringify(good).replace('"bridge":"p0.l1"', '"bridge":"p0.l77"'),
    /these ids are wrong: p0\.l77/,
  ],
  ['one id twice', JSON.stringify(good).replace('"id":"p2"', '"id":"p1"'), /these ids are wrong: p1/],
])('%s is refused, and the command that mends it named', (_, text, message) => {
  const error = refusal(text)
  expect(error.message).toMatch(message)
  expect(error).toMatchObject({ code: 'goal-broken', next: 'Draw it anew: lab verify 03 --refresh' })
})
