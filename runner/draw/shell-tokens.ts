type ShellTokenKind = 'space' | 'comment' | 'operator' | 'string' | 'substitution' | 'variable' | 'word'

export interface ShellToken {
  kind: ShellTokenKind
  text: string
  /** False inside a word that has begun already: the string in `--name="web"`. */
  startsWord: boolean
}

/** Tried in this order at every position; `word` matches at least one character, so every line is consumed. */
const rules: readonly (readonly [ShellTokenKind, RegExp])[] = [
  ['space', /(?:\s|\\\n)+/y],
  ['comment', /#.*/sy],
  ['operator', /&&|\|\||;;|\|&|&>>?|\d?>>|\d?>&[\d-]?|\d?<<<?-?|\d?[<>]|[|&;()]/y],
  ['string', /\$?'[^']*'?|\$?"(?:\\.|[^"\\])*"?/sy],
  ['substitution', /\$\(|`/y],
  ['variable', /\$\{[^}]*\}?|\$\w+|\$[?!$#@*-]/y],
  ['word', /(?:\\.|[^\s'"$`|&;()<>\\])+|./suy],
]

const matchAt = (line: string, index: number, startsWord: boolean): ShellToken => {
  for (const [kind, rule] of rules) {
    if (kind === 'comment' && !startsWord) continue
    rule.lastIndex = index
    const text = rule.exec(line)?.[0]
    if (text) return { kind, text, startsWord }
  }
  throw new Error(`No shell token at ${index}.`) // `word` matches anything
}

const endsWord = ({ kind }: ShellToken): boolean =>
  kind === 'space' || kind === 'operator' || kind === 'substitution'

/** Cuts a line of shell as a reader sees it, not as a shell expands it; the texts joined are the line again. */
export function tokenizeShell(line: string): ShellToken[] {
  const tokens: ShellToken[] = []
  let startsWord = true
  for (let index = 0; index < line.length;) {
    const token = matchAt(line, index, startsWord)
    tokens.push(token)
    startsWord = endsWord(token)
    index += token.text.length
  }
  return tokens
}
