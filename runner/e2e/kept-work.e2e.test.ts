import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { quote, type Ending } from './lab-cli.ts'
import { killIfAlive } from './processes.ts'
import { schemaErrors } from './schema.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { waitUntil } from './wait-until.ts'

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
})
afterEach(async () => {
  await user.lab('stop', '--all')
  rmSync(user.data, { recursive: true, force: true })
})
afterAll(() => stage.close())

/** What is left of a student's work when the machine has been switched off and on: /run is empty, and nothing runs. */
async function reboot(): Promise<void> {
  await waitUntil('everything has ended', () => {
    const left = user.processes()
    for (const { pid } of left) killIfAlive(pid)
    return left.length === 0
  })
  rmSync(user.state, { recursive: true, force: true })
}

describe('after a reboot', () => {
  test('a student is where he was, with all that he has done, been helped with and noted', async () => {
    expect(await user.lab('goto', '03', 'inside', '--detach')).toMatchObject({ code: 0 })
    await user.lab('hint', '03')
    await user.lab('notes', '03', 'A and B are two ends of one cable')
    const status = async (): Promise<string> => (await user.lab('status', '03')).stdout
    expect(await status()).toMatch(
      /in progress; runs, .*; at step 5 of 9, Put the other end into the container\n/,
    )
    await reboot()
    const after = await status()
    expect(after).toMatch(/in progress; does not run; at step 5 of 9, Put the other end into the container\n/)
    expect(after).toContain('done: 4 of 9 steps (1, 2, 3, 4)\n')
    expect(after).toMatch(/done with help:\n +1\. .*\n +2\. .*\n +3\. .*\n +4\. Plug one end into docker0\n/)
    expect(after).toMatch(/hints:\n +5\. Put the other end into the container: up to 1 of 3\n$/)
    expect((await user.lab('list')).stdout).toMatch(/03 .* in progress, 4 of 9, at 5\n/)
    expect((await user.lab('notes', '03')).stdout).toContain('A and B are two ends of one cable')
    const again = await user.labWith({ input: 'hostname; exit\n' }, 'start', '03')
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toContain('at step 5 of 9')
    expect((await user.lab('list')).stdout).toContain('\nRunning: 03\n')
    const { stdout } = await user.lab('status', '03', '--json')
    expect(schemaErrors('status', JSON.parse(stdout))).toEqual([])
    expect(JSON.parse(stdout)).toMatchObject({
      labs: [
        {
          running: true,
          at: { id: 'inside' },
          hints: { inside: 1 },
          solved: ['container', 'name', 'cable', 'bridge'],
        },
      ],
    })
  })

  test('a break game that was played is not mended, and one begun after it is another', async () => {
    await user.lab('break', '03', '--seed', '1', '--detach')
    await reboot()
    expect(await user.lab('check', '03')).toMatchObject({ code: 3 })
    expect((await user.lab('scores', '--json')).stdout).toContain('"games":1,"mended":0')
    expect((await user.lab('status', '03')).stdout).toMatch(/not started; does not run; at step 1 of 9/)
    expect((await user.lab('start', '03', '--detach')).stdout).not.toContain('Something is wrong')
  })
})

/** Runs `lab` on a terminal of its own; `keys` are typed, one after the other, when what stands before them is seen. */
async function onTerminal(words: string[], keys: [seen: string, typed: string][]): Promise<Ending> {
  const command = [...user.command, ...words].map(quote).join(' ')
  const { child, ending } = user.start(['script', '-qec', command, '/dev/null'], {
    env: { TERM: 'xterm' },
    input: null,
  })
  let shown = ''
  child.stdout?.on('data', (text: string) => (shown += text))
  for (const [seen, typed] of keys) {
    await waitUntil(`“${seen}” is shown`, () => shown.includes(seen))
    child.stdin?.write(typed)
  }
  return ending
}

describe('on a terminal', () => {
  const file = (): string => join(user.data, '../export.json')
  const noted = async (): Promise<string> => (await user.lab('notes', '03')).stdout

  test('forget and import ask before; Enter and Ctrl-C are No', async () => {
    await user.lab('notes', '03', 'mine')
    expect(await user.lab('export', file())).toMatchObject({ code: 0, stderr: '' })
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    const question = 'forget them?'
    for (const [typed, code] of [
      ['\r', 0],
      ['n', 0],
      ['\u0003', 2],
    ] as const) {
      const { code: ended, stdout } = await onTerminal(['forget', '03'], [[question, typed]])
      expect(stdout).toContain('Nothing was changed.')
      expect(ended).toBe(code)
      expect(await noted()).toContain('mine')
    }
    expect((await onTerminal(['forget', '03'], [[question, 'y']])).stdout).toContain(
      'To have them back: lab import ',
    )
    expect(await noted()).toContain('You have no notes')
    const [copy = ''] = readdirSync(join(user.data, 'forgotten'))
    expect(copy).toMatch(/^03-.*\.json$/)

    expect((await onTerminal(['import', file()], [['Take all of this in?', '\r']])).stdout).toContain(
      'Nothing was changed.',
    )
    expect(await noted()).toContain('You have no notes')
    const taken = await onTerminal(['import', file()], [['Take all of this in?', 'y']])
    expect(taken.stdout).toContain('All of it is taken in.')
    expect(await noted()).toContain('mine')
  })

  test('an export goes through a pipe from one student to another', async () => {
    await user.lab('notes', '03', 'mine')
    const lab = user.command.map(quote).join(' ')
    const other = join(stage.folder, 'user-run/other')
    const pipe = `${lab} export - | XDG_DATA_HOME=${quote(other)} ${lab} import - --yes`
    const { code, stdout, stderr } = await user.machine(['bash', '-o', 'pipefail', '-c', pipe])
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'New of lab 03: notes\nAll of it is taken in.\n',
      stderr: '',
    })
    expect(readFileSync(join(other, 'vethlab/notes/03.md'), 'utf8')).toContain('mine')
    expect(existsSync(join(other, 'vethlab/progress'))).toBe(false)
  })

  test('notes open in the student’s editor, which has the terminal', async () => {
    const editor = `sh -c 'test -t 0 && test -t 1 && echo typed here >>"$0"'`
    // $EDITOR is words, not a program: quotes would be part of them.
    const script = join(user.data, '../editor')
    await user.machine([
      'sh',
      '-c',
      `printf '#!/bin/sh\\nexec %s "$1"\\n' ${quote(editor)} >${quote(script)}; chmod +x ${quote(script)}`,
    ])
    const command = `EDITOR=${quote(script)} ${[...user.command, 'notes', '03', '--edit'].map(quote).join(' ')}`
    const { ending } = user.start(['script', '-qec', command, '/dev/null'], { env: { TERM: 'xterm' } })
    expect((await ending).stdout).toContain('notes/03.md')
    expect(await noted()).toMatch(/^# Notes on lab 03, .*\n\ntyped here\n$/)
  })
})
