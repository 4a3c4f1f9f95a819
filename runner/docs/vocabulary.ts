import type { Node } from 'oxc-parser'
import { exampleOf, type Example } from './examples.ts'
import { freeNames, type Reference } from './references.ts'
import { diagnosesIn, type Diagnosis } from './sentences.ts'
import { oneLine, type Declaration, type SourceFile } from './source-file.ts'

/** A `Statement` can stand behind `is:`; a `Subject` is what one is about; a helper serves those who write new words. */
export type Kind = 'statement' | 'subject' | 'type' | 'helper'

/** An exported word of the vocabulary. */
export interface Word {
  name: string
  kind: Kind
  doc: string
  /** `canPing(box: Subject<Inhabited>, …): Statement`; of a type its whole source. */
  signature: string
  /** What a subject finds: `Inhabited`. */
  finds: string | undefined
  /** All that it can answer but `pass`, in the order of the source; not what a subject given to it says. */
  diagnoses: Diagnosis[]
  example: Example | undefined
}

/** One file of the vocabulary: what it is about, and its words, statements first. */
export interface Chapter {
  file: string
  about: string
  words: Word[]
}

const order: Kind[] = ['statement', 'subject', 'helper', 'type']

/** The function that a declaration is, or holds. */
const functionOf = (node: Node) => {
  if (node.type === 'FunctionDeclaration') return node
  const value = node.type === 'VariableDeclarator' ? node.init : null
  return value?.type === 'ArrowFunctionExpression' ? value : undefined
}

/** The type that is written behind a declaration: what a function returns, or what a value is. */
function typeOf(node: Node): Node | undefined {
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.typeAnnotation)
    return node.id.typeAnnotation.typeAnnotation
  return functionOf(node)?.returnType?.typeAnnotation
}

const isType = ({ type }: Node): boolean =>
  type === 'TSInterfaceDeclaration' || type === 'TSTypeAliasDeclaration'

function kindOf(node: Node, text: string): Kind {
  if (isType(node)) return 'type'
  const type = typeOf(node)
  const written = type ? text.slice(type.start, type.end) : ''
  // What is made of anything is no word of its own: `about`.
  if (functionOf(node)?.typeParameters) return 'helper'
  if (written === 'Statement') return 'statement'
  return written.startsWith('Subject<') ? 'subject' : 'helper'
}

function signatureOf({ name, node }: Declaration, text: string): string {
  const source = (one: Node): string => text.slice(one.start, one.end)
  if (isType(node)) return source(node)
  const type = typeOf(node)
  const told = type ? `: ${oneLine(source(type))}` : ''
  const made = functionOf(node)
  const isTyped =
    node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.typeAnnotation
  if (!made || isTyped) return `${name}${told}`
  const generic = made.typeParameters ? source(made.typeParameters) : ''
  return `${name}${generic}(${made.params.map((one) => oneLine(source(one))).join(', ')})${told}`
}

/** The files of the vocabulary by their names. */
type Files = Map<string, SourceFile>

/** What a name means in this file: a declaration of it, or of one that it imports from. */
function find(
  files: Files,
  name: string,
  file: SourceFile,
): { file: SourceFile; declaration: Declaration } | undefined {
  const from = file.imports.get(name)
  const home = from ? files.get(from.file) : file
  const declaration = home?.declarations.find((one) => one.name === (from?.name ?? name))
  return home && declaration && { file: home, declaration }
}

const findings = new Set(['Finding', 'Found', 'Subject', 'Statement'])

/** True when a value of this type may hold a finding. */
function holdsFinding(type: Node, file: SourceFile, files: Files, seen: Set<Node>): boolean {
  if (seen.has(type)) return false
  seen.add(type)
  return [...freeNames(type)].some(({ name }) => {
    if (findings.has(name)) return true
    const meant = find(files, name, file)
    return meant !== undefined && isType(meant.declaration.node)
      ? holdsFinding(meant.declaration.node, meant.file, files, seen)
      : false
  })
}

/** `brokenAt(…) === undefined` only asks whether there is a finding, and does not tell it. */
const isOnlyCompared = ({ around }: Reference): boolean => {
  const [outer, call] = around.slice(-2)
  return (
    call?.type === 'CallExpression' &&
    outer?.type === 'BinaryExpression' &&
    ['===', '!=='].includes(outer.operator)
  )
}

/** The diagnoses of a declaration and of all that it makes its findings with. */
function collect(declaration: Declaration, file: SourceFile, files: Files, seen: Set<Node>): Diagnosis[] {
  if (seen.has(declaration.node) || isType(declaration.node)) return []
  seen.add(declaration.node)
  const own = diagnosesIn(declaration.node, file.text)
  const used = [...freeNames(declaration.node)].flatMap((reference) => {
    const meant = isOnlyCompared(reference) ? undefined : find(files, reference.name, file)
    if (!meant) return []
    const type = functionOf(meant.declaration.node) && typeOf(meant.declaration.node)
    if (type && !holdsFinding(type, meant.file, files, new Set())) return []
    return collect(meant.declaration, meant.file, files, seen)
  })
  return [...own, ...used]
}

const unique = (diagnoses: Diagnosis[]): Diagnosis[] =>
  diagnoses.filter(
    ({ code, text }, position) =>
      diagnoses.findIndex((one) => one.code === code && one.text === text) === position,
  )

/** The vocabulary in these files, and how these check files use it. */
export function readVocabulary(sources: SourceFile[], checks: SourceFile[]): Chapter[] {
  const files: Files = new Map(sources.map((file) => [file.name, file]))
  return sources.map((file) => {
    const words = file.declarations
      .filter(({ exported }) => exported)
      .map((declaration): Word => {
        const { name, node, doc } = declaration
        const kind = kindOf(node, file.text)
        const type = typeOf(node)
        return {
          name,
          kind,
          doc,
          signature: signatureOf(declaration, file.text),
          finds:
            kind === 'subject' && type
              ? file.text.slice(type.start + 'Subject<'.length, type.end - 1)
              : undefined,
          diagnoses: unique(collect(declaration, file, files, new Set())),
          example: exampleOf(file.name, name, checks),
        }
      })
    return {
      file: file.name,
      about: file.about,
      words: words.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind)),
    }
  })
}
