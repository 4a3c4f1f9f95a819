import { diffArrays } from 'diff'

/** Words of a sentence, and the punctuation that ends or parts them. */
const token = /[,;:.!?]+(?=\s|$)|[^\s]+?(?=[,;:.!?]*(?:\s|$))/gu
const isPunctuation = (text: string): boolean => /^[,;:.!?]+$/.test(text)

/** Beyond this a sentence says nothing more about what it has in common with others. */
const longest = 120
const gap = '…'

const tokensOf = (sentence: string): string[] => (sentence.match(token) ?? []).slice(0, longest)

/** The tokens that both have in this order; where either has others in between, a gap stands. */
const common = (one: readonly string[], other: readonly string[]): string[] =>
  diffArrays([...one], [...other])
    .flatMap(({ added, removed, value }) => (added || removed ? [gap] : value))
    .filter((word, index, all) => word !== gap || all[index - 1] !== gap)

const sentenceOf = (tokens: readonly string[]): string =>
  tokens.map((text, index) => (index === 0 || isPunctuation(text) ? text : ` ${text}`)).join('')

/**
 * What sentences have in common: `A is down.` and `veth7 is down.` are `… is down.`. Sentences that are the same come
 * back as they are; those with less than half their words in common, as the first with “for example” before it.
 */
export function generalise(sentences: readonly string[]): string {
  const [first = '', ...others] = [...new Set(sentences)]
  if (others.length === 0) return first
  const shared = others.map(tokensOf).reduce(common, tokensOf(first))
  const words = (tokens: readonly string[]): number =>
    tokens.filter((text) => text !== gap && !isPunctuation(text)).length
  return words(shared) * 2 >= words(tokensOf(first)) ? sentenceOf(shared) : `for example: ${first}`
}
