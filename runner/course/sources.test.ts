import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { labSlugs, projectFolder, readLab } from './find-labs.ts'

const page = readFileSync(join(projectFolder(), 'docs/sources.md'), 'utf8')
const labs = new Map(labSlugs().map((slug) => [slug.slice(0, 2), readLab(slug)]))

interface Row {
  section: string
  /** `03 bridge`; empty for a section that no lab reproduces. */
  steps: string[]
  remark: string
}

const documents = page
  .split(/^## /m)
  .slice(1)
  .map((text) => {
    const [heading = '', ...lines] = text.split('\n')
    const rows = lines
      .filter((line) => line.startsWith('| ') && !/^\| (section|---) /.test(line))
      .map((line): Row => {
        const [section = '', steps = '', remark = ''] = line
          .replace(/^\||\|$/g, '')
          .split('|')
          .map((cell) => cell.trim())
        return { section, steps: steps === '–' ? [] : steps.split(', '), remark }
      })
    return { id: heading.slice(0, 3), rows }
  })

test('docs/sources.md has the five documents', () => {
  expect(documents.map(({ id }) => id)).toEqual(['000', '001', '002', '003', '004'])
})

describe.each(documents)('document $id', ({ rows }) => {
  test('names labs and steps that are there', () => {
    const missing = rows
      .flatMap(({ steps }) => steps)
      .filter((text) => {
        const [lab = '', step = ''] = text.split(' ')
        return labs.get(lab)?.steps.every(({ id }) => id !== step) ?? true
      })
    expect(missing).toEqual([])
  })

  test('says why, where no lab reproduces a section, and names none twice', () => {
    expect(
      rows.filter(({ steps, remark }) => steps.length === 0 && remark === '').map(({ section }) => section),
    ).toEqual([])
    expect(new Set(rows.map(({ section }) => section)).size).toBe(rows.length)
  })
})

test('every lab has its part in them', () => {
  const used = new Set(
    documents.flatMap(({ rows }) => rows.flatMap(({ steps }) => steps.map((text) => text.slice(0, 2)))),
  )
  expect([...labs.keys()].filter((id) => !used.has(id))).toEqual([])
})
