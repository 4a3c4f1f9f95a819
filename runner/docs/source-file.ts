import { parseSync, type Comment, type Node, type Program } from 'oxc-parser'
import { LabError } from '../lab-error.ts'
import { declaredBy } from './references.ts'

/** One thing that a file declares at its top level. */
export interface Declaration {
  name: string
  exported: boolean
  /** A function, the declarator of a const, an interface or a type. */
  node: Node
  /** Its doc comment without the stars; empty where it has none. */
  doc: string
}

export interface SourceFile {
  /** `cable.ts`. */
  name: string
  text: string
  program: Program
  /** What the comment above its imports says; empty where there is none. */
  about: string
  declarations: Declaration[]
  /** Local name -> where it comes from; only what is imported by a relative path. */
  imports: Map<string, { file: string; name: string }>
}

/** Source as the formatter would write it if a line had no end. */
export const oneLine = (code: string): string =>
  code
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=[([]) | (?=[)\]])/g, '')
    .replaceAll(/,(?= ?[)\]}])/g, '')

const isDoc = ({ type, value }: Comment): boolean => type === 'Block' && value.startsWith('*')

const clean = ({ value }: Comment): string =>
  value
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim()
    .replaceAll(/(?<=\S)\n(?=\S)/g, ' ')

/** The doc comment that stands directly above. */
const docAbove = (node: Node, comments: Comment[], text: string): string => {
  const above = comments.find(({ end }) => end <= node.start && text.slice(end, node.start).trim() === '')
  return above && isDoc(above) ? clean(above) : ''
}

const namedNodes = (node: Node): { name: string; node: Node }[] => {
  if (node.type === 'VariableDeclaration')
    return node.declarations.flatMap((one) =>
      one.id.type === 'Identifier' ? [{ name: one.id.name, node: one }] : [],
    )
  if (node.type === 'TSInterfaceDeclaration' || node.type === 'TSTypeAliasDeclaration')
    return [{ name: node.id.name, node }]
  return declaredBy(node).map((name) => ({ name, node }))
}

const importsOf = ({ body }: Program): SourceFile['imports'] =>
  new Map(
    body.flatMap((node) => {
      if (node.type !== 'ImportDeclaration' || !node.source.value.startsWith('.')) return []
      const file = node.source.value.split('/').at(-1) ?? ''
      return node.specifiers.flatMap((one): [string, { file: string; name: string }][] =>
        one.type === 'ImportSpecifier' && one.imported.type === 'Identifier'
          ? [[one.local.name, { file, name: one.imported.name }]]
          : [],
      )
    }),
  )

/** Reads a TypeScript source; LabError `source-broken` where it is none. */
export function parseSource(name: string, text: string): SourceFile {
  const { program, comments, errors } = parseSync(name, text)
  const [broken] = errors
  if (broken)
    throw new LabError(
      'usage',
      'source-broken',
      `${name} cannot be parsed: ${broken.message}.`,
      'Mend it first.',
    )
  const declarations = program.body.flatMap((statement) => {
    const exported = statement.type === 'ExportNamedDeclaration'
    const inner = exported ? statement.declaration : statement
    if (inner === null) return []
    const doc = docAbove(statement, comments, text)
    return namedNodes(inner).map((one) => ({ ...one, exported, doc }))
  })
  const [first] = program.body
  const about = first?.type === 'ImportDeclaration' ? docAbove(first, comments, text) : ''
  return { name, text, program, about, declarations, imports: importsOf(program) }
}
