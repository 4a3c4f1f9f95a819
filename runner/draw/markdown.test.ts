import * as fc from 'fast-check'
import stringWidth from 'fast-string-width'
import stripAnsi from 'strip-ansi'
import { describe, expect, test } from 'vitest'
import { safeText } from '../observe/safe-text.ts'
import { renderMarkdown } from './markdown.ts'

const plain = (markdown: string, width = 80): string => renderMarkdown(markdown, { width, colour: false })
const coloured = (markdown: string, width = 80): string => renderMarkdown(markdown, { width, colour: true })

const lab = `# Lab 03: a bridge by hand

<!-- for authors only -->

Docker makes a **bridge** called \`docker0\`. Every container gets one end of a *veth pair*,
the other end is plugged into the bridge: see [the manual](https://docs.docker.com/network/).

## Step 1: look at it

\`\`\`console
$ docker network ls
NETWORK ID     NAME      DRIVER    SCOPE
3f2a9c1d0e4b   bridge    bridge    local
$$ ping -c 1 172.17.0.1
64 bytes from 172.17.0.1: seq=0 ttl=64 time=0.071 ms, and this line is never cut
\`\`\`

> [!WARNING]
> Stop the container **before** you delete the bridge.

> An ordinary quote.

9. Make the pair:
   \`\`\`console
   $ sudo ip link add veth0 type veth
   \`\`\`
10. Plug it in, in one of two ways:
    - \`brctl addif docker0 veth0\` (the old one)
      - nested
    - \`ip link set veth0 master docker0\`

- [x] bridge exists
- [ ] ~~address~~ route is set

| Name | What it is | Address |
|:-----|:----------:|--------:|
| \`docker0\` | the bridge of the default network | 172.17.0.1 |
| 网卡 | 👩‍👩‍👧 | 172.17.0.2 |

### Why?

<details><summary>Hint</summary>

Use \`brctl show\`.

</details>

It learns &mdash; press <kbd>Ctrl</kbd>+<kbd>C</kbd>.<br>Next line.

---
`

describe('a whole lab', () => {
  test('80 columns', () => {
    expect(plain(lab)).toMatchInlineSnapshot(`
      "Lab 03: a bridge by hand
      ════════════════════════

      Docker makes a bridge called \`docker0\`. Every container gets one end of a veth
      pair, the other end is plugged into the bridge: see the manual
      (https://docs.docker.com/network/).

      Step 1: look at it
      ──────────────────

          $ docker network ls
          NETWORK ID     NAME      DRIVER    SCOPE
          3f2a9c1d0e4b   bridge    bridge    local
          $$ ping -c 1 172.17.0.1
          64 bytes from 172.17.0.1: seq=0 ttl=64 time=0.071 ms, and this line is never cut

      │ WARNING
      │ Stop the container before you delete the bridge.

      │ An ordinary quote.

       9. Make the pair:
              $ sudo ip link add veth0 type veth
      10. Plug it in, in one of two ways:
          • \`brctl addif docker0 veth0\` (the old one)
            ◦ nested
          • \`ip link set veth0 master docker0\`

      [x] bridge exists
      [ ] ~~address~~ route is set

      Name      │            What it is             │    Address
      ──────────┼───────────────────────────────────┼───────────
      \`docker0\` │ the bridge of the default network │ 172.17.0.1
      网卡      │                👩‍👩‍👧                 │ 172.17.0.2

      ── Why?

      It learns — press [Ctrl]+[C].
      Next line.

      ────────────────────────────────────────────────────────────────────────────────"
    `)
  })

  test('40 columns, ASCII', () => {
    expect(renderMarkdown(lab, { width: 40, colour: false, ascii: true })).toMatchInlineSnapshot(`
      "Lab 03: a bridge by hand
      ========================

      Docker makes a bridge called \`docker0\`.
      Every container gets one end of a veth
      pair, the other end is plugged into the
      bridge: see the manual
      (https://docs.docker.com/network/).

      Step 1: look at it
      ------------------

          $ docker network ls
          NETWORK ID     NAME      DRIVER    SCOPE
          3f2a9c1d0e4b   bridge    bridge    local
          $$ ping -c 1 172.17.0.1
          64 bytes from 172.17.0.1: seq=0 ttl=64 time=0.071 ms, and this line is never cut

      | WARNING
      | Stop the container before you delete
      | the bridge.

      | An ordinary quote.

       9. Make the pair:
              $ sudo ip link add veth0 type veth
      10. Plug it in, in one of two ways:
          * \`brctl addif docker0 veth0\` (the
            old one)
            - nested
          * \`ip link set veth0 master docker0\`

      [x] bridge exists
      [ ] ~~address~~ route is set

      Name      |   What it is    |    Address
      ----------+-----------------+-----------
      \`docker0\` |  the bridge of  | 172.17.0.1
                |   the default   |
                |     network     |
      ----------+-----------------+-----------
      网卡      |       👩‍👩‍👧        | 172.17.0.2

      -- Why?

      It learns — press [Ctrl]+[C].
      Next line.

      ----------------------------------------"
    `)
  })

  test('colour changes nothing but colour', () => {
    for (const width of [20, 40, 80]) expect(stripAnsi(coloured(lab, width))).toBe(plain(lab, width))
    expect(plain(lab)).not.toMatch(/\p{Cc}(?<!\n)/u)
  })
})

