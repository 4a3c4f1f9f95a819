import { expect, it } from 'vitest'
import { runCommand } from './run-command.ts'

const limits = { timeoutMs: 5000, maxBytes: 10_000 }

it('gives input, output and exit code', async () => {
  const result = await runCommand(['sh', '-c', 'cat; echo no >&2; exit 4'], { ...limits, input: 'yes' })
  expect(result).toEqual({ stdout: 'yes', stderr: 'no\n', exitCode: 4 })
})

it('keeps apart names that are no UTF-8', async () => {
  expect((await runCommand(['printf', '\\377 \\376'], limits)).stdout).toBe('\u00FF \u00FE')
  expect((await runCommand(['printf', 'é'], limits)).stdout).toBe('é')
})

it('ends a command, and its children, that takes too long', async () => {
  const begun = performance.now()
  await expect(
    runCommand(['sh', '-c', 'sleep 20 & sleep 20'], { ...limits, timeoutMs: 100 }),
  ).rejects.toMatchObject({ code: 'command-timeout' })
  expect(performance.now() - begun).toBeLessThan(3000)
})

it('ends a command that prints too much', async () => {
  await expect(runCommand(['yes'], limits)).rejects.toMatchObject({ code: 'command-too-much' })
})

it('says when there is no such command', async () => {
  await expect(runCommand(['no-such-command-here'], limits)).rejects.toMatchObject({
    code: 'command-missing',
  })
})
