import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mustRun, runCommand } from './run-command.ts'

const lives = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

describe('a program', () => {
  test('that ends well tells what it printed', async () => {
    expect(await runCommand(['sh', '-c', 'printf out; printf err >&2'])).toEqual({
      stdout: 'out',
      stderr: 'err',
      exitCode: 0,
      timedOut: false,
      truncated: false,
    })
  })

  test('that fails is a result, not an error', async () => {
    expect(await runCommand(['sh', '-c', 'exit 7'])).toMatchObject({ exitCode: 7, timedOut: false })
  })

  test.each([
    ['KILL', 137],
    ['TERM', 143],
    ['INT', 130],
  ])('that a signal (%s) ends has the code that shells give it', async (signal, code) => {
    expect(await runCommand(['sh', '-c', `kill -${signal} $$`])).toMatchObject({
      exitCode: code,
      timedOut: false,
    })
  })

  test('that does not end in time is killed', async () => {
    const result = await runCommand(['sh', '-c', 'echo begun; exec sleep 60'], { timeoutMs: 100 })
    expect(result).toMatchObject({ exitCode: 137, timedOut: true, stdout: 'begun\n' })
  })

  test('takes its children along when it is killed', async () => {
    const result = await runCommand(['sh', '-c', 'sleep 60 & echo $!; wait'], { timeoutMs: 100 })
    expect(result.timedOut).toBe(true)
    await expect.poll(() => lives(Number(result.stdout))).toBe(false)
  })

  test('is not waited for when only what has left it behind holds its output open', async () => {
    const result = await runCommand(['sh', '-c', 'setsid sleep 60 & echo $!; wait'], { timeoutMs: 200 })
    expect(result.timedOut).toBe(true)
    const found = Number(result.stdout)
    expect(lives(found)).toBe(true)
    process.kill(found, 'SIGKILL')
  })

  test.each(['1', '2'])('that says too much (on %s) is cut, and ended', async (stream) => {
    const result = await runCommand(['sh', '-c', `yes >&${stream}`], { maxBytes: 1000 })
    expect(result).toMatchObject({ truncated: true, timedOut: false, exitCode: 137 })
    expect(result.stdout + result.stderr).toBe('y\n'.repeat(500))
  })

  test('that says too much in another script than ours is cut between characters', async () => {
    const result = await runCommand(['yes', 'ж'], { maxBytes: 1000 })
    expect(result.stdout.slice(0, 4)).toBe('ж\nж\n')
    expect(result.stdout).not.toContain('\u00d0')
  })

  test('that says just as much as it may is not cut', async () => {
    const result = await runCommand(['printf', 'xxxxx'], { maxBytes: 5 })
    expect(result).toMatchObject({ stdout: 'xxxxx', truncated: false })
  })

  test('is given its input, its environment and its folder', async () => {
    const result = await runCommand(['sh', '-c', 'cat; echo "$WHO in $PWD"; env | grep -c ^HOME='], {
      input: 'hello\n',
      env: { WHO: 'ada', PATH: '/usr/bin:/bin' },
      cwd: '/usr',
    })
    expect(result.stdout).toBe('hello\nada in /usr\n0\n')
  })

  test('need not read its input to the end', async () => {
    expect(await runCommand(['true'], { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 })
  })

  test('without input reads the end at once', async () => {
    expect(await runCommand(['cat'])).toMatchObject({ stdout: '', exitCode: 0 })
  })

  test('is given its words as they are: no shell reads them', async () => {
    expect((await runCommand(['printf', '%s', '$(id); `id` "\'\n*'])).stdout).toBe('$(id); `id` "\'\n*')
  })

  test('that is not there is an error with a next step', async () => {
    await expect(runCommand(['no-such-program-of-vethlab'])).rejects.toMatchObject({
      kind: 'cannotRun',
      code: 'program-missing',
      message: expect.stringContaining('no-such-program-of-vethlab'),
      next: expect.stringContaining('lab doctor'),
    })
  })
})

describe('a program that must succeed', () => {
  test('gives its output', async () => {
    expect(await mustRun(['printf', 'done'])).toBe('done')
  })

  test.each([
    ['its complaint', 'echo no >&2; exit 3', 'failed (exit 3): no'],
    ['its output, when it complains nowhere else', 'echo hm; exit 1', 'failed (exit 1): hm'],
    ['that it said nothing', 'exit 1', 'failed (exit 1): no message'],
  ])('or an error that quotes %s', async (_, script, said) => {
    await expect(mustRun(['sh', '-c', script])).rejects.toMatchObject({
      code: 'command-failed',
      message: expect.stringContaining(said),
    })
  })

  test('or an error that says that it took too long', async () => {
    await expect(mustRun(['sleep', '60'], { timeoutMs: 50 })).rejects.toThrow('no answer in time')
  })
})
