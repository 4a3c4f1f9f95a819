import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labSlugs, projectFolder, readLab } from '../course/find-labs.ts'
import type { Places } from '../world/places.ts'
import { verifyLab, type Verification } from './verify-lab.ts'

let root = ''
const places = (): Places => ({
  cache: join(root, 'cache'),
  state: join(root, 'state'),
  data: join(root, 'data'),
})

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vethlab-verify-'))
  chmodSync(root, 0o755) // real root's worlds must pass through it
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const expectSchema = (result: Verification): void => {
  const schema: unknown = JSON.parse(
    readFileSync(join(projectFolder(), 'docs/schema/verify.schema.json'), 'utf8'),
  )
  const validate = new Ajv2020({ strict: true }).compile(schema as object)
  expect({ valid: validate(result), errors: validate.errors }).toEqual({ valid: true, errors: null })
}

const killed = ({ cases }: Verification): string[] => [
  ...new Set(
    cases
      .filter(({ kind }) => kind === 'fault')
      .flatMap(({ verdicts }) => Object.entries(verdicts))
      .filter(([, status]) => status === 'fail')
      .map(([id]) => id),
  ),
]

describe.each(labSlugs())('lab %s', (slug) => {
  test('its text, script, variants and faults hold against its checks', { timeout: 300_000 }, async () => {
    const result = await verifyLab(places(), readLab(slug), {
      atOnce: 2,
      twice: false,
      refresh: false,
      tell: () => undefined,
    })
    const broken = result.cases.filter(({ ok }) => !ok).map(({ name, problems }) => ({ name, problems }))
    expect(broken).toEqual([])
    expectSchema(result)
    const checks = Object.keys(result.cases[0]?.verdicts ?? {})
    expect(killed(result).toSorted()).toEqual(checks.toSorted())
  })
})
