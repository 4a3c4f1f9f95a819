import { describe, expect, it } from 'vitest'
import { readListeners } from './read-listeners.ts'
import { runCommand } from './run-command.ts'
import type { RunResult } from './host-source.ts'

const answers =
  (result: Partial<RunResult>): typeof runCommand =>
  () =>
    Promise.resolve({ stdout: '', stderr: '', exitCode: 0, ...result })

describe('readListeners', () => {
  it('tells who listens in the namespace of the host’s init', async () => {
    const asked: unknown[] = []
    const run: typeof runCommand = (command, { netns }) => {
      asked.push([command[0], netns])
      return answers({ stdout: 'LISTEN 0 5 127.0.0.1:80 0.0.0.0:* users:(("nc",pid=3,fd=3))\n' })(command, {
        timeoutMs: 1,
        maxBytes: 1,
      })
    }
    expect(await readListeners({ pid: 17, run })).toEqual({
      listeners: [{ address: '127.0.0.1', port: 80, holders: ['nc'] }],
      unreadable: [],
    })
    expect(asked).toEqual([['ss', '/proc/17/ns/net']])
  })

  it.each([
    ['ss fails', { exitCode: 1, stderr: 'ss: no\n' }, 'ss did not answer: ss: no'],
    ['its answer breaks off', { stdout: 'LISTEN 0 5 127.0' }, 'ss printed what is no listening socket'],
  ])('says so when %s', async (_, result, reason) => {
    const { listeners, unreadable } = await readListeners({ pid: 17, run: answers(result) })
    expect(listeners).toEqual([])
    expect(unreadable).toMatchObject([{ part: 'listeners' }])
    expect(unreadable[0]?.reason).toContain(reason)
  })

  it('says so when the host is gone', async () => {
    const { unreadable } = await readListeners({ pid: 4_194_305, run: runCommand })
    expect(unreadable).toMatchObject([{ part: 'listeners' }])
  })
})
