import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LabChecks } from '../judge/check.ts'
import { strayChecks } from '../verify/rules/files.ts'
import { rules } from '../verify/rules/index.ts'
import { readSource } from '../verify/rules/source.ts'
import { labSlugs, projectFolder } from './find-labs.ts'
import type { LabScript } from './script.ts'

// The first look into a dictionary takes some seconds.
const timeout = 60_000

const project = projectFolder()
const slugs = labSlugs()
const load = async <Thing>(path: string): Promise<Thing> =>
  ((await import(join(project, path))) as { default: Thing }).default

const sources = await Promise.all(
  slugs.map(async (slug) =>
    readSource(project, slugs, slug, {
      script: await load<LabScript>(`labs/${slug}/script.ts`),
      checks: await load<LabChecks>(`checks/${slug}.ts`),
    }),
  ),
)

test('there are labs, and no two have one number', () => {
  expect(slugs.length).toBeGreaterThan(0)
  expect(new Set(slugs.map((slug) => slug.slice(0, 2))).size).toBe(slugs.length)
})

test('the folder labs/ holds labs only, and checks/ their checks and the vocabulary', () => {
  expect(readdirSync(join(project, 'labs')).sort()).toEqual(slugs)
  expect(strayChecks(readdirSync(join(project, 'checks')), slugs)).toEqual([])
})

describe.each(sources)('lab $lab.slug', (source) => {
  test.each(Object.entries(rules))('keeps the rules of its %s', { timeout }, async (_, rule) => {
    expect(await rule(source)).toEqual([])
  })
})
