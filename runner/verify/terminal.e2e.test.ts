import { afterEach, beforeEach, expect, test } from 'vitest'
import { Terminal } from './terminal.ts'

const openTerminal = async (timeoutMs: number): Promise<Terminal> => {
  const opened = new Terminal(([program = '', ...words]) => [program, ...words], timeoutMs)
  await opened.open()
  return opened
}

let terminal: Terminal
beforeEach(async () => {
  terminal = await openTerminal(20_000)
})
afterEach(() => terminal.close())

test('it is a terminal, and its shell remembers', async () => {
  expect(await terminal.type('tty')).toMatchObject({
    output: expect.stringMatching(/^\/dev\/pts\/\d+\n?$/),
    exitCode: 0,
  })
  expect(await terminal.type('word=remembered')).toEqual({ output: '', exitCode: 0 })
  expect(await terminal.type('echo "$word"')).toMatchObject({ output: 'remembered\n' })
})

test('each line has its own output and exit code', async () => {
  expect(await terminal.type('echo out; echo error >&2; (exit 7)')).toEqual({
    output: 'out\nerror\n',
    exitCode: 7,
  })
  expect(await terminal.type('printf unfinished')).toEqual({ output: 'unfinished', exitCode: 0 })
  expect(await terminal.type('true')).toEqual({ output: '', exitCode: 0 })
})

test('a shell in the shell answers in its stead until it ends', async () => {
  await terminal.type('outer=here')
  await terminal.type('script -qfec "bash --norc" /dev/null', { changesShell: true })
  expect((await terminal.type('echo "[$outer]"'))?.output.trim()).toBe('[]')
  expect(await terminal.type('exit', { changesShell: true })).toMatchObject({ exitCode: 0 })
  expect((await terminal.type('echo "[$outer]"'))?.output.trim()).toBe('[here]')
})

test('Ctrl-C ends a command when the lines that were waited for have come, and does nothing worse', async () => {
  const endless = 'while true; do echo line; sleep 0.05; done'
  const ended = await terminal.type(endless, { interruptAfterLines: 2 })
  expect(ended?.exitCode).toBe(130)
  expect(ended?.output.match(/^line$/gm)?.length).toBeGreaterThanOrEqual(2)
  expect(await terminal.type('^C')).toMatchObject({ exitCode: 130 })
  expect(await terminal.type('echo still here')).toEqual({ output: 'still here\n', exitCode: 0 })
})

test('a command that keeps running is not waited for', async () => {
  expect(await terminal.type('sleep 1000', { keepsRunning: true })).toBeUndefined()
  expect(await terminal.type('^C')).toMatchObject({ exitCode: 130 })
})

test('a command that does not end is an error that names it', async () => {
  const impatient = await openTerminal(3000)
  try {
    await expect(impatient.type('echo begun; sleep 1000')).rejects.toMatchObject({
      code: 'terminal-stuck',
      message: expect.stringMatching(/“echo begun; sleep 1000” does not end within 3000 ms; so far: begun/),
    })
  } finally {
    impatient.close()
  }
})
