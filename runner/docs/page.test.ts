import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectFolder } from '../course/find-labs.ts'
import { refresh, renderVocabulary } from './render-vocabulary.ts'
import { projectVocabulary } from './sources.ts'

const chapters = projectVocabulary()
const page = renderVocabulary(chapters)

test('docs/vocabulary.md is what the comments in checks/vocabulary say now', () => {
  const committed = readFileSync(join(projectFolder(), 'docs/vocabulary.md'), 'utf8')
  expect(committed, `docs/vocabulary.md is out of date. Refresh it with \`${refresh}\``).toBe(page)
})

describe.each(chapters)('checks/vocabulary/$file', ({ about, words }) => {
  test('says in a sentence what it is about, above its imports', () => {
    expect(about).toMatch(/^\p{Lu}[^]+\.$/u)
  })

  test('has a comment on everything that it exports', () => {
    expect(words.filter(({ doc }) => doc === '').map(({ name }) => name)).toEqual([])
  })
})

test('every link leads to a heading, and no two words share one', () => {
  const anchors = [...page.matchAll(/^### (\w+) `(\w+)`$/gm)].map(([, kind, name]) =>
    `${kind}-${name}`.toLowerCase(),
  )
  expect(new Set(anchors).size).toBe(anchors.length)
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target)
  expect(links.length).toBeGreaterThan(chapters.length)
  expect(links.filter((target) => target === undefined || !anchors.includes(target))).toEqual([])
})
