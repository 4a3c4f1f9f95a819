import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scriptForOthers } from './fixtures/other-process.ts'
import type { TranscriptEntry } from './transcript-entry.ts'
import { appendTranscript, fullTranscript, readTranscript } from './transcript.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'vethlab-transcript-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const folder = (): string => join(data, 'transcripts')
const file = (): string => join(folder(), '03.jsonl')
const entry = (over: Partial<TranscriptEntry> = {}): TranscriptEntry => ({
  at: 1000,
  terminal: '1',
  command: 'ip link',
  exitCode: 0,
  changes: [],
  turned: [],
  ...over,
})
const add = (...entries: Partial<TranscriptEntry>[]): void => {
  for (const over of entries) appendTranscript({ data }, '03', entry(over))
}
const read = () => readTranscript({ data }, '03')
const commands = (): string[] => read().entries.map(({ command }) => command)

describe('a transcript', () => {
  test('of which nothing was noted is empty, and reading makes no file', () => {
    expect(read()).toEqual({ entries: [], damaged: 0, setAside: null })
    expect(readdirSync(data)).toEqual([])
  })

  test('has what was noted, and is its owner’s alone', () => {
    const whole = entry({
      exitCode: 2,
      changes: ['A is new'],
      turned: [{ id: 'a.b', title: 'A is there', step: 'a', from: null, to: 'cannot-run' }],
    })
    add(whole, { command: 'two\nlines "quoted" \u2028 \ud800', exitCode: null })
    expect(read()).toEqual({
      entries: [whole, entry({ command: 'two\nlines "quoted" \u2028 \ud800', exitCode: null })],
      damaged: 0,
      setAside: null,
    })
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(statSync(folder()).mode & 0o777).toBe(0o700)
    expect(readFileSync(file(), 'utf8').split('\n')).toHaveLength(3)
  })

  test('is told in the order of time', () => {
    add({ at: 3, command: 'c' }, { at: 1, command: 'a' }, { at: 2, command: 'b' })
    expect(commands()).toEqual(['a', 'b', 'c'])
  })

  test('is one for each lab', () => {
    add({ command: 'here' })
    appendTranscript({ data }, '04', entry({ command: 'there' }))
    expect(commands()).toEqual(['here'])
  })

  test('has no entry that is too large, whatever was typed', () => {
    const long = 'ü'.repeat(100_000)
    add({
      command: long,
      terminal: long,
      changes: Array.from({ length: 1000 }, () => long),
      turned: Array.from({ length: 1000 }, () => ({
        id: long,
        title: long,
        step: long,
        from: null,
        to: 'pass' as const,
      })),
    })
    const [kept] = read().entries
    expect(kept?.command).toBe(`${'ü'.repeat(2048)}…`)
    expect([kept?.changes.length, kept?.turned.length]).toEqual([50, 100])
    expect(statSync(file()).size).toBeLessThan(100_000)
  })

  test('keeps the newest when it is full, and stays of a size', () => {
    for (let number = 0; number < 600; number++) add({ at: number, command: `${number} ${'x'.repeat(4000)}` })
    const numbers = read().entries.map(({ at }) => at)
    expect(numbers.length).toBeGreaterThan(180)
    expect(numbers.at(-1)).toBe(599)
    expect(numbers).toEqual(numbers.map((_, index) => 600 - numbers.length + index))
    expect(statSync(file()).size).toBeLessThan(fullTranscript + 5000)
    expect(readdirSync(folder())).toEqual(['03.jsonl'])
  })
})

describe('a damaged transcript', () => {
  test.each<[string, string, number]>([
    ['is empty', '', 0],
    ['has half a line at its end', '{"at":1000,"terminal":"1","comm', 1],
    ['has lines of zeros, as after a loss of power', `${'\0'.repeat(4096)}\n`, 1],
    ['has lines that are something else', 'null\n[]\n7\n"text"\n{}\n{"at":"now"}\n', 6],
    ['has empty lines', '\n\n\n', 0],
    ['has an entry of a later format', `${JSON.stringify({ ...entry(), exitCode: { signal: 9 } })}\n`, 1],
    ['has a moment that no calendar has', `${JSON.stringify({ ...entry(), at: 9e15 })}\n`, 1],
    [
      'has a verdict that is none',
      `${JSON.stringify({ ...entry(), turned: [{ id: 'a', title: 'a', step: 'a', from: null, to: 'good' }] })}\n`,
      1,
    ],
  ])('that %s gives what is whole, before and after', (_, spoilt, damaged) => {
    add({ command: 'before' })
    appendFileSync(file(), spoilt)
    add({ command: 'after' })
    expect(read()).toMatchObject({ entries: [{ command: 'before' }, { command: 'after' }], damaged })
  })

  test('that is binary, or cut off in the middle, is counted and no error', () => {
    add({ command: 'first' }, { command: 'second' })
    const half = readFileSync(file()).subarray(0, -20)
    writeFileSync(file(), half)
    expect(read()).toMatchObject({ entries: [{ command: 'first' }], damaged: 1 })
    writeFileSync(file(), Buffer.from([255, 254, 0, 10, 200, 10]))
    expect(read()).toMatchObject({ entries: [], damaged: 2 })
  })

  test.each<[string, () => void]>([
    ['a folder', () => mkdirSync(join(file(), 'something'), { recursive: true })],
    ['a named pipe', () => execFileSync('mkfifo', [file()])],
    ['larger than any transcript', () => writeFileSync(file(), Buffer.alloc(3 * fullTranscript, 'x\n'))],
  ])('that is %s is set aside by who reads, and by who writes', (_, make) => {
    mkdirSync(folder())
    make()
    expect(read()).toMatchObject({ entries: [], setAside: expect.stringContaining(`${file()}.damaged-`) })
    make()
    add({ command: 'after' })
    expect(commands()).toEqual(['after'])
    expect(readdirSync(folder()).filter((name) => name.includes('damaged')).length).toBeGreaterThan(0)
  })

  test('whose folder is a file is an error with a next step', () => {
    writeFileSync(folder(), '')
    const next = expect.stringContaining(data)
    expect(() => add({})).toThrow(
      expect.objectContaining({ code: 'transcript-unwritable', kind: 'cannotRun', next }),
    )
    expect(read).toThrow(expect.objectContaining({ code: 'transcript-unreadable', kind: 'cannotRun', next }))
  })
})

