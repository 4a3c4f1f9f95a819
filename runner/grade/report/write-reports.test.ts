import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LabError } from '../../lab-error.ts'
import { classOfForty, gradedAt, recordOf } from './fixtures/class.ts'
import { writeReports } from './write-reports.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-reports-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const inside = (...path: string[]): string[] => readdirSync(join(folder, ...path)).toSorted()

const files = [
  'canvas.csv',
  'ctrf.json',
  'junit.xml',
  'moodle.csv',
  'report.html',
  'results.csv',
  'results.tap',
]

describe('the writer', () => {
  test('leaves every report, and nothing half-made', async () => {
    const written = await writeReports(classOfForty(), join(folder, 'new'), gradedAt)
    expect(written.map((path) => path.slice(join(folder, 'new').length + 1)).toSorted()).toEqual(files)
    expect(inside('new')).toEqual([...files, 'gradescope', 'students'].toSorted())
    expect(inside('new', 'students')).toHaveLength(40)
    // Who has handed in nothing has no result that could be uploaded.
    expect(inside('new', 'gradescope')).toHaveLength(36)
  })

  test('writes the same for the same results', async () => {
    await writeReports(classOfForty(), join(folder, 'one'), gradedAt)
    await writeReports(classOfForty(), join(folder, 'two'), gradedAt)
    const all = (name: string) =>
      readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    expect(all('one')).toEqual(all('two'))
  })

  test('takes the place of older reports, and leaves alone what is not its own', async () => {
    const results = classOfForty()
    await writeReports(results, folder, gradedAt)
    writeFileSync(join(folder, 'results.json'), 'mine')
    await writeReports({ ...results, roster: [], records: [recordOf('only')] }, folder, gradedAt)
    expect(inside('students')).toEqual(['only.html'])
    expect(inside('gradescope')).toEqual(['only.json'])
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).not.toContain('host-end-down')
    expect(readFileSync(join(folder, 'results.json'), 'utf8')).toBe('mine')
    expect(inside()).toEqual([...files, 'gradescope', 'results.json', 'students'].toSorted())
  })

  test('says what is wrong when it cannot, and leaves the older reports', async () => {
    await writeReports(classOfForty(), folder, gradedAt)
    const before = readFileSync(join(folder, 'report.html'), 'utf8')
    rmSync(join(folder, 'results.tap'))
    writeFileSync(join(folder, 'file'), '')
    await expect(writeReports(classOfForty(), join(folder, 'file'), gradedAt)).rejects.toThrow(LabError)
    await expect(writeReports(classOfForty(), join(folder, 'file'), gradedAt)).rejects.toMatchObject({
      code: 'reports-not-written',
      kind: 'cannotRun',
    })
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(before)
    expect(existsSync(join(folder, 'results.tap'))).toBe(false)
  })

  test('shows after the due date what it has not shown before', async () => {
    const read = async (now: number): Promise<string> => {
      await writeReports(classOfForty(), folder, now)
      return readFileSync(join(folder, 'students/s12.html'), 'utf8')
    }
    expect(await read(gradedAt)).not.toContain('ping.gateway')
    expect(await read(gradedAt + 6 * 86_400_000)).toContain('ping.gateway')
  })
})
