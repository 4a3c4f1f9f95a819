import type { Node } from 'oxc-parser'
import { walk } from './references.ts'

/** What a word can say when it does not pass. */
export interface Diagnosis {
  verdict: 'fail' | 'cannot-run'
  code: string
  /** The sentence, with ‹what it fills in›. */
  text: string
}

const verdicts: Record<string, Diagnosis['verdict'] | undefined> = { fail: 'fail', cannotRun: 'cannot-run' }

/** The wrappers of a finding say nothing to a reader: `found.thing.name` is ‹name›. */
const shorten = (code: string): string =>
  code
    .replaceAll(/\s+/g, ' ')
    .replaceAll('?.', '.')
    .replaceAll(/\b(found|thing)\.(?=\w)/g, '')

/** ‹a› or ‹b› is ‹a | b›; a choice that holds more than one thing to fill in keeps its marks. */
const either = (...texts: string[]): string => {
  const bare = texts.filter((text) => text !== '').map((text) => /^‹([^‹›]*)›$/.exec(text)?.[1] ?? text)
  return `‹${bare.join(' | ')}›`
}

/** The text that an expression makes: what is certain as it is, what is not in ‹›. `source` is the whole file. */
export function template(node: Node | undefined, source: string): string {
  if (node === undefined) return '‹nothing›'
  switch (node.type) {
    case 'Literal':
      return String(node.value)
    case 'TemplateLiteral':
      return node.quasis
        .map(({ value }, index) => {
          const filled = node.expressions[index]
          return `${value.cooked ?? value.raw}${filled ? template(filled, source) : ''}`
        })
        .join('')
    case 'ConditionalExpression':
      return either(template(node.consequent, source), template(node.alternate, source))
    case 'LogicalExpression':
      return either(template(node.left, source), template(node.right, source))
    case 'BinaryExpression':
      return template(node.left, source) + template(node.right, source)
    default:
      return `‹${shorten(source.slice(node.start, node.end))}›`
  }
}

const textOf = ({ start, end }: Node, source: string): string => source.slice(start, end)

/** A code and its sentence; two of each where both are chosen by the same condition. */
function pairs(code: Node, text: Node | undefined, source: string): { code: string; text: string }[] {
  if (code.type !== 'ConditionalExpression')
    return [{ code: template(code, source), text: template(text, source) }]
  const choice = textOf(code.test, source)
  const [yes, no] =
    text?.type === 'ConditionalExpression' && textOf(text.test, source) === choice
      ? [text.consequent, text.alternate]
      : [text, text]
  return [...pairs(code.consequent, yes, source), ...pairs(code.alternate, no, source)]
}

/** Every `fail('code', …)` and `cannotRun('code', …)` in a node, in the order of the source. */
export function diagnosesIn(root: Node, source: string): Diagnosis[] {
  return [...walk(root)].flatMap(({ node }): Diagnosis[] => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return []
    const verdict = verdicts[node.callee.name]
    const [code, text] = node.arguments
    if (verdict === undefined || code === undefined) return []
    return pairs(code, text, source).map((pair) => ({ verdict, ...pair }))
  })
}
