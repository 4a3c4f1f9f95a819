import { expect, test } from 'vitest'
import type { Status } from '../judge/verdict.ts'
import { createPaint } from './paint.ts'
import { statusSign, statusWord } from './symbols.ts'

const statuses: Status[] = ['pass', 'fail', 'skipped', 'cannot-run']
const table = (colour: boolean, unicode: boolean): string[] =>
  statuses.map((status) => `${statusSign(status, createPaint(colour), unicode)} ${statusWord(status)}`)

test('every verdict has a sign and a word', () => {
  expect(table(false, true)).toMatchInlineSnapshot(`
    [
      "✓ pass",
      "✗ FAIL",
      "· skipped",
      "! CANNOT RUN",
    ]
  `)
  expect(table(false, false)).toMatchInlineSnapshot(`
    [
      "[x] pass",
      "[ ] FAIL",
      "[-] skipped",
      "[!] CANNOT RUN",
    ]
  `)
})

test('and a colour', () => {
  expect(table(true, true).map((line) => line.replaceAll('\u001b', '␛'))).toMatchInlineSnapshot(`
    [
      "␛[32m✓␛[39m pass",
      "␛[31m✗␛[39m FAIL",
      "␛[2m·␛[22m skipped",
      "␛[33m!␛[39m CANNOT RUN",
    ]
  `)
})

test('no two verdicts share a sign or a word', () => {
  for (const unicode of [true, false]) expect(new Set(table(false, unicode)).size).toBe(statuses.length)
  expect(new Set(statuses.map(statusWord)).size).toBe(statuses.length)
})
