import type { Attack, Undefended } from './attack.ts'

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;')

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

const groups = {
  'break out': 'Breaking out, and reading what it should not',
  starve: 'Starving',
  cheat: 'Cheating',
} as const

/** docs/attacks.md: what the red team tries, what stops it, and what no test can show. */
export function renderAttacks(attacks: Attack[], undefended: Undefended[]): string {
  const parts = Object.entries(groups).map(([group, title]) => {
    const rows = attacks.filter((one) => one.group === group).map(({ id, tries, wall }) => [id, tries, wall])
    return `## ${title} (${rows.length})\n\n${table(['attack', 'it tries to', 'what stops it'], rows)}\n`
  })
  const open = undefended.map(({ id, tries, why }) => [id, tries, why])
  return `# Attacks

Written from [runner/e2e/attacks](../runner/e2e/attacks), whose ${attacks.length} attacks \`npm test\` plays on real hosts; see
[security.md](security.md) for the walls and [red-team.e2e.test.ts](../runner/e2e/red-team.e2e.test.ts) for what is looked at.
All of them come to nothing, next to an honest student's lab whose checks stay green.

${parts.join('\n')}
## Not defended (${open.length})

Counted as skipped tests, each with its reason.

${table(['attack', 'it tries to', 'why'], open)}
`
}
