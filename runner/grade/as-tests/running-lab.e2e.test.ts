import { fileURLToPath } from 'node:url'
import stripAnsi from 'strip-ansi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Person, type Stage } from '../../e2e/stage.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))

let stage: Stage
let person: Person
beforeAll(async () => {
  stage = await openStage()
  // An ordinary user of the tests may not write to this checkout, as vitest does.
  person = stage.root ?? stage.user
})
afterAll(() => stage.close())

interface Told {
  code: number
  /** By the id of the check: how its test ended, and with what. */
  tests: Record<string, { status: string; suite: string[]; title: string; message: string }>
  /** What the file itself failed with. */
  message: string
}

interface JsonReport {
  testResults: {
    message: string
    assertionResults: {
      status: string
      title: string
      ancestorTitles: string[]
      failureMessages: string[]
    }[]
  }[]
}

const vitest = (...args: string[]): string[] => [
  process.execPath,
  `${project}/node_modules/vitest/vitest.mjs`,
  'run',
  `--root=${project}`,
  '--config=.config/vitest.lab.ts',
  ...args,
]
const env = { LAB: '03', NO_COLOR: '1' }

async function judge(args: string[] = [], lab: string | undefined = '03'): Promise<Told> {
  const { code, stdout } = await person.machine(vitest('--reporter=json', ...args), {
    env: { ...env, LAB: lab },
    timeoutMs: 240_000,
  })
  const [file] = (JSON.parse(stdout) as JsonReport).testResults
  const tests = (file?.assertionResults ?? []).map((one) => [
    one.title.split(':')[0],
    {
      status: one.status,
      title: one.title,
      suite: one.ancestorTitles,
      message: one.failureMessages.join('\n'),
    },
  ])
  return { code, tests: Object.fromEntries(tests) as Told['tests'], message: file?.message ?? '' }
}

const count = ({ tests }: Told, status: string): number =>
  Object.values(tests).filter((one) => one.status === status).length

describe('the checks of a running lab as tests', () => {
  test('a check that fails is a failed test, one that waits a skipped one', async () => {
    expect(await person.lab('start', '03', '--detach')).toMatchObject({ code: 0 })
    const told = await judge()
    expect(told.code).toBe(1)
    expect(Object.keys(told.tests)).toHaveLength(17)
    expect(told.tests['container.runs']).toMatchObject({
      status: 'failed',
      suite: ['1. Start a container without a network'],
      title: 'container.runs: A container runs without a network',
      message: expect.stringMatching(
        /^CheckFailed: No running container has network mode none\. \(no-container\)/,
      ),
    })
    expect(told.tests['bridge.up']).toMatchObject({
      status: 'skipped',
      suite: ['4. Plug one end into docker0'],
    })
    expect(count(told, 'passed')).toBe(0)
  })

  test('all pass when the lab is done', async () => {
    expect(await person.lab('solve', '03', '--all')).toMatchObject({ code: 0 })
    const told = await judge()
    expect({ code: told.code, passed: count(told, 'passed') }).toEqual({ code: 0, passed: 17 })
  })

  test('a failure shows what was expected, what is there, why, and what was looked at', async () => {
    expect(await person.onHost('ip link set A down')).toMatchObject({ code: 0 })
    const { code, stdout, stderr } = await person.machine(vitest('--reporter=verbose'), {
      env,
      timeoutMs: 240_000,
    })
    const said = stripAnsi(`${stdout}${stderr}`)
    expect(code).toBe(1)
    expect(said).toMatch(/× .*4\. Plug one end into docker0 > bridge\.up: The host’s end is up/)
    expect(said).toMatch(/↓ .*ping\.outside: .*\[Waits for /)
    expect(said).toContain('CheckFailed: A, the end on the host, is down. (host-end-down)')
    expect(said).toMatch(/\$ ip .*link[^]*A@if/)
    expect(said).toMatch(/Expected: "the host’s end of the pair is up"\s+Received: "state DOWN"/)
    expect(said).not.toMatch(/verdict-error|define-tests\.ts:/)
  })

  test('the filter of vitest chooses by a check’s id or a step’s title', async () => {
    const byId = await judge(['-t', 'bridge\\.port'])
    expect(byId.code).toBe(0)
    expect(Object.keys(byId.tests).filter((id) => byId.tests[id]?.status === 'passed')).toEqual([
      'bridge.port',
    ])
    const byStep = await judge(['-t', 'Plug one end'])
    expect(byStep.tests['bridge.up']?.status).toBe('failed')
    expect(count(byStep, 'passed') + count(byStep, 'failed')).toBe(2)
  })

  test('what nobody could look at fails as that, and not as the work', async () => {
    expect(await person.onHost('service docker stop')).toMatchObject({ code: 0 })
    const told = await judge()
    expect(told.code).toBe(1)
    expect(told.tests['container.runs']).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^CannotRun: This says nothing about the work\. /),
    })
  })
})

describe('without a lab to look at', () => {
  test.each([
    ['no lab is named', undefined, /Say which lab: LAB=03 npx vitest/],
    ['the lab is unknown', '99', /There is no lab “99”\. The labs are: 00, /],
    ['the lab does not run', '05', /Lab 05 is not running\. Start it: lab start 05/],
  ])('%s: that is said, and nothing passes', async (_, lab, says) => {
    const { code, stdout, stderr } = await person.machine(vitest(), {
      env: { ...env, LAB: lab },
      timeoutMs: 240_000,
    })
    const said = stripAnsi(`${stdout}${stderr}`)
    expect(code).toBe(1)
    expect(said).toMatch(says)
    expect(said).not.toMatch(/\d+ passed/)
  })
})
