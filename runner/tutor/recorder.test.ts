import { expect, test } from 'vitest'
import type { Turn } from '../judge/live.ts'
import type { TranscriptEntry } from '../session/transcript-entry.ts'
import { Recorder } from './recorder.ts'

const turn: Turn = { id: 'a', title: 'A', step: 'one', from: 'fail', to: 'pass', text: null }

function record() {
  const written: TranscriptEntry[] = []
  const waiting: (() => void)[] = []
  let clock = 1000
  const recorder = new Recorder({
    terminal: 'pts/1',
    write: (entry) => written.push(entry),
    now: () => (clock += 1),
    later: (work) => {
      waiting.push(work)
      return setTimeout(() => undefined, 0)
    },
  })
  return { recorder, written, settle: () => waiting.splice(0).forEach((work) => work()) }
}

test('a command is written with what it has changed and turned, when that has settled', () => {
  const { recorder, written, settle } = record()
  const changed = recorder.command('ip link set A up', 0)
  recorder.turned([turn, { ...turn, from: 'skipped', to: 'fail' }])
  changed(['A is up'])
  expect(written).toEqual([])
  settle()
  expect(written).toEqual([
    {
      at: 1001,
      terminal: 'pts/1',
      command: 'ip link set A up',
      exitCode: 0,
      changes: ['A is up'],
      turned: [{ id: 'a', title: 'A', step: 'one', from: 'fail', to: 'pass' }],
    },
  ])
})

test('what turns while a command runs is its own, not that of the one before', () => {
  const { recorder, written, settle } = record()
  recorder.command('one', 0)
  recorder.begin()
  recorder.turned([turn])
  recorder.command('two', 0)
  settle()
  expect(written.map(({ command, turned }) => [command, turned.length])).toEqual([
    ['one', 0],
    ['two', 1],
  ])
})

test('the next command ends the entry of the one before; each is written once', () => {
  const { recorder, written, settle } = record()
  recorder.command('one', 0)
  recorder.command('two', 1)
  settle()
  recorder.close()
  expect(written.map(({ command, exitCode }) => [command, exitCode])).toEqual([
    ['one', 0],
    ['two', 1],
  ])
})

test('what turns when no command ended lately is nobody’s', () => {
  const { recorder, written, settle } = record()
  recorder.turned([turn])
  recorder.command('one', 0)
  settle()
  recorder.turned([turn])
  expect(written.map(({ turned }) => turned)).toEqual([[]])
})
