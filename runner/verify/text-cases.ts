import type { TextCase } from './case.ts'
import { rules } from './rules/index.ts'
import type { LabSource } from './rules/source.ts'

/** A proof for each group of rules. */
export const textCases = (source: LabSource): TextCase[] =>
  Object.entries(rules).map(([name, rule]) => ({ kind: 'text', name, find: () => rule(source) }))
