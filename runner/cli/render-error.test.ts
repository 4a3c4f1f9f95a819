import { describe, expect, test } from 'vitest'
import { LabError } from '../lab-error.ts'
import { renderError } from './render-error.ts'

const plain = { colour: false, json: false }
const known = new LabError('cannotRun', 'lab-not-started', 'Lab 03 is not running.', 'Start it: lab start 03')

describe('an error a person can act on', () => {
  test('says what failed and the next step, and no more', () => {
    expect(renderError(known, plain)).toBe('lab: Lab 03 is not running.\n  Start it: lab start 03\n')
    expect(renderError(new LabError('usage', 'x', 'No.'), plain)).toBe('lab: No.\n')
  })

  test('has its name in red, where there is colour', () => {
    expect(renderError(known, { colour: true, json: false })).toBe(
      '\u001b[31mlab:\u001b[39m Lab 03 is not running.\n  Start it: lab start 03\n',
    )
  })

  test('does not steer the terminal, whoever has named what it is about', () => {
    const evil = 'A\u001b[2J\u202e'
    expect(renderError(new LabError('usage', 'x', evil, evil), plain)).toBe(
      'lab: A\\x1b[2J\\u202e\n  A\\x1b[2J\\u202e\n',
    )
  })
})

describe('a fault of ours', () => {
  test('keeps its stack', () => {
    const lines = renderError(new TypeError('x is undefined'), plain).split('\n')
    expect(lines.slice(0, 3)).toEqual([
      'lab: x is undefined',
      '  This is a fault of vethlab. Please report it with the lines above and below.',
      'TypeError: x is undefined',
    ])
    expect(lines[3]).toMatch(/^\s+at /)
  })

  test('may be an internal LabError, or something that is no error at all', () => {
    expect(renderError(new LabError('internal', 'lab-broken', 'labs/03: no step.'), plain)).toMatch(
      /^lab: labs\/03: no step\.\n {2}This is a fault of vethlab\.[^]*\n\s+at /,
    )
    expect(renderError('a word', plain)).toContain('lab: a word\n  This is a fault')
    expect(renderError(undefined, plain)).toContain('lab: undefined\n')
  })
})

test('as JSON it is one line, with what a program needs', () => {
  const json = { colour: true, json: true }
  expect(renderError(known, json)).toBe(
    '{"schemaVersion":1,"error":{"code":"lab-not-started","message":"Lab 03 is not running.","next":"Start it: lab start 03"}}\n',
  )
  expect(JSON.parse(renderError(new Error('two\nlines'), json))).toEqual({
    schemaVersion: 1,
    error: { code: 'internal', message: 'two\nlines', next: null },
  })
})
