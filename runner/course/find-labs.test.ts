import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LabError } from '../lab-error.ts'
import { findLab, labSlugs, projectFolder, readLab } from './find-labs.ts'

let project = ''
const walkthrough = (title: string): string =>
  `---\ntitle: ${title}\nsummary: One sentence of what it is.\nminutes: 20\nneeds: []\n---\n## 1. Do\n<!-- step: do -->\n`

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'vethlab-course-'))
  writeFileSync(join(project, 'package.json'), '{}')
  for (const [slug, title] of [
    ['10-last', 'The last'],
    ['03-manual', 'By hand'],
  ] as const) {
    mkdirSync(join(project, 'labs', slug), { recursive: true })
    writeFileSync(join(project, 'labs', slug, 'walkthrough.md'), walkthrough(title))
  }
  for (const stray of ['notes', '.git', '3-short', '04_other', '05-Upper'])
    mkdirSync(join(project, 'labs', stray))
})
afterAll(() => rmSync(project, { recursive: true }))

const problem = (wanted: string): LabError => {
  try {
    findLab(wanted, project)
  } catch (error) {
    if (error instanceof LabError) return error
    throw error
  }
  throw new Error(`“${wanted}” was found`)
}

test('labs come in the course’s order, and other folders are none', () => {
  expect(labSlugs(project)).toEqual(['03-manual', '10-last'])
})

test.each([
  ['03', '03-manual'],
  ['3', '03-manual'],
  ['03-manual', '03-manual'],
  ['10', '10-last'],
])('“%s” is a lab’s name', (wanted, slug) => {
  expect(findLab(wanted, project).slug).toBe(slug)
})

describe('no lab', () => {
  test.each([
    '',
    ' ',
    '1',
    '99',
    '003',
    '-3',
    '3.0',
    '0x3',
    'manual',
    '03-',
    '03-manual/',
    '03-manual/../10-last',
    '../../etc',
    '/etc/passwd',
    '03\0',
    '03\n',
    'notes',
    '__proto__',
    '\u001b[31m',
  ])('is called %j, and the known ones are named', (wanted) => {
    expect(problem(wanted)).toMatchObject({
      kind: 'usage',
      code: 'lab-unknown',
      exitCode: 2,
      next: 'The labs are: 03, 10. See `lab list`.',
    })
  })

  test('has a name that fills the screen', () => {
    expect(problem('x'.repeat(1_000_000)).message).toBe(`There is no lab “${'x'.repeat(40)}”.`)
  })
})

test('a lab that is broken says which file is', () => {
  mkdirSync(join(project, 'labs/20-broken'))
  writeFileSync(join(project, 'labs/20-broken/walkthrough.md'), 'nothing\n')
  expect(() => readLab('20-broken', project)).toThrow('labs/20-broken/walkthrough.md')
  rmSync(join(project, 'labs/20-broken'), { recursive: true })
})

test('the project is found from any folder in it, and not from elsewhere', () => {
  expect(projectFolder(join(project, 'labs/03-manual'))).toBe(project)
  expect(() => projectFolder('/')).toThrow(LabError)
})