describe('colours', () => {
  test('every line closes what it opens', () => {
    const lines = coloured('**bold text that [goes on](https://a.example) and on**', 20).split('\n')
    expect(lines.map((line) => safeText(line))).toMatchInlineSnapshot(`
      [
        "\\x1b[1mbold text that \\x1b[22m\\x1b[1m\\x1b[4mgoes\\x1b[24m\\x1b[22m",
        "\\x1b[1m\\x1b[4mon\\x1b[24m\\x1b[22m",
        "\\x1b[1m\\x1b[2m(https://a.example)\\x1b[1m\\x1b[22m",
        "\\x1b[1mand on\\x1b[22m",
      ]
    `)
  })

  test('a transcript', () => {
    const transcript = '```console\n$ docker run \\\n  --rm ubuntu\n$$ ls\nbin\n```'
    expect(safeText(coloured(transcript))).toMatchInlineSnapshot(`
      "    \\x1b[1m\\x1b[32m$ \\x1b[39m\\x1b[22m\\x1b[1m\\x1b[36mdocker\\x1b[39m\\x1b[22m \\x1b[36mrun\\x1b[39m \\
            \\x1b[33m--rm\\x1b[39m ubuntu
          \\x1b[1m\\x1b[35m$$ \\x1b[39m\\x1b[22m\\x1b[1m\\x1b[36mls\\x1b[39m\\x1b[22m
          \\x1b[2mbin\\x1b[22m"
    `)
  })
})

