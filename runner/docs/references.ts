import { visitorKeys, type Node } from 'oxc-parser'

/** A name that is used, and the nodes around it, the innermost last. */
export interface Reference {
  name: string
  around: Node[]
}

/** The names that a pattern binds: `{ a, b: [c] }` binds a and c. */
function boundBy(pattern: Node | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => boundBy(one.type === 'Property' ? one.value : one))
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundBy)
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'RestElement':
      return boundBy(pattern.argument)
    default:
      return []
  }
}

/** The names that a declaration of a block makes. */
export function declaredBy(statement: Node | null): string[] {
  if (statement?.type === 'VariableDeclaration')
    return statement.declarations.flatMap(({ id }) => boundBy(id))
  if (statement?.type === 'FunctionDeclaration') return boundBy(statement.id)
  return []
}

/** The names that are known only within this node. */
function scopeOf(node: Node): string[] {
  if ('params' in node && Array.isArray(node.params)) return (node.params as Node[]).flatMap(boundBy)
  switch (node.type) {
    case 'BlockStatement':
    case 'Program':
      return node.body.flatMap(declaredBy)
    case 'ForStatement':
      return declaredBy(node.init)
    case 'ForInStatement':
    case 'ForOfStatement':
      return declaredBy(node.left)
    case 'CatchClause':
      return boundBy(node.param)
    default:
      return []
  }
}

/** A key in `{ key: value }`, or the right side of `object.property`, which names nothing in scope. */
const isLabelOf = (parent: Node, key: string): boolean =>
  ((key === 'key' && 'computed' in parent) || (parent.type === 'MemberExpression' && key === 'property')) &&
  !('computed' in parent && parent.computed)

const children = (node: Node): { key: string; child: Node }[] =>
  (visitorKeys[node.type] ?? []).flatMap((key) => {
    const value = (node as unknown as Record<string, Node | (Node | null)[] | null>)[key]
    return [value].flat().flatMap((child) => (child ? [{ key, child }] : []))
  })

/** Every node in `root`, itself first, with the nodes around it. */
export function* walk(root: Node, around: Node[] = []): Generator<{ node: Node; around: Node[] }> {
  yield { node: root, around }
  for (const { child } of children(root)) yield* walk(child, [...around, root])
}

/** All names in `root`, of values and of types, that nothing within `root` binds. */
export function* freeNames(
  root: Node,
  bound: readonly string[] = [],
  around: Node[] = [],
): Generator<Reference> {
  if (root.type === 'ImportDeclaration') return
  if (root.type === 'Identifier' && !bound.includes(root.name)) yield { name: root.name, around }
  const known = [...bound, ...scopeOf(root)]
  for (const { key, child } of children(root))
    if (!isLabelOf(root, key) || child.type !== 'Identifier')
      yield* freeNames(child, known, [...around, root])
}
