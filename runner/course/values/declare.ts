import * as v from 'valibot'
import { forms } from './forms.ts'
import { liesIn, networkOctets } from './octets.ts'
import { tokens } from './substitute.ts'
import { valueKinds, type DeclaredValue } from './value.ts'

const mostValues = 12

/** `values` in a walkthrough's front matter: `{box: {kind: container, default: box}}`. */
export const ValuesMatter = v.pipe(
  v.record(
    v.pipe(v.string(), v.regex(/^[a-z][a-zA-Z0-9]{0,19}$/)),
    v.strictObject({
      kind: v.picklist(valueKinds),
      default: v.pipe(v.union([v.string(), v.number()]), v.transform(String)),
      within: v.exactOptional(v.string()),
    }),
  ),
  v.maxEntries(mostValues),
)

/** What is wrong with where an address is said to lie; undefined when nothing is. */
function misplaced(one: DeclaredValue, all: readonly DeclaredValue[]): string | undefined {
  const { kind, within } = one
  if (kind !== 'address') return within === undefined ? undefined : `a ${kind} has no “within”`
  if (within === undefined) return 'an address needs a “within”: a network, or the name of a subnet'
  const subnets = all.filter((other) => other.kind === 'subnet')
  const network = subnets.find(({ name }) => name === within)?.default ?? within
  if (networkOctets(network) === undefined)
    return `“${within}” is neither a network of the length 8, 16 or 24 nor the name of a subnet`
  if (!liesIn(network, one.default)) return `${one.default} does not lie within ${network}`
  const around = subnets.find((other) => liesIn(other.default, one.default))
  return around && around.name !== within
    ? `${one.default} moves with the subnet ${around.name}, and has to be within: ${around.name}`
    : undefined
}

/** A text as the tokens in it that could be a value. */
export const tokensIn = (text: string): Set<string> => new Set(text.match(tokens) ?? [])

const standsIn = ({ kind, default: value }: DeclaredValue, found: ReadonlySet<string>): boolean =>
  kind === 'subnet' ? [...found].some((token) => liesIn(value, token)) : found.has(value)

function faultOf(
  one: DeclaredValue,
  all: readonly DeclaredValue[],
  found: ReadonlySet<string>,
): string | undefined {
  const { holds, words } = forms[one.kind]
  if (!holds(one.default)) return `“${one.default}” is no ${one.kind}: it has to be ${words}`
  const twin = all.find((other) => other !== one && other.default === one.default)
  if (twin) return `${twin.name} has the same default`
  if (!standsIn(one, found)) return `its default, ${one.default}, does not stand in the text`
  return misplaced(one, all)
}

/** The values that a walkthrough declares; throws Error that names the one which contradicts itself, the others or the text. */
export function declareValues(matter: v.InferOutput<typeof ValuesMatter>, text: string): DeclaredValue[] {
  const all = Object.entries(matter).map(([name, one]): DeclaredValue => ({ name, ...one }))
  const found = tokensIn(text)
  for (const one of all) {
    const fault = faultOf(one, all, found)
    if (fault !== undefined) throw new Error(`the value ${one.name}: ${fault}`)
  }
  return all
}