describe('blocks', () => {
  test.each(['NOTE', 'TIP', 'IMPORTANT', 'WARNING', 'CAUTION'])('alert %s', (name) => {
    expect(plain(`> [!${name.toLowerCase()}]\n> text`)).toBe(`│ ${name}\n│ text`)
  })

  test.each([
    ['an unknown alert is a quote', '> [!FOO]\n> text', '│ [!FOO] text'],
    ['an alert without text', '> [!NOTE]', '│ NOTE'],
    ['an alert with blocks', '> [!TIP]\n>\n> one\n>\n> - two', '│ TIP\n│ one\n│\n│ • two'],
    ['a quote in a quote', '> a\n> > b', '│ a\n│\n│ │ b'],
    ['numbering goes on from its start', '4. a\n4. b', '4. a\n5. b'],
    ['a loose list', '- a\n\n- b', '• a\n\n• b'],
    ['an empty item', '-\n- b', '•\n• b'],
    ['numbered tasks', '1. [x] a\n2. [ ] b', '1. [x] a\n2. [ ] b'],
    ['deep headings', '#### four', '── four'],
    ['an empty heading', '#', ''],
    ['a heading with code', '## `ip` *a*', '`ip` a\n──────'],
    ['a rule', '---', '─'.repeat(80)],
    ['HTML comments over several lines', 'a\n\n<!-- b\n\nc -->\n\nd', 'a\n\nd'],
    ['other tags lose their brackets', '<p align="a>b">one <b>two</b></p>', 'one two'],
    ['scripts and styles', '<style>a{}</style>\n\nx\n\n<script>let y</script>', 'x'],
    ['link definitions', '[a]: https://b.example\n\ntext', 'text'],
    ['other languages', '```yaml\na: $ b\n```', '    a: $ b'],
    ['a byte order mark', '\ufeff# a', 'a\n═'],
    ['nothing', '', ''],
  ])('%s', (_name, markdown, shown) => {
    expect(plain(markdown)).toBe(shown)
  })

  test('a table whose cells wrap has rules between its rows', () => {
    const table = '| a | long |\n|--|--|\n| 1 | several words in here |\n| 2 | b |'
    expect(plain(table, 20)).toMatchInlineSnapshot(`
      "a │ long
      ──┼─────────────────
      1 │ several words in
        │ here
      ──┼─────────────────
      2 │ b"
    `)
  })

  test('a table with too many columns for the width is written cell by cell', () => {
    expect(plain('| a | b | c | d |\n|--|--|--|--|\n| 1 | 2 | 3 | 4 |\n| 5 | 6 | 7 | 8 |', 20))
      .toMatchInlineSnapshot(`
      "a: 1
      b: 2
      c: 3
      d: 4

      a: 5
      b: 6
      c: 7
      d: 8"
    `)
  })
})

describe('links', () => {
  test.each([
    ['[text](https://a.example/)', 'text (https://a.example/)'],
    ['https://a.example/b', 'https://a.example/b'],
    ['www.a.example me@a.example', 'www.a.example me@a.example'],
    ['[mail](mailto:me@a.example)', 'mail (mailto:me@a.example)'],
    ['[x](javascript:alert(1)) [y](file:///etc/passwd) [z](../02/walkthrough.md)', 'x y z'],
    ['![a *picture*](a.svg)', 'a picture'],
    ['[a&amp;b](https://a.example/?a&amp;b)', 'a&b (https://a.example/?a&b)'],
  ])('%s', (markdown, shown) => {
    expect(plain(markdown)).toBe(shown)
  })

  test('as OSC 8', () => {
    const link = renderMarkdown('[text](https://ä.example/ü)', { width: 80, colour: true, hyperlinks: true })
    expect(link).toBe(
      '\u001b]8;;https://xn--4ca.example/%C3%BC\u001b\\\u001b[4mtext\u001b[24m\u001b]8;;\u001b\\',
    )
  })

  test('an address with characters that no address has is no link', () => {
    const link = renderMarkdown('[a](<https://b\u200b.example>) [c](<https://b.example/&#7;&#27;\\d>)', {
      width: 80,
      colour: true,
      hyperlinks: true,
    })
    expect(link).toBe('a c')
  })

  test('not without colour', () => {
    const link = renderMarkdown('[text](https://a.example)', { width: 80, colour: false, hyperlinks: true })
    expect(link).toBe('text (https://a.example)')
  })
})

