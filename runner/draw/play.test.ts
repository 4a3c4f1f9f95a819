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
  expect(play(false)).toMatchInlineSnapshot(`
    "
    3. Make a cable
    $ sudo ip link add A type veth peer name B
    RTNETLINK answers: File exists

    fault no-pair
    $ echo 'two
    lines'
    two
    lines
    failed at cable: exit code: 2
    "
  `)
})

test('a play in colour', () => {
  expect(play(true).replaceAll('\u001b', '␛')).toMatchInlineSnapshot(`
    "
    ␛[1m3. Make a cable␛[22m
    ␛[2m$␛[22m ␛[1m␛[36msudo␛[39m␛[22m ␛[1m␛[36mip␛[39m␛[22m ␛[36mlink␛[39m ␛[36madd␛[39m A type veth peer name B
    RTNETLINK answers: File exists

    ␛[1mfault no-pair␛[22m
    ␛[2m$␛[22m ␛[1m␛[36mecho␛[39m␛[22m ␛[32m'two␛[39m
    ␛[32mlines'␛[39m
    two
    lines
    ␛[31mfailed at cable␛[39m: exit code: 2
    "
  `)
})
