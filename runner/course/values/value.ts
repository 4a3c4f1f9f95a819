/** What a value of a lab may be: names that somebody gives, and numbers. For each kind there is a check. */
export const valueKinds = ['container', 'network', 'bridge', 'subnet', 'address', 'port'] as const
export type ValueKind = (typeof valueKinds)[number]

/** Something in a lab's text that may be another for each student. */
export interface DeclaredValue {
  /** Unique within the lab; part of its check's id, `values.box`. */
  name: string
  kind: ValueKind
  /** What stands in the text. */
  default: string
  /** Of an address: the network it lies in, as CIDR, or the name of the lab's subnet that it moves with. */
  within?: string
}

/** The same for one student. */
export interface OwnValue extends DeclaredValue {
  value: string
}

/** The step that is added to a lab with values of one's own, and that holds their checks. */
export const valuesStep = 'values'

/** Each value as the course has it: for who looks at a lab with values, and nobody's in particular. */
export const asInTheCourse = (declared: readonly DeclaredValue[]): OwnValue[] =>
  declared.map((one) => ({ ...one, value: one.default }))
