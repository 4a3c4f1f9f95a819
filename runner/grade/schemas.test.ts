import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { projectFolder } from '../course/find-labs.ts'
import { mixedReport } from '../draw/fixtures/report.ts'
import { assembleClass } from './class/assemble.ts'
import { graded, record } from './fixtures/record.ts'
import type { ClassResults, GradeRecord } from './result.ts'
import { signSheet } from './values/sign-sheet.ts'
import { signBundle } from './submission/bundle-key.ts'
import { generateKeyPairSync } from 'node:crypto'

const folder = join(projectFolder(), 'docs/schema')

function compile(name: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, formats: { ipv4: true } })
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.json')))
    ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object)
  const found = ajv.getSchema(`${name}.schema.json`)
  if (!found) throw new Error(`no schema ${name}`)
  return found as ValidateFunction
}

const faults = (name: string, value: unknown): string[] => {
  const validate = compile(name)
  validate(value)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const hash = 'a'.repeat(64)
const environment = { engine: '20.10.24', kernel: '6.1', vethlab: '0.1.0', labHash: hash, checksHash: hash }
const whole = (changes: Partial<GradeRecord> = {}): GradeRecord =>
  record({
    environment,
    inputs: hash,
    submission: { file: 'alice.sh', sha256: hash, bytes: 3, kind: 'script' },
    ...changes,
  })
const results = (...records: GradeRecord[]): ClassResults =>
  assembleClass(
    {
      id: '03',
      title: 'Wires',
      steps: [{ id: 'a', number: 1, title: 'A' }],
      valuesKey: hash.slice(0, 16),
    },
    records,
    [{ student: 'alice', name: null, email: 'a@example.org', id: null, due: 5 }],
    7,
  )

describe('grade.schema.json', () => {
  test('describes every outcome', () => {
    const { inputs: _, ...unrun } = whole({
      outcome: 'refused',
      submission: null,
      checks: [],
      problem: 'It is a link.',
    })
    const failed = graded({
      status: 'fail',
      line: { number: 2, text: 'ip link', what: 'It is down.' },
      attribution: 'Line 2 (ip link): it is down; nothing after it repaired that.',
      evidence: [{ command: 'ip link', output: '', truncated: false }],
    })
    const all = [
      whole({
        checks: [graded({}), failed, graded({ status: 'skipped' }), graded({ status: 'cannot-run' })],
      }),
      whole({
        outcome: 'timed-out',
        script: { exitCode: null, output: '', truncated: false },
        late: { days: 1, factor: 0.9 },
      }),
      whole({
        outcome: 'over-limit',
        script: {
          exitCode: null,
          output: '',
          truncated: true,
          failed: [{ line: 1, text: 'a', exitCode: 1, said: '' }],
        },
      }),
      whole({ outcome: 'ungradable', points: null, checks: [], problem: 'The lab world has ended.' }),
      unrun,
    ]
    expect(faults('grade', results(...all))).toEqual([])
  })

  test.each<[string, Partial<GradeRecord>]>([
    ['points of an ungradable one', { outcome: 'ungradable', points: 0 }],
    ['no points of a graded one', { points: null }],
    ['a passed check with a line', { checks: [graded({ line: { number: 1, text: '', what: '' } })] }],
    ['points of a failed check', { checks: [graded({ status: 'fail', points: 1 })] }],
    ['an unknown outcome', { outcome: 'passed' as never }],
    ['a member more', { extra: 1 } as never],
    ['half a hash', { inputs: 'abc' }],
  ])('refuses %s', (_, changes) => {
    expect(faults('grade', results(whole(changes)))).not.toEqual([])
  })
})

test('submission.schema.json describes a bundle', () => {
  const bundle = signBundle(
    {
      schemaVersion: 1,
      lab: { id: '03', hash },
      madeAt: 5,
      engine: '20.10.24',
      kernel: '6.1',
      vethlab: '0.1.0',
      commands: [{ at: 1, terminal: 'pts/1', command: 'ip link', exitCode: null }],
      values: signSheet(Buffer.alloc(32), { lab: '03', student: 'alice', values: { box: 'bluefox' } }),
      help: { hints: { cable: 1 }, solved: ['bridge'], passedOver: [] },
      report: { ...mixedReport },
      snapshot: {},
    },
    generateKeyPairSync('ed25519').privateKey,
  )
  expect(faults('submission', bundle)).toEqual([])
  expect(faults('submission', { ...bundle, signature: undefined })).not.toEqual([])
  expect(faults('submission', { ...bundle, manifest: { ...bundle.manifest, report: {} } })).not.toEqual([])
})
