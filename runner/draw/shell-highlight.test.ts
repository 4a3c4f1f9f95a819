import * as fc from 'fast-check'
import stripAnsi from 'strip-ansi'
import { describe, expect, test } from 'vitest'
import { safeText } from '../observe/safe-text.ts'
import { createPaint } from './paint.ts'
import { highlightShell } from './shell-highlight.ts'
import { shellRoles } from './shell-roles.ts'
import { tokenizeShell } from './shell-tokens.ts'

/** `docker[command] ps[subcommand]`: what a reader would see in colours. */
const explain = (line: string): string => {
  const tokens = tokenizeShell(line)
  const roles = shellRoles(tokens)
  return tokens
    .map(({ text }, index) => (roles[index] === 'plain' ? text : `${text}[${roles[index]}]`))
    .join('')
}

describe('roles', () => {
  // Written as a reader sees it: every word that is not plain has its role behind it.
  test.each([
    '([operator]cd[command] /tmp &&[operator] ls[command])[operator] ||[operator] true[command]',
    'DEBUG=1[variable] /usr/sbin/brctl[command] addif[subcommand] docker0 veth0',
    'PID=[variable]$([variable]docker[command] inspect[subcommand] -f[flag] \'{{.State.Pid}}\'[string] web)[operator] &&[operator] echo[command] "pid ${PID}"[string] # the first process[comment]',
    'constructor[command] build',
    'docker[command] exec[subcommand] -it[flag] web ip[command] addr[subcommand] show[subcommand] eth0',
    'docker[command] run[subcommand] -it[flag] --rm[flag] --name[flag] web -p[flag] 8080:80 ubuntu ls',
    'echo[command] `[variable]hostname[command] -I[flag]`[variable] done;[operator] cat[command] <[operator] /etc/hosts >[operator] /tmp/x 2>&1[operator] |[operator] grep[command] -v[flag] "^#$HOME"[string]',
    'echo[command] it\\\'s a#b "not closed[string]',
    'iptables[command] -t[flag] nat[subcommand] -A[flag] POSTROUTING[subcommand] -s[flag] 10.0.0.0/24 -j[flag] MASQUERADE[subcommand]',
    'service[command] docker[subcommand] stop[subcommand] &&[operator] systemctl[command] start[subcommand] docker',
    'sudo[command] -u[flag] root ip[command] link[subcommand] set[subcommand] dev veth0 up',
    'sudo[command] docker[command] -H[flag] tcp://10.0.0.1 network[subcommand] create[subcommand] --subnet[flag] 10.0.0.0/24 blue',
    'sudo[command] ip[command] netns[subcommand] exec[subcommand] blue ping[command] -c[flag] 1 8.8.8.8',
    'sudo[command] iptables[command] -L[flag] -n[flag]',
  ])('%s', (explained) => {
    const line = explained.replaceAll(/\[(?:command|subcommand|flag|string|variable|comment|operator)\]/g, '')
    expect(explain(line)).toBe(explained)
  })

  test('a command goes on behind a backslash', () => {
    expect(explain('docker run \\\n  --rm ubuntu')).toBe(
      'docker[command] run[subcommand] \\\n  --rm[flag] ubuntu',
    )
  })
})

test('the colours of one line', () => {
  const line = 'sudo docker run -d "$IMAGE" | cat # go'
  expect(safeText(highlightShell(line, createPaint(true)))).toMatchInlineSnapshot(
    `"\\x1b[1m\\x1b[36msudo\\x1b[39m\\x1b[22m \\x1b[1m\\x1b[36mdocker\\x1b[39m\\x1b[22m \\x1b[36mrun\\x1b[39m \\x1b[33m-d\\x1b[39m \\x1b[32m"\\x1b[39m\\x1b[35m$IMAGE\\x1b[39m\\x1b[32m"\\x1b[39m \\x1b[1m|\\x1b[22m \\x1b[1m\\x1b[36mcat\\x1b[39m\\x1b[22m \\x1b[2m# go\\x1b[22m"`,
  )
})

test('without colour a line is itself', () => {
  const line = 'docker ps -q | wc -l'
  expect(highlightShell(line, createPaint(false))).toBe(line)
})

const shellish = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'docker ',
        'ip netns exec ',
        '$(',
        ')',
        '`',
        '"',
        "'",
        '\\',
        '#',
        '|',
        '&&',
        '2>&1',
        '${',
        '$A',
        '\n',
        ' ',
      ),
    ),
  )
  .map((parts) => safeText(parts.join('')))

test('only escapes are added', () => {
  fc.assert(
    fc.property(shellish, (line) => {
      expect(stripAnsi(highlightShell(line, createPaint(true)))).toBe(line)
      expect(highlightShell(line, createPaint(false))).toBe(line)
    }),
  )
})
