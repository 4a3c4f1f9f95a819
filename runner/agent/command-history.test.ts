import { beforeEach, expect, test } from 'vitest'
import { container, link, scene, unplug, type Scene } from '../../checks/vocabulary/fixtures.ts'
import { commandText } from '../change/command-text.ts'
import { CommandHistory } from './command-history.ts'
import type { CommandReply } from './protocol.ts'

/** A host in memory that knows the few commands these tests take back. */
let at: Scene
let typed: string[]
let history: CommandHistory

const setUp = (up: boolean): void => void (at.A.up = up)
const commands: Record<string, () => void> = {
  'ip link set dev A up': () => setUp(true),
  'ip link set dev A down': () => setUp(false),
  'ip link del dev C': () => unplug(at.host, 'C'),
}

beforeEach(async () => {
  at = scene()
  at.snapshot.containers.push(container('old', null))
  typed = []
  history = new CommandHistory('03', {
    look: () => Promise.resolve(structuredClone(at.snapshot)),
    run: (command) => {
      const text = commandText(command)
      typed.push(text)
      commands[text]?.()
      const isKnown = text in commands
      return Promise.resolve({
        exitCode: isKnown ? 0 : 1,
        stdout: '',
        stderr: isKnown ? '' : 'no such\nthing',
        timedOut: text === 'docker rm -f hangs',
      })
    },
    settle: () => Promise.resolve(),
  })
  await history.begin()
})

const report = (command: string): Promise<CommandReply> =>
  history.report({ terminal: 'one', command, exitCode: 0 })

const addC = (): void => void at.host.links.push(link(30, 'C', { kind: 'dummy', rawKind: 'dummy' }))

test('a command is told what it has changed, and whether that can be taken back', async () => {
  setUp(false)
  at.snapshot.containers.pop()
  expect(await report('one')).toEqual({
    changes: [
      { text: 'The container old is gone.', undoable: false },
      { text: 'A is down.', undoable: true },
    ],
  })
  expect(await report('two')).toEqual({ changes: [] })
})

test('each undo takes back one command more, and passes over those that changed nothing', async () => {
  setUp(false)
  await report('one')
  await report('ls')
  addC()
  await report('two')
  expect(await history.undo()).toEqual({
    command: 'two',
    undone: ['There is a new dummy link, C (up).'],
    typed: ['ip link del dev C'],
    left: [],
  })
  expect(await history.undo()).toMatchObject({ command: 'one', typed: ['ip link set dev A up'] })
  await expect(history.undo()).rejects.toMatchObject({
    code: 'nothing-to-undo',
    next: 'A fresh host up to a step: lab goto 03 STEP',
  })
})

test('what nobody has reported is taken back first', async () => {
  setUp(false)
  await report('one')
  addC()
  expect(await history.undo()).toMatchObject({ command: '', typed: ['ip link del dev C'] })
  expect(await history.undo()).toMatchObject({ command: 'one' })
})

test('what befell a container after its command is taken back with the command', async () => {
  const job = container('job', null)
  at.snapshot.containers.push(job)
  await report('docker run job')
  Object.assign(job, { running: false, state: 'exited' })
  expect(await history.undo()).toMatchObject({ command: 'docker run job' })
  expect(typed).toContain('docker rm -f job')
})

test('what a program does a moment after its command does not keep one from taking that back', async () => {
  setUp(false)
  await report('one')
  at.snapshot.listeners.push({ address: '0.0.0.0', port: 80, holders: ['httpd'] })
  expect(await history.undo()).toEqual({
    command: 'one',
    undone: ['A is down.'],
    typed: ['ip link set dev A up'],
    left: ['httpd listens on the host’s port 80.'],
  })
})

test('a failure is told with what it left, and not as a command that was of use', async () => {
  at.snapshot.containers.push(container('job', null))
  await report('docker run job')
  expect(await history.undo()).toEqual({
    command: 'docker run job',
    undone: [],
    typed: [],
    left: ['The container job runs, without a network.', '`docker rm -f job` failed: no such\\nthing'],
  })
})

test('nobody waits for more after a command that does not end', async () => {
  setUp(false)
  at.snapshot.containers.push(container('hangs', null))
  await report('both')
  expect(await history.undo()).toMatchObject({
    typed: ['ip link set dev A up'],
    left: ['The container hangs runs, without a network.', '`docker rm -f hangs` did not end in time.'],
  })
  expect(typed).toEqual(['ip link set dev A up', 'docker rm -f hangs'])
})

test('what an earlier undo had to leave is not told again', async () => {
  setUp(false)
  await report('one')
  at.snapshot.containers.pop()
  await report('two')
  expect(await history.undo()).toMatchObject({ command: 'two', left: ['The container old is gone.'] })
  expect(await history.undo()).toMatchObject({ command: 'one', left: [] })
})

test('after a script nothing before it is taken back', async () => {
  setUp(false)
  await report('one')
  await history.begin()
  await expect(history.undo()).rejects.toMatchObject({ code: 'nothing-to-undo' })
})

test('as many commands are kept as are bounded to be, the last ones', async () => {
  for (let turn = 0; turn < 41; turn++) {
    setUp(turn % 2 === 1)
    await report(`${turn} ${'x'.repeat(10_000)}`)
  }
  const { command } = await history.undo()
  expect(command).toMatch(/^40 x+$/)
  expect(command).toHaveLength(4096)
  let undone = 1
  while (
    await history.undo().then(
      () => true,
      () => false,
    )
  )
    undone++
  expect(undone).toBe(30)
})

test('reports from two terminals wait for one another', async () => {
  setUp(false)
  const both = Promise.all([report('one'), report('two')])
  expect((await both).map(({ changes }) => changes.length)).toEqual([1, 0])
})

test('a host that cannot be looked at is told to whoever asked, and the next one may ask again', async () => {
  const broken = new CommandHistory('03', {
    look: () => Promise.reject(new Error('gone')),
    run: () => Promise.reject(new Error('not to be run')),
    settle: () => Promise.resolve(),
  })
  await expect(broken.begin()).rejects.toThrow('gone')
  await expect(broken.undo()).rejects.toThrow('gone')
})
