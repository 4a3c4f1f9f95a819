import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LabChecks } from '../judge/check.ts'
import { labSlugs, projectFolder, readLab } from './find-labs.ts'
import type { LabStep } from './lab.ts'
import type { LabScript } from './script.ts'

const project = projectFolder()
const slugs = labSlugs()
const load = async <Thing>(path: string): Promise<Thing> =>
  ((await import(join(project, path))) as { default: Thing }).default

const labs = await Promise.all(
  slugs.map(async (slug) => ({
    slug,
    lab: readLab(slug),
    script: await load<LabScript>(`labs/${slug}/script.ts`),
    checks: await load<LabChecks>(`checks/${slug}.ts`),
  })),
)

const checkIds = (checks: LabChecks): string[] =>
  checks.steps.flatMap((step) => step.checks.map(({ id }) => id))

const words = (text: string): string =>
  text
    .replace(/\\\n\s*/g, ' ')
    .replaceAll('sudo ', '')
    .replace(/[ \t]+/g, ' ')
    .trim()

/** A command stands there as a whole: `ip link` is not in `ip link add`. */
const says = (text: string, command: string): boolean =>
  words(text)
    .split(words(command))
    .slice(1)
    .some((rest) => /^($|[`.,;:)\n])/.test(rest))

/** A word alone (`ifconfig`) is a tool's name, not yet a command. */
const tellingCommands = ({ commands }: LabStep): string[] =>
  commands.filter((command) => words(command).includes(' '))

test('there are labs, and no two have one number', () => {
  expect(slugs.length).toBeGreaterThan(0)
  expect(new Set(slugs.map((slug) => slug.slice(0, 2))).size).toBe(slugs.length)
})

test('the folder labs/ holds labs only, and checks/ their checks and the vocabulary', () => {
  expect(readdirSync(join(project, 'labs')).sort()).toEqual(slugs)
  const others = readdirSync(join(project, 'checks')).filter((name) => !name.endsWith('.test.ts'))
  expect(others.sort()).toEqual([...slugs.map((slug) => `${slug}.ts`), 'vocabulary'].sort())
})

test('a command is recognized as a whole, with sudo or without', () => {
  expect(says('Type `sudo ip link add A`.', 'ip link add A')).toBe(true)
  expect(says('```console\n$ ip link add \\\n   A\n```', 'sudo ip  link add A')).toBe(true)
  expect(says('Type `ip link show`.', 'ip link')).toBe(false)
})

describe.each(labs)('lab $slug', ({ slug, lab, script, checks }) => {
  const ids = checkIds(checks)
  const stepIds = lab.steps.map(({ id }) => id)

  test('has a walkthrough, a picture, a script and checks, and no stray file', () => {
    expect(readdirSync(join(project, 'labs', slug)).sort()).toEqual([
      'picture.svg',
      'script.ts',
      'walkthrough.md',
    ])
    expect(existsSync(join(project, 'checks', `${slug}.ts`))).toBe(true)
  })

  test('has the same steps in its walkthrough, its checks and its script, in one order', () => {
    expect(checks.steps.map(({ step }) => step)).toEqual(stepIds)
    expect(Object.keys(script.steps)).toEqual(stepIds)
  })

  test('has an answer for every question, and no other', () => {
    expect(Object.keys(checks.answers).sort()).toEqual(lab.questions.map(({ id }) => id).sort())
  })

  test('has something to type and something to check in every step', () => {
    expect(lab.steps.filter(({ commands }) => commands.length === 0).map(({ id }) => id)).toEqual([])
    expect(checks.steps.filter((step) => step.checks.length === 0).map(({ step }) => step)).toEqual([])
  })

  test('has checks with ids of their own, titles and whole points', () => {
    expect(new Set(ids).size).toBe(ids.length)
    const all = checks.steps.flatMap((step) => step.checks)
    expect(all.filter(({ title, is }) => title === '' || is.expected === '')).toEqual([])
    expect(all.filter(({ points }) => !Number.isInteger(points) || points < 1)).toEqual([])
  })

  test('has checks that wait for checks that are there, and never in a circle', () => {
    const decided = new Set<string>()
    let waiting = checks.steps.flatMap((step) => step.checks)
    expect(waiting.flatMap(({ after }) => after ?? []).filter((id) => !ids.includes(id))).toEqual([])
    for (let left = -1; left !== waiting.length;) {
      left = waiting.length
      for (const { id, after } of waiting) if ((after ?? []).every((one) => decided.has(one))) decided.add(id)
      waiting = waiting.filter(({ id }) => !decided.has(id))
    }
    expect(waiting.map(({ id }) => id)).toEqual([])
  })

  test('has faults and variants that are about its own steps and checks', () => {
    const killed = script.faults.flatMap(({ kills }) => kills)
    expect(killed.filter((id) => !ids.includes(id))).toEqual([])
    expect(script.faults.filter(({ kills }) => kills.length === 0).map(({ id }) => id)).toEqual([])
    expect(script.faults.filter(({ plant, without }) => !plant && !without).map(({ id }) => id)).toEqual([])
    expect(new Set(script.faults.map(({ id }) => id)).size).toBe(script.faults.length)
    const named = [
      ...script.faults.flatMap(({ without }) => without ?? []),
      ...Object.values(script.variants).flatMap(({ steps }) => Object.keys(steps)),
    ]
    expect(named.filter((id) => !stepIds.includes(id))).toEqual([])
  })

  test('has a fault for every check', () => {
    const killed = new Set(script.faults.flatMap(({ kills }) => kills))
    expect(ids.filter((id) => !killed.has(id))).toEqual([])
  })

  describe.each(lab.steps)('step $id', (step) => {
    const [first = '', second = '', third = ''] = step.hints

    test('has three hints', () => {
      expect(step.hints).toHaveLength(3)
      expect(step.hints.filter((hint) => hint.length < 10)).toEqual([])
    })

    test('gives no command of its own away before the third', () => {
      // The first says where to look, which may be with a command that changes nothing: the third does not show it.
      const given = tellingCommands(step).filter((command) => says(third, command))
      expect(given.filter((command) => says(first, command))).toEqual([])
      expect(tellingCommands(step).filter((command) => says(second, command))).toEqual([])
      const spans = [...third.matchAll(/`([^`]+ [^`]+)`/g)].map(([, span = '']) => span)
      expect(spans.filter((span) => [first, second].some((hint) => hint.includes(`\`${span}\``)))).toEqual([])
    })
  })
})
