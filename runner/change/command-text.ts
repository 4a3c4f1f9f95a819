/** Words that a shell takes as they are. */
const plain = /^[\w%+,./:=@^-]+$/

/** A command as somebody would type it: words that a shell would take apart or change are quoted, sh(1). */
export const commandText = (words: readonly string[]): string =>
  words
    .map((word) => (plain.test(word) || word === '!' ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