describe('details', () => {
  test.each([
    [
      'a block',
      'a\n\n<details><summary>s</summary>\n\nsecret\n\n```sh\nsecret\n```\n\n</details>\n\nb',
      'a\n\nb',
    ],
    ['in one piece of HTML', '<details>\n<summary>s</summary>\nsecret\n</details>\n\nb', 'b'],
    ['nested', '<details>\n\n<details>\n\nsecret\n\n</details>\n\nsecret\n\n</details>\n\nb', 'b'],
    ['in an item', '- a\n\n  <details>\n\n  secret\n\n  </details>\n\n- b', '• a\n\n• b'],
    ['a whole list and table', '<details>\n\n- secret\n\n|a|\n|-|\n|b|\n\n</details>\n\nb', 'b'],
    ['in a line', 'a <details>secret *x*</details>b', 'a b'],
    ['over paragraphs', 'a <details>secret\n\nsecret\n\nsecret</details> b', 'a\n\nb'],
    ['never closed', 'a\n\n<details>\n\nsecret\n\n# secret', 'a'],
    ['upper case, attributes', '<DETAILS open>\n\nsecret\n\n</DETAILS >\n\nb', 'b'],
    ['only spoken of', 'write `<details>` <!-- <details> -->\n\nb', 'write `<details>`\n\nb'],
    ['an end that is only code', '<details>\n\n`</details>` secret\n\n</details>\n\nb', 'b'],
  ])('%s', (_name, markdown, shown) => {
    expect(plain(markdown)).toBe(shown)
  })
})

describe('hostile text', () => {
  test.each([
    ['escape', 'a \u001b[31mred', 'a \\x1b[31mred'],
    ['numeric entity', 'a &#27;[31m &#x9b;x &#x202e;y', 'a \\x1b[31m \\x9bx \\u202ey'],
    ['entity in HTML', '<p>&#27;[2J</p>', '\\x1b[2J'],
    ['entity in an address', '[a](https://b.example/&#7;c)', 'a'],
    ['escape in code', '`\u001b[2J`', '`\\x1b[2J`'],
    [
      'unknown and wrong entities',
      '&nosuch; &#0; &#x110000; &constructor;',
      '&nosuch; \ufffd \ufffd &constructor;',
    ],
  ])('%s', (_name, markdown, shown) => {
    expect(plain(markdown)).toBe(shown)
  })
})

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '**bold**',
    '*em*',
    '~~no~~',
    '`a b`',
    '容器里的网卡',
    '👩‍👩‍👧',
    'https://docs.docker.com/network/bridge/',
  ),
  fc.constantFrom('[text](https://a.example/long/address)', '<br>', '&#27;', '\u001b[31m', '<kbd>C</kbd>'),
)
const sentence = fc.array(word, { maxLength: 15 }).map((words) => words.join(' ').replaceAll('\n', ' '))
const prefix = fc.constantFrom(
  '',
  '# ',
  '### ',
  '- ',
  '  - ',
  '1. ',
  '> ',
  '> [!NOTE]\n> ',
  '- [ ] ',
  '|a|b|\n|-|-:|\n|x|',
)
const anyMarkdown = fc
  .array(fc.tuple(prefix, sentence, fc.constantFrom('\n', '\n\n')), { maxLength: 8 })
  .map((blocks) => blocks.flat().join(''))

describe('properties', () => {
  const width = fc.integer({ min: 20, max: 90 })

  test('no line of prose is wider than the width', () => {
    fc.assert(
      fc.property(anyMarkdown, width, (markdown, columns) => {
        // Four spaces or a fence would make code, whose lines are not wrapped.
        const prose = markdown
          .replace(/^ {2}-/gm, '-')
          .replace(/ {2,}/g, ' ')
          .replace(/```|~~~/g, '')
        for (const line of plain(prose, columns).split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(columns)
        }
      }),
    )
  })

  test('colour off is colour on without the escapes, and no control survives', () => {
    fc.assert(
      fc.property(anyMarkdown, width, (markdown, columns) => {
        const text = plain(markdown, columns)
        expect(stripAnsi(coloured(markdown, columns))).toBe(text)
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
      }),
    )
  })

  test('a hyperlink shows its text only, and no foreign escape gets into it', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        const link = renderMarkdown(`[text](<${url}>)`, { width: 80, colour: true, hyperlinks: true })
        expect(stripAnsi(link)).toBe('text')
      }),
      { numRuns: 30 }, // addresses are slow to make up
    )
  })
})
