import { clip, safeText } from '../observe/safe-text.ts'
import type { Change } from './change.ts'
import { dockerSentences } from './describe-docker.ts'
import { fileSentences } from './describe-files.ts'
import { firewallSentences } from './describe-firewall.ts'
import { linkSentences } from './describe-links.ts'
import { placeSentences } from './describe-places.ts'

const sentences = {
  ...dockerSentences,
  ...linkSentences,
  ...placeSentences,
  ...firewallSentences,
  ...fileSentences,
} as {
  [Kind in Change['kind']]: (change: Change) => string
}

/** Bytes: a few lines of a terminal. */
const longest = 400

/** One change in one sentence, in the present tense, safe to show whatever a student has called his things. */
export function describeChange(change: Change): string {
  const sentence = safeText(sentences[change.kind](change), { multiline: false })
  const { text, truncated } = clip(sentence, { maxBytes: longest })
  return truncated ? `${text}…` : `${text}.`
}
