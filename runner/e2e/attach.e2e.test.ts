import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import { withOwnWorld } from '../session/lab-world.ts'
import type { Terminal } from '../verify/terminal.ts'
import { openTerminal } from '../verify/type-transcript.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vethlab-attach-'))
  chmodSync(root, 0o755) // real root's worlds must pass through it
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const onTerminal = (work: (terminal: Terminal) => Promise<void>): Promise<void> => {
  const places = { cache: join(root, 'cache'), state: join(root, 'state'), data: join(root, 'data') }
  return withOwnWorld(places, findLab('00'), 'attach', async (world) => {
    const terminal = await openTerminal(world)
    try {
      await work(terminal)
    } finally {
      terminal.close()
    }
  })
}

/** What a line prints, without the spaces around it. */
const says = async (terminal: Terminal, line: string): Promise<string> =>
  String((await terminal.type(line))?.output).trim()
const stateOf = (terminal: Terminal, name: string): Promise<string> =>
  says(terminal, `docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' ${name}`)
const change = { changesShell: true }

test(
  'who attaches is in the container’s first shell, and may leave it running or end it',
  { timeout: 120_000 },
  () =>
    onTerminal(async (terminal) => {
      await terminal.type('docker run --name box --detach --tty --interactive ubuntu')

      await terminal.type('sudo docker attach box', change)
      expect(await says(terminal, 'echo $$ $HOSTNAME')).toMatch(/^1 [0-9a-f]{12}$/)
      await terminal.type('here=before')
      await terminal.type('^P^Q', change)
      expect(await says(terminal, 'hostname')).toBe('host1')
      expect(await stateOf(terminal, 'box')).toBe('running 0')

      await terminal.type('sudo docker attach box', change)
      expect(await says(terminal, 'echo $here')).toBe('before')
      // attach ends with the exit code of the shell that it was attached to
      expect(await terminal.type('exit 3', change)).toMatchObject({ exitCode: 3 })
      expect(await says(terminal, 'hostname')).toBe('host1')
      expect(await stateOf(terminal, 'box')).toBe('exited 3')

      await terminal.type('docker start box')
      await terminal.type('sudo docker attach box', change)
      expect(await says(terminal, 'echo "[$here]"')).toBe('[]')
      await terminal.type('^P^Q', change)
      expect(await stateOf(terminal, 'box')).toBe('running 0')
    }),
)

test('a shell that was opened by docker run is left and ended in the same ways', { timeout: 120_000 }, () =>
  onTerminal(async (terminal) => {
    await terminal.type('sudo docker run -i -t --name left debian', change)
    await terminal.type('^P^Q', change)
    expect(await stateOf(terminal, 'left')).toBe('running 0')
    await terminal.type('sudo docker run -i -t --name ended debian', change)
    expect(await terminal.type('exit 42', change)).toMatchObject({ exitCode: 42 })
    expect(await stateOf(terminal, 'ended')).toBe('exited 42')
    // an exec is another process: its end is not the container's
    await terminal.type('sudo docker exec -i -t left bash', change)
    await terminal.type('exit 5', change)
    expect(await stateOf(terminal, 'left')).toBe('running 0')
  }),
)

test(
  'the line that presses the keys for somebody else leaves the container running too',
  { timeout: 120_000 },
  () =>
    onTerminal(async (terminal) => {
      const line = findLab('00')
        .steps.flatMap(({ commands }) => commands)
        .find((one) => one.includes('script -qec'))
      if (line === undefined) throw new Error('the walkthrough of lab 00 presses no keys')
      await terminal.type('docker run --name ubuntu1 --detach --tty --interactive ubuntu')
      expect(await says(terminal, line)).toContain('read escape sequence')
      expect(await stateOf(terminal, 'ubuntu1')).toBe('running 0')
    }),
)
