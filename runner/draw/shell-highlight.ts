import type { Paint, Style } from './paint.ts'
import { shellRoles, type ShellRole } from './shell-roles.ts'
import { tokenizeShell } from './shell-tokens.ts'

const unstyled: Style = (text) => text

const stylesFor = (paint: Paint) =>
  ({
    command: paint.bold.cyan,
    subcommand: paint.cyan,
    flag: paint.yellow,
    string: paint.green,
    variable: paint.magenta,
    comment: paint.dim,
    operator: paint.bold,
    plain: unstyled,
  }) satisfies Record<ShellRole, Style>

/** A double-quoted string still expands its variables, so they look like variables in it. */
const paintString = (text: string, string: Style, variable: Style): string => {
  if (!text.startsWith('"')) return string(text)
  return text
    .split(/(\$\{[^}]*\}|\$\w+)/)
    .map((part, index) => (index % 2 === 0 ? string(part) : variable(part)))
    .join('')
}

/**
 * Colours one line of shell for reading: commands, the sub-commands of docker, ip, brctl and iptables, flags, strings,
 * variables, comments, operators. Only escapes are added: without them the result is `line`, whatever `line` holds.
 */
export function highlightShell(line: string, paint: Paint): string {
  const styles = stylesFor(paint)
  const tokens = tokenizeShell(line)
  const roles = shellRoles(tokens)
  return tokens
    .map(({ text }, index) => {
      const role = roles[index] ?? 'plain'
      return role === 'string' ? paintString(text, styles.string, styles.variable) : styles[role](text)
    })
    .join('')
}
