import { describe, expect, test } from 'vitest'
import { describeMismatch, outputMatches, parseTranscript } from './transcript.ts'

const page = (...lines: string[]): string => lines.join('\n')

describe('parseTranscript', () => {
  test('reads commands, their output and where they stand; other blocks and text are none', () => {
    const text = page(
      '# Title',
      '$ no command',
      '```text',
      '$ nor this',
      '```',
      '```console',
      '$ ip link',
      '1: lo: …',
      '',
      '2: eth0: …',
      '$ true',
      '```',
    )
    const common = { exitCode: 0, keepsRunning: false, terminal: 'one', inner: false, opens: false }
    expect(parseTranscript('a.md', text)).toEqual([
      { ...common, text: 'ip link', expected: ['1: lo: …', '', '2: eth0: …'], line: 7 },
      { ...common, text: 'true', expected: [], line: 11 },
    ])
  })

  test('a command goes on after a backslash', () => {
    const text = page('```console', '$ echo a \\', '> b \\', '  c', 'a b c', '```')
    expect(parseTranscript('a.md', text)).toMatchObject([
      { text: 'echo a \\\nb \\\n  c', expected: ['a b c'] },
    ])
  })

  test('a command that is followed by another prompt in its terminal has opened a shell', () => {
    const text = page(
      '```console terminal=two',
      '$ docker run -it base bash',
      '```',
      '```console',
      '$ docker ps',
      '```',
      '```console terminal=two',
      'bash-5.2# ip route',
      'root@host1:/home/x# exit',
      '$ true',
      '```',
    )
    expect(
      parseTranscript('a.md', text).map(({ text: typed, terminal, inner, opens }) => [
        typed,
        terminal,
        inner,
        opens,
      ]),
    ).toEqual([
      ['docker run -it base bash', 'two', false, true],
      ['docker ps', 'one', false, false],
      ['ip route', 'two', true, false],
      ['exit', 'two', true, false],
      ['true', 'two', false, false],
    ])
  })

  test.each([
    ['[exit 2]', { exitCode: 2, keepsRunning: false }],
    ['[exit …]', { exitCode: undefined, keepsRunning: false }],
    ['[still running]', { exitCode: undefined, keepsRunning: true }],
  ])('%s at the end says how the command ends', (note, ending) => {
    const text = page('```console', '$ x', 'said', note, '```')
    expect(parseTranscript('a.md', text)).toMatchObject([{ ...ending, expected: ['said'] }])
  })

  test('blocks for other engines are left out', () => {
    const text = page(
      '```console until=24',
      '$ old',
      '```',
      '```console since=25',
      '$ new',
      '```',
      '```console',
      '$ all',
      '```',
    )
    const typed = (major?: number): string[] =>
      parseTranscript('a.md', text, major).map(({ text: command }) => command)
    expect(typed(24)).toEqual(['old', 'all'])
    expect(typed(25)).toEqual(['new', 'all'])
    expect(typed()).toEqual(['old', 'new', 'all'])
  })

  test.each([
    ['```console until=new', /line 1: “new” is no major version/],
    ['```console quietly', /“quietly” is neither/],
    ['```console\noutput', /line 2: output stands before/],
  ])('refuses %j', (text, problem) => {
    expect(() => parseTranscript('a.md', text)).toThrow(problem)
  })
})

describe('outputMatches', () => {
  test.each<[expected: string[], actual: string]>([
    [[], ''],
    [[], '\n \n'],
    [['a  b'], ' a b \n\n'],
    [['…: eth0@if…: <UP> mtu'], '5: eth0@if6: <UP> mtu'],
    [['qdisc noqueue …'], 'qdisc noqueue'],
    [['a', '…', 'd'], 'a\nb\nc\nd'],
    [['a', '…', 'd'], 'a\nd'],
    [['…', 'b', '…'], 'a\nb'],
    [['a', '…', 'b', '…', 'b'], 'a\nb\nx\nb'],
    [['…'], 'anything\nat all'],
    [['a.b (c) [d]'], 'a.b (c) [d]'],
  ])('%j is what is seen in %j', (expected, actual) => {
    expect(outputMatches(expected, actual)).toBe(true)
  })

  test.each<[expected: string[], actual: string]>([
    [[], 'something'],
    [['a'], ''],
    [['…'], ''],
    [['a'], 'a\nb'],
    [['a', 'b'], 'a'],
    [['a', 'b'], 'b\na'],
    [['a', '…', 'd'], 'a\nb'],
    [['a', '…', 'b', '…', 'b'], 'a\nb'],
    [['a.b'], 'axb'],
    [['inet 10.0.0.1/24 …'], 'inet 10.0.0.2/24 scope global'],
    [['ab'], 'a b'],
  ])('%j is not what is seen in %j', (expected, actual) => {
    expect(outputMatches(expected, actual)).toBe(false)
  })
})

test('a mismatch names page, line, command, what was expected and what came', () => {
  const [command] = parseTranscript('a.md', page('```console', '$ ip link', 'lo', '…', '[exit 1]', '```'))
  if (!command) throw new Error('no command was read')
  expect(describeMismatch('a.md', command, { output: '', exitCode: 0 })).toMatchInlineSnapshot(`
    "docs/documents/a.md, line 2: ip link
      expected [exit 1]:
        lo
        …
      actual [exit 0]:
        (nothing)"
  `)
})
