import fc from 'fast-check'
import { Marked, type Tokens } from 'marked'
import { describe, expect, test } from 'vitest'
import { safeText } from '../observe/safe-text.ts'
import { drawLogMarkdown } from './log-markdown.ts'
import { drawLog, type LoggedCommand } from './log.ts'

const timeZone = 'UTC'
const plain = { width: 80, colour: false, unicode: true, timeZone }
const head = { lab: '03', title: 'Wire a container by hand', standing: 'in progress, 2 of 9 steps', timeZone }

const noon = Date.UTC(2026, 10, 22, 12, 0, 7)
const entry = (over: Partial<LoggedCommand> = {}): LoggedCommand => ({
  at: noon,
  terminal: '1',
  command: 'ip link add A type veth peer name B',
  exitCode: 0,
  changes: [],
  turned: [],
  ...over,
})

const whole: LoggedCommand[] = [
  entry({
    changes: ['the veth pair A and B is new on the host'],
    turned: [
      { id: 'cable.there', title: 'A cable is there', step: 'cable', from: 'fail', to: 'pass' },
      { id: 'cable.up', title: 'It is up', step: 'cable', from: null, to: 'fail' },
    ],
  }),
  entry({ at: noon + 60_000, command: 'docker run \\\n  --rm ubuntu false', exitCode: 1 }),
  entry({ at: noon + 86_400_000, command: 'reboot', exitCode: null }),
]

describe('the log of a lab', () => {
  test('has a line for each command, and under it what it did', () => {
    expect(drawLog(whole, plain)).toMatchInlineSnapshot(`
      "2026-11-22
      12:00:07  $ ip link add A type veth peer name B
                changed: the veth pair A and B is new on the host
                ✓ A cable is there (pass, was FAIL)
                ✗ It is up (FAIL)
      12:01:07  $ docker run \\
                >   --rm ubuntu false
                exit code 1

      2026-11-23
      12:00:07  $ reboot
                exit code unknown
      "
    `)
  })

  test('says it without any sign beyond ASCII, too', () => {
    const text = drawLog(whole, { ...plain, unicode: false })
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
    expect(text).toContain('[x] A cable is there (pass, was FAIL)\n')
  })

  test('says in which terminal, when there are several', () => {
    const text = drawLog([entry(), entry({ terminal: '2', at: noon + 1 })], plain)
    expect(text.match(/in terminal \d/g)).toEqual(['in terminal 1', 'in terminal 2'])
  })

  test('keeps long changes within the width, under each other', () => {
    const text = drawLog([entry({ changes: ['word '.repeat(60).trim()] })], plain)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(text).toContain(`\n${' '.repeat(10)}changed: word word`)
    expect(text).toContain(`\n${' '.repeat(19)}word word`)
  })

  test('is bounded, however long a command was', () => {
    const text = drawLog(
      [entry({ command: 'echo\n'.repeat(1000) }), entry({ command: 'x'.repeat(100_000) })],
      plain,
    )
    expect(text.length).toBeLessThan(3000)
    expect(text).toContain('…')
  })

  test('does not steer the terminal, whatever was typed or named', () => {
    const evil = 'A\u001b[2J\u202e\r\n\u0007'
    const text = drawLog(
      [
        entry({
          command: evil,
          terminal: evil,
          changes: [evil],
          turned: [{ id: evil, title: evil, step: evil, from: null, to: 'pass' }],
        }),
        entry(),
      ],
      plain,
    )
    expect(safeText(text)).toBe(text)
    expect(text).toContain('\\x1b[2J\\u202e')
  })

  test('is nothing when nothing was typed', () => {
    expect(drawLog([], plain)).toBe('')
  })
})

describe('the log as a Markdown document', () => {
  test('has all of it', () => {
    expect(drawLogMarkdown(whole, head)).toMatchInlineSnapshot(`
      "# Transcript of lab 03: Wire a container by hand

      3 commands; in progress, 2 of 9 steps.

      ## 2026-11-22

      ### 12:00:07, terminal 1

      \`\`\`console
      $ ip link add A type veth peer name B
      \`\`\`

      - changed: the veth pair A and B is new on the host
      - check cable.there, A cable is there: pass, was FAIL
      - check cable.up, It is up: FAIL

      ### 12:01:07, terminal 1

      \`\`\`console
      $ docker run \\
      >   --rm ubuntu false
      \`\`\`

      - exit code 1

      ## 2026-11-23

      ### 12:00:07, terminal 1

      \`\`\`console
      $ reboot
      \`\`\`

      - exit code unknown
      "
    `)
  })

  const codeOf = (markdown: string): Tokens.Code[] =>
    new Marked().lexer(markdown).filter((token): token is Tokens.Code => token.type === 'code')

  test.each([
    '```',
    '~~~',
    '    ```',
    '````\n# Not a heading',
    '`````\n```\n<script>alert(1)</script>',
    '```\r```',
    '> ```',
  ])('is not broken out of by %j', (command) => {
    const [block, ...others] = codeOf(drawLogMarkdown([entry({ command })], head))
    expect(others).toEqual([])
    expect(block?.text.replaceAll(/^[$>] /gm, '')).toBe(safeText(command))
  })

  test('is not broken out of by any command', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('`', '~', '\n', '\r', '\t', ' ', '#', '<', 'a', '\u001b', '\u2028'),
    })
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 4 }), (commands) => {
        const blocks = codeOf(
          drawLogMarkdown(
            commands.map((command) => entry({ command })),
            head,
          ),
        )
        expect(blocks).toHaveLength(commands.length)
        for (const [index, { text }] of blocks.entries()) {
          const shown = safeText(commands[index] ?? '').split('\n')
          expect(text).toBe(shown.map((line, row) => `${row === 0 ? '$' : '>'} ${line}`).join('\n'))
        }
      }),
    )
  })

  test('takes names for text: no mark-up, link or image of a student’s is one', () => {
    const names = [
      '<img src=x>',
      '![a](http://evil)',
      '[a](javascript:b)',
      'see www.evil.com or me@evil.com',
      '**bold**',
      '`code`',
      '| a |',
      '&amp;',
      '# a',
    ]
    const markdown = drawLogMarkdown([entry({ changes: names, terminal: '<b>' })], head)
    const html = new Marked().parse(markdown, { async: false })
    for (const name of names) {
      const text = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      expect(html).toContain(`<li>changed: ${text}</li>`)
    }
    expect(html).not.toMatch(/<(img|a|strong|b|code class="x"|table)[ >]/)
  })
})
