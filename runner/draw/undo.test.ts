import stripAnsi from 'strip-ansi'
import { expect, test } from 'vitest'
import { drawUndo } from './undo.ts'

const screen = { colour: false, width: 80 }
const whole = {
  command: 'docker run -d --name web base',
  undone: ['The container web runs, 172.17.0.2 on bridge.'],
  typed: ['docker rm -f web'],
  left: [],
}

test('what was undone, and by which commands', () => {
  expect(drawUndo('03', whole, screen)).toMatchInlineSnapshot(`
    "What \`docker run -d --name web base\` has changed is taken back.
    $ docker rm -f web
    Undone:
        The container web runs, 172.17.0.2 on bridge.
    "
  `)
})

test('what nobody has reported, and what is left, with the next step', () => {
  const left = [
    'The container box is gone, and the links A, B and another one with a name of its own are gone with it.',
  ]
  expect(drawUndo('03', { command: '', undone: [], typed: [], left }, screen)).toMatchInlineSnapshot(`
    "What has changed on the host since it was last looked at is taken back.
    Left as it is:
        The container box is gone, and the links A, B and another one with a
            name of its own are gone with it.
    A fresh host up to a step: lab goto 03 STEP
    "
  `)
})

test('nothing was to be done', () => {
  expect(drawUndo('03', { command: 'true', undone: [], typed: [], left: [] }, screen)).toContain(
    'It is as it was before already.',
  )
})

test('colour adds nothing but colour, and a typed command steers no terminal', () => {
  const hostile = { ...whole, command: 'echo \x1b[2J\x07' }
  const plain = drawUndo('03', hostile, screen)
  expect(plain).toContain('`echo \\x1b[2J\\x07`')
  expect(stripAnsi(drawUndo('03', hostile, { ...screen, colour: true }))).toBe(plain)
})