describe('other processes', () => {
  const imports = { transcript: ['appendTranscript'] }
  const writer = (rounds: string): string => `
    const [data, terminal, size] = process.argv.slice(2)
    process.stdout.write('writing')
    for (let at = 0; at < ${rounds}; at++)
      appendTranscript({ data }, '03', {
        at, terminal, command: at + ' ' + 'x'.repeat(Number(size)), exitCode: 0, changes: [], turned: [],
      })`

  test('that write at the same time lose nothing, and mix no lines', async () => {
    const start = await scriptForOthers(data, imports, writer('150'))
    const terminals = ['1', '2', '3']
    const endings = await Promise.all(terminals.map((terminal) => start(data, terminal, '200').ended))
    expect(endings.map(({ code, err }) => [code, err])).toEqual(terminals.map(() => [0, '']))
    const { entries, damaged } = read()
    expect(damaged).toBe(0)
    for (const terminal of terminals) {
      const own = entries.filter((one) => one.terminal === terminal).map(({ at }) => at)
      expect(own).toEqual(Array.from({ length: 150 }, (_, at) => at))
    }
  })

  test('that write at the same time while it is full lose only what is oldest', async () => {
    for (let at = 0; at < 250; at++) add({ at, terminal: 'old', command: 'x'.repeat(4000) })
    const start = await scriptForOthers(data, imports, writer('100'))
    const terminals = ['1', '2']
    await Promise.all(terminals.map((terminal) => start(data, terminal, '3000').ended))
    const { entries, damaged } = read()
    expect(damaged).toBe(0)
    expect(entries.filter(({ terminal }) => terminal === 'old').length).toBeLessThan(250)
    for (const terminal of terminals) {
      const own = entries.filter((one) => one.terminal === terminal).map(({ at }) => at)
      // Whatever was dropped was the start of it.
      expect(own).toEqual(own.map((_, index) => 100 - own.length + index))
      expect(own.length).toBeGreaterThan(50)
    }
  })

  test('that are killed while they write leave a transcript that goes on', async () => {
    const start = await scriptForOthers(data, imports, writer('1e9'))
    for (let round = 0; round < 8; round++) {
      const { child, ended } = start(data, String(round), '4000')
      await new Promise((resolve) => child.stdout?.once('data', resolve))
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 7))
      child.kill('SIGKILL')
      expect((await ended).signal).toBe('SIGKILL')
      add({ at: 1e6 + round, command: `after ${round}` })
    }
    const { entries, damaged } = read()
    expect(damaged).toBeLessThanOrEqual(8)
    expect(
      entries.filter(({ command }) => command.startsWith('after')).map(({ command }) => command),
    ).toEqual(Array.from({ length: 8 }, (_, round) => `after ${round}`))
  })

  test('that find the disk full leave no half line', async () => {
    const start = await scriptForOthers(
      data,
      imports,
      `const [data] = process.argv.slice(2)
       try {
         for (;;) appendTranscript({ data }, '03', { at: 1, terminal: '1', command: 'x'.repeat(700), exitCode: 0, changes: [], turned: [] })
       } catch (error) {
         process.stdout.write(error.code)
       }`,
    )
    // A limit on the size of a file (getrlimit(2), RLIMIT_FSIZE) ends a write in the middle as a full disk does.
    const limited = ['-c', 'trap "" XFSZ; ulimit -f 4; exec "$@"', 'bash', ...start.words(data)]
    expect(execFileSync('bash', limited, { encoding: 'utf8' })).toBe('transcript-unwritable')
    const { entries, damaged } = read()
    expect([damaged, entries.length]).toEqual([0, 5])
    add({ command: 'after' })
    expect(commands().at(-1)).toBe('after')
  })
})
