import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Ajv2020 from 'ajv/dist/2020.js'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPlaces } from '../world/places.ts'
import { doctorReport } from './doctor-report.ts'
import { examine } from './examine.ts'
import { thisMachine } from './machine.ts'
import { runSandbox } from './sandbox.ts'
import { probes } from './sandbox-script.ts'

// Real root's worlds are subordinate users', who must be able to pass through; mkdtemp makes folders of mode 0700.
const asRoot = process.getuid?.() === 0
const scratch = mkdtempSync(join(tmpdir(), 'vethlab-doctor-'))
const places = asRoot
  ? { ...findPlaces(), state: '/run/vethlab-doctor-test' }
  : { ...findPlaces(), state: join(scratch, 'state') }
const program = join(scratch, 'sandbox.cli.mjs') // sweepWorlds knows a maker by `cli.mjs`

beforeAll(async () => {
  const contents = `import { runSandbox } from './sandbox.ts'\nprocess.stdout.write('ready\\n')\nawait runSandbox({ state: process.argv[2] })\nprocess.stdout.write('over\\n')`
  await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
  })
})

afterAll(() => {
  for (const path of [scratch, places.state]) rmSync(path, { recursive: true, force: true })
})

const leftovers = (): string[] => (existsSync(places.state) ? readdirSync(places.state) : [])
const mounts = (): string => readFileSync('/proc/self/mountinfo', 'utf8')

test('a sandbox starts here, answers every probe and leaves nothing', async () => {
  const before = mounts()
  const report = await runSandbox(places)
  expect(report.refusal).toBeNull()
  expect([...report.results.keys()]).toEqual(['world', 'host', ...Object.keys(probes)])
  const needed = ['tmpfs', 'overlay', 'devpts', 'veth', 'bridge', 'iptables', 'ip-forward', 'ping']
  expect(needed.filter((id) => report.results.get(id)?.exitCode !== 0)).toEqual([])
  expect(leftovers()).toEqual([])
  expect(mounts()).toBe(before)
})

test('a real report fits its schema', async () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../docs/schema/doctor.schema.json', import.meta.url), 'utf8'),
  ) as object
  const validate = new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
    schema,
  )
  const report = doctorReport(await examine(thisMachine(places), []))
  validate(JSON.parse(JSON.stringify(report)))
  expect(validate.errors).toBeNull()
  expect(report.ok).toBe(true)
  expect(validate({ ...report, more: 1 })).toBe(false)
})

test('two at the same time do not disturb each other', async () => {
  const reports = await Promise.all([runSandbox(places), runSandbox(places)])
  expect(reports.map(({ refusal }) => refusal)).toEqual([null, null])
  expect(leftovers()).toEqual([])
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends it as usual, after the sandbox is gone',
  async (signal) => {
    const child = spawn(process.execPath, [program, places.state], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.once('exit', (_, by) => resolve(by)))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    while (leftovers().length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    child.kill(signal)
    expect(await ended).toBe(signal)
    expect(leftovers()).toEqual([])
  },
)
