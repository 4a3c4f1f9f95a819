import { expect, test } from 'vitest'
import type { PlayEvent } from '../agent/protocol.ts'
import { findLab } from '../course/find-labs.ts'
import { drawPlay } from './play.ts'

const events: PlayEvent[] = [
  { kind: 'step', id: 'cable' },
  { kind: 'command', text: 'sudo ip link add A type veth peer name B' },
  { kind: 'output', stream: 'stderr', text: 'RTNETLINK answers: File exists\n' },
  { kind: 'step', id: 'fault no-pair' },
  { kind: 'command', text: "echo 'two\nlines'" },
  { kind: 'output', stream: 'stdout', text: 'two\nlines\n' },
  { kind: 'failed', step: 'cable', message: 'exit code: 2' },
  { kind: 'done' },
]

const play = (colour: boolean): string => {
  let shown = ''
  const tell = drawPlay(findLab('03'), { out: (text) => void (shown += text), colour })
  for (const event of events) tell(event)
  return shown
}

test('a play as it is shown', () => {
  expect(play(false)).toMatchInlineSnapshot()
})

test('a play in colour', () => {
  expect(play(true).replaceAll('\u001b', '␛')).toMatchInlineSnapshot()
})
