const conjunction = new Intl.ListFormat('en', { type: 'conjunction' })

/** Things in a sentence: “A”, “A and B”, “A, B, and C”. */
export const enumerate = (things: readonly string[]): string => conjunction.format(things)
