const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** A command as it can be typed into a shell. */
export const quoteWords = (words: readonly string[]): string => words.map(quote).join(' ')
