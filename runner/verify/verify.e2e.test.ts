import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labSlugs, projectFolder, readLab } from '../course/find-labs.ts'
import { drawKillMatrixPage } from '../draw/kill-matrix-page.ts'
import { killMatrixPath, verifiedMatrix } from './kill-matrix.ts'
import { verifyLabs, type RunningVerification, type Verification } from './verify-lab.ts'
import { worldsAtOnce } from './worlds-at-once.ts'

const slugs = labSlugs()
const longEnoughMs = 2_400_000

let root = ''
let running: RunningVerification[] = []

// Every case performed twice is what `lab verify --all` does; here each is judged twice, for the sake of the time.
// All labs stand in one queue, mixed, so that no core is idle; the tests below wait for their lab's result, most of it together.
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vethlab-verify-'))
  chmodSync(root, 0o755) // real root's worlds must pass through it
  const places = { cache: join(root, 'cache'), state: join(root, 'state'), data: join(root, 'data') }
  running = await verifyLabs(
    places,
    slugs.map((slug) => readLab(slug)),
    { atOnce: worldsAtOnce(), twice: 'judged', tell: () => undefined },
  )
})

afterAll(async () => {
  await Promise.all(running.map(({ verification }) => verification))
  rmSync(root, { recursive: true, force: true })
}, longEnoughMs)

const verified = async (slug: string): Promise<Verification> => {
  const found = running.find(({ lab }) => lab.slug === slug)
  if (!found) throw new Error(`nobody verifies ${slug}`)
  return found.verification
}

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

describe.each(slugs)('lab %s', (slug) => {
  test(
    'its text, script, variants, steps and faults hold, and are judged alike twice',
    { timeout: longEnoughMs },
    async () => {
      const result = await verified(slug)
      const broken = result.cases.filter(({ ok }) => !ok).map(({ name, problems }) => ({ name, problems }))
      expect(broken).toEqual([])
      expectSchema(result)
      const checks = Object.keys(result.cases.find(({ kind }) => kind === 'script')?.verdicts ?? {})
      expect(checks.length).toBeGreaterThan(0)
      expect(killed(result).toSorted()).toEqual(checks.toSorted())
    },
  )
})

test(`what the faults did is what ${killMatrixPath} says`, { timeout: longEnoughMs }, async () => {
  const sections = await Promise.all(
    running.map(async ({ lab, code, verification }) => verifiedMatrix(lab, code, await verification)),
  )
  expect(drawKillMatrixPage(sections)).toBe(readFileSync(join(projectFolder(), killMatrixPath), 'utf8'))
})
