import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openTerminal, type Terminal } from './terminal.ts'

interface Made {
  env?: NodeJS.ProcessEnv
  tty?: boolean
  input?: boolean
  columns?: number
}

const stream = (over: { isTTY?: boolean; columns?: number } = {}): Writable & typeof over =>
  Object.assign(new PassThrough(), over)

const terminal = ({ env = {}, tty = true, input = tty, columns }: Made = {}): Terminal =>
  openTerminal({
    stdin: { isTTY: input },
    stdout: stream({ isTTY: tty, ...(columns !== undefined && { columns }) }),
    stderr: stream(),
    env,
  })

describe('colour', () => {
  test.each<[string, boolean, Made]>([
    ['on a terminal', true, {}],
    ['into a pipe', false, { tty: false }],
    ['with NO_COLOR', false, { env: { NO_COLOR: '1' } }],
    ['with NO_COLOR of any value', false, { env: { NO_COLOR: '0' } }],
    ['with an empty NO_COLOR', true, { env: { NO_COLOR: '' } }],
    ['with FORCE_COLOR into a pipe', true, { tty: false, env: { FORCE_COLOR: '1' } }],
    ['with FORCE_COLOR=0', false, { env: { FORCE_COLOR: '0' } }],
    ['with NO_COLOR and FORCE_COLOR', false, { env: { NO_COLOR: '1', FORCE_COLOR: '1' } }],
    ['on a dumb terminal', false, { env: { TERM: 'dumb' } }],
    ['on a dumb terminal with FORCE_COLOR', false, { env: { TERM: 'dumb', FORCE_COLOR: '1' } }],
    ['in continuous integration into a pipe', false, { tty: false, env: { CI: 'true' } }],
  ])('%s: %s', (_, colour, made) => {
    expect(terminal(made).colour).toBe(colour)
  })
})

describe('somebody can be asked', () => {
  test.each<[string, boolean, Made]>([
    ['on a terminal', true, {}],
    ['whose input is a pipe', false, { input: false }],
    ['whose output is a pipe', false, { tty: false, input: true }],
    ['in continuous integration', false, { env: { CI: '1' } }],
    ['with an empty CI', true, { env: { CI: '' } }],
    ['on a dumb terminal', false, { env: { TERM: 'dumb' } }],
  ])('%s: %s', (_, interactive, made) => {
    expect(terminal(made).interactive).toBe(interactive)
  })
})

describe('signs beyond ASCII', () => {
  test.each<[string, boolean, NodeJS.ProcessEnv]>([
    ['in a UTF-8 locale', true, { LANG: 'de_DE.UTF-8' }],
    ['spelled otherwise', true, { LANG: 'C.utf8' }],
    ['without a locale', false, {}],
    ['in the C locale', false, { LANG: 'C' }],
    ['in LC_ALL before LANG', false, { LC_ALL: 'C', LANG: 'C.UTF-8' }],
    ['in LC_CTYPE before LANG', true, { LC_CTYPE: 'C.UTF-8', LANG: 'C' }],
    ['with an empty LC_ALL', true, { LC_ALL: '', LANG: 'C.UTF-8' }],
    ['on the Linux console', false, { LANG: 'C.UTF-8', TERM: 'linux' }],
  ])('%s: %s', (_, unicode, env) => {
    expect(terminal({ env }).unicode).toBe(unicode)
  })
})

test.each([
  [undefined, 80],
  [0, 80],
  [20, 40],
  [40, 40],
  [72, 72],
  [100, 100],
  [300, 100],
])('a terminal of %s columns is taken as one of %i', (columns, width) => {
  expect(terminal(columns === undefined ? {} : { columns }).width).toBe(width)
})

test('text goes where it belongs', () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { out, err } = openTerminal({ stdin: {}, stdout, stderr, env: {} })
  out('result')
  err('complaint')
  expect([String(stdout.read()), String(stderr.read())]).toEqual(['result', 'complaint'])
})

test('a reader who has gone away is no error; anything else is', () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  openTerminal({ stdin: {}, stdout, stderr, env: {} })
  const closed = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  expect(() => stdout.emit('error', closed)).not.toThrow()
  expect(() => stdout.emit('error', new Error('disk is full'))).toThrow('disk is full')
})

test('pictures beside each other may use all the columns that there are', () => {
  expect(terminal({ columns: 300 })).toMatchObject({ width: 100, columns: 300 })
  expect(terminal()).toMatchObject({ width: 80, columns: 80 })
})
