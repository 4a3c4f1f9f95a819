import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LabScript } from '../course/script.ts'
import { allProcesses } from '../e2e/processes.ts'
import { waitUntil } from '../e2e/wait-until.ts'
import { hostShell, playScript } from './play.ts'
import type { PlayEvent, PlayRequest } from './protocol.ts'

/** Says its pid as the test sees it, for /proc is still the test's; its maker cannot enter root's home. */
const init = 'read -r pid _ </proc/self/stat; mount -t tmpfs home /root; echo "$pid"; exec sleep 300'

// A host's processes have another user's ids than the agent has: root makes it as somebody else.
const somebody = process.getuid?.() === 0 ? { uid: 0x6fef_0000, gid: 0x6fef_0000 } : {}

describe('on a host', () => {
  let host: ChildProcess
  let pid = 0
  beforeAll(async () => {
    const namespaces = [
      '--user',
      '--map-root-user',
      '--mount',
      '--uts',
      '--ipc',
      '--net',
      '--pid',
      '--cgroup',
    ]
    host = spawn('unshare', [...namespaces, '--fork', '--kill-child', 'sh', '-c', init], {
      ...somebody,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (!host.stdout) throw new Error('the host has no output')
    const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string]
    pid = Number(line)
  })
  afterAll(async () => {
    const ended = once(host, 'close')
    host.kill('SIGKILL')
    await ended
  })

  test('a command that never ends is killed in time, and all that it has started with it', async () => {
    const mark = `never-ends-${process.pid}`
    const $ = hostShell({ pid }, () => undefined, { timeoutMs: 1000 })
    const endless = $`bash -c ${`echo begun; while :; do sleep 0.1; done; : ${mark}`}; true`
    await expect(endless).rejects.toMatchObject({ signal: 'SIGKILL', stdout: 'begun\n' })
    const lives = (): boolean => allProcesses().some(({ command }) => command.includes(mark))
    await waitUntil('nothing of it lives', () => !lives())
  })

  const played = async (request: PlayRequest): Promise<PlayEvent[]> => {
    const events: PlayEvent[] = []
    await playScript(script, request, { pid }, (event) => events.push(event))
    return events
  }

  test('a step goes on after a command that fails', async () => {
    const events = await played({ steps: ['half'] })
    expect(events.at(-1)).toEqual({ kind: 'done' })
    expect(events).toContainEqual({ kind: 'output', stream: 'stdout', text: 'on\n' })
  })

  test.each([{ variant: 'half-right' }, { fault: 'half-planted' }])(
    'a proof does not: %o',
    async (request) => {
      expect((await played({ ...request, steps: ['half'] })).at(-1)).toEqual({
        kind: 'failed',
        step: expect.stringMatching(/^(half|fault half-planted)$/),
        message: expect.stringMatching(
          /^“ls \/nowhere; (true|echo on)” failed \(exit 2\): ls: [^\n]*\/nowhere[^\n]*$/,
        ),
      })
    },
  )
})

const script: LabScript = {
  steps: { half: ({ $ }) => $`ls /nowhere; echo on` },
  variants: { 'half-right': { title: 'half of it', steps: { half: ({ $ }) => $`ls /nowhere; true` } } },
  faults: [
    {
      id: 'half-planted',
      title: 'half of it',
      without: ['half'],
      plant: ({ $ }) => $`ls /nowhere; true`,
      kills: [],
    },
  ],
}
