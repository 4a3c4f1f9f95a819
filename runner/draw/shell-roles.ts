import { findGrammar, isAssignment, isPrefix, isPrefixFlagWithValue, namesChain } from './shell-grammar.ts'
import type { ShellToken } from './shell-tokens.ts'

export type ShellRole =
  | 'command'
  | 'subcommand'
  | 'flag'
  | 'string'
  | 'variable'
  | 'comment'
  | 'operator'
  | 'plain'

/** Where in a command a word stands, and what the words before it leave room for. */
interface Position {
  expectsCommand: boolean
  command: string
  expects: 'subcommand' | 'verb' | 'arguments'
  group: string
  /** This many words until a command that is another's argument (`ip netns exec blue ping`). */
  wordsBeforeCommand: number
  next: 'word' | 'value' | 'chain'
}

const atCommand = (): Position => ({
  expectsCommand: true,
  command: '',
  expects: 'subcommand',
  group: '',
  wordsBeforeCommand: 0,
  next: 'word',
})

const commandRole = (word: string, position: Position): ShellRole => {
  if (isAssignment(word)) return 'variable'
  if (isPrefix(word)) return 'command'
  if (word.startsWith('-')) {
    if (isPrefixFlagWithValue(word)) position.next = 'value'
    return 'flag'
  }
  position.expectsCommand = false
  position.command = word.slice(word.lastIndexOf('/') + 1)
  return 'command'
}

const subcommandRole = (word: string, position: Position): ShellRole => {
  const grammar = findGrammar(position.command)
  if (!grammar || !/^[a-z][a-z-]*$/.test(word)) return 'plain'
  if (position.expects === 'subcommand' && grammar.groups.includes(word)) {
    position.group = word
    position.expects = 'verb'
    return 'subcommand'
  }
  if (position.expects === 'subcommand' && !grammar.singles.includes(word)) return 'plain'
  position.expects = 'arguments'
  const runsCommand = word === 'exec' && (position.command === 'docker' || position.group === 'netns')
  position.wordsBeforeCommand = runsCommand ? 1 : 0
  return 'subcommand'
}

const argumentRole = (word: string, position: Position): ShellRole => {
  if (word.startsWith('-')) {
    if (namesChain(position.command, word)) position.next = 'chain'
    return 'flag'
  }
  if (position.wordsBeforeCommand > 0) {
    Object.assign(position, atCommand())
    return 'plain'
  }
  return position.expects === 'arguments' ? 'plain' : subcommandRole(word, position)
}

const wordRole = (word: string, position: Position): ShellRole => {
  const { next } = position
  position.next = 'word'
  if (next === 'value') return 'plain'
  // `iptables -L -n`: a flag follows where a chain may be left out.
  if (next === 'chain' && !word.startsWith('-')) return 'subcommand'
  return position.expectsCommand ? commandRole(word, position) : argumentRole(word, position)
}

interface Nesting {
  position: Position
  opener: string
}

/** Follows `( … )`, `$( … )` and backticks; returns the position after this operator. */
const afterOperator = (operator: string, position: Position, outer: Nesting[]): Position => {
  const closes = operator === ')' || (operator === '`' && outer.at(-1)?.opener === '`')
  if (closes) return outer.pop()?.position ?? position
  if (['(', '$(', '`'].includes(operator)) {
    outer.push({ position, opener: operator })
    return atCommand()
  }
  if (/[<>]/.test(operator)) {
    if (!/[\d-]$/.test(operator)) position.next = 'value' // the file's name, but nothing after `2>&1`
    return position
  }
  return atCommand()
}

const roleOf = (token: ShellToken, position: Position): ShellRole => {
  if (token.kind === 'space') return 'plain'
  if (token.kind === 'comment') return 'comment'
  const role = token.startsWord ? wordRole(token.text, position) : 'plain'
  return token.kind === 'string' || token.kind === 'variable' ? token.kind : role
}

/** What every token is in its command; one role for each token, in order. */
export function shellRoles(tokens: readonly ShellToken[]): ShellRole[] {
  const outer: Nesting[] = []
  let position = atCommand()
  return tokens.map((token) => {
    if (token.kind !== 'operator' && token.kind !== 'substitution') return roleOf(token, position)
    if (token.kind === 'substitution' && token.startsWord) position.expectsCommand = false
    position = afterOperator(token.text, position, outer)
    return token.kind === 'operator' ? 'operator' : 'variable'
  })
}
