import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LabChecks } from '../judge/check.ts'
import { labSlugs, projectFolder, readLab } from './find-labs.ts'
import { stepNeedsOf } from './step-needs.ts'

const labs = await Promise.all(
  labSlugs().map(async (slug) => ({
    lab: readLab(slug),
    checks: ((await import(join(projectFolder(), `checks/${slug}.ts`))) as { default: LabChecks }).default,
  })),
)
const optional = labs.filter(({ lab }) => Object.keys(stepNeedsOf(lab)).length > 0)

describe.each(optional)('lab $lab.id, of which a step needs more than the lab', ({ lab, checks }) => {
  const needy = stepNeedsOf(lab)

  test('can be done without that step: no other waits for it', () => {
    const away = checks.steps.filter(({ step }) => needy[step]).flatMap((step) => step.checks)
    const waiting = checks.steps
      .filter(({ step }) => !needy[step])
      .flatMap((step) => step.checks)
      .filter(({ after = [] }) => away.some(({ id }) => after.includes(id)))
    expect(waiting.map(({ id }) => id)).toEqual([])
    expect(Object.keys(needy).length).toBeLessThan(lab.steps.length)
  })

  test('does not need for the whole of it what only a step needs', () => {
    expect(
      Object.values(needy)
        .flat()
        .filter((need) => lab.needs.includes(need)),
    ).toEqual([])
  })
})

test('most labs have no such step', () => {
  expect(optional.length).toBeLessThan(labs.length)
})
