import type { Node } from 'oxc-parser'
import { freeNames } from './references.ts'
import { oneLine, type SourceFile } from './source-file.ts'

/** How a lab uses a word. */
export interface Example {
  /** `03`. */
  lab: string
  /** The id of the check, where it stands in one. */
  check: string | undefined
  line: string
  /** What the lab calls the word, where that is another name. */
  as: string | undefined
}

const longest = 160

const isCalled = (node: Node, name: string): boolean =>
  node.type === 'Property' && node.key.type === 'Identifier' && node.key.name === name

/** The check around a name: the statement behind `is:`, and the check's id. */
function checkAround(around: Node[]): { node: Node; check: string | undefined } | undefined {
  const position = around.findLastIndex((node) => isCalled(node, 'is'))
  const [owner, is] = [around[position - 1], around[position]]
  if (is?.type !== 'Property' || owner?.type !== 'ObjectExpression') return undefined
  const id = owner.properties.find((node) => isCalled(node, 'id'))
  const value = id?.type === 'Property' ? id.value : undefined
  return { node: is.value, check: value?.type === 'Literal' ? String(value.value) : undefined }
}

/** The first check that uses the word, or else the first line that does; none that is too long for a line. */
export function exampleOf(file: string, name: string, checks: SourceFile[]): Example | undefined {
  const all = checks.flatMap((from) => {
    const [local] = [...from.imports].find(([, one]) => one.file === file && one.name === name) ?? []
    if (local === undefined) return []
    return [...freeNames(from.program)]
      .filter((reference) => reference.name === local)
      .flatMap(({ around }) => {
        const check = checkAround(around)
        const node = check?.node ?? around.findLast(({ type }) => /Declaration$|^ReturnStatement$/.test(type))
        const shown = node ? oneLine(from.text.slice(node.start, node.end)) : ''
        if (shown === '' || shown.length > longest) return []
        const as = local === name ? undefined : local
        return [{ lab: from.name.slice(0, 2), check: check?.check, line: shown, as }]
      })
  })
  return all.find(({ check }) => check !== undefined) ?? all[0]
}
