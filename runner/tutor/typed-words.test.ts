import { expect, test } from 'vitest'
import { understand } from './typed-words.ts'

const labCommands = new Set([
  'check',
  'hint',
  'solve',
  'goto',
  'break',
  'reset',
  'stop',
  'read',
  'next',
  'ask',
  'status',
])
const place = { lab: '03', step: 'bridge', takesLab: (command: string) => labCommands.has(command) }

test.each([
  ['check', 'check 03'],
  ['check 03', 'check 03'],
  ['check --wait 5', 'check 03 --wait 5'],
  ['next --anyway', 'next 03 --anyway'],
  ['goto 4', 'goto 03 4 --detach'],
  ['goto 03 4', 'goto 03 4 --detach'],
  ['goto 4 --json', 'goto 03 4 --json'],
  ['break', 'break 03 --detach'],
  ['break --reveal', 'break 03 --reveal'],
  ['hint', 'hint 03 bridge'],
  ['hint 2', 'hint 03 2'],
  ['hint --rung 3', 'hint 03 bridge --rung 3'],
  ['solve', 'solve 03 bridge'],
  ['solve --all', 'solve 03 --all'],
  ['read', 'read 03 bridge'],
  ['ask index 5', 'ask 03 index 5'],
  ['list', 'list'],
  ['help next', 'help next'],
])('%s means lab %s', (typed, meant) => {
  expect(understand(typed.split(' '), place)).toEqual({ kind: 'perform', words: meant.split(' ') })
})

test('no words ask for help', () => {
  expect(understand([], place)).toEqual({ kind: 'help' })
  expect(understand(['help'], place)).toEqual({ kind: 'help' })
})

test('past the last step a hint is for whatever is not done', () => {
  expect(understand(['hint'], { ...place, step: undefined })).toEqual({
    kind: 'perform',
    words: ['hint', '03'],
  })
})

test('quit leaves, and what would open a second shell is refused', () => {
  expect(understand(['quit'], place)).toEqual({ kind: 'quit' })
  expect(understand(['start', '03'], place)).toMatchObject({ kind: 'refuse' })
  expect(understand(['shell'], place)).toMatchObject({ kind: 'refuse' })
  expect(understand(['start', '04'], place)).toEqual({
    kind: 'refuse',
    why: 'This is a host of lab 03. Leave it with `quit`, it goes on; then type `lab start 04`.',
  })
})
