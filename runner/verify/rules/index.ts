import { addressRules } from './addresses.ts'
import { checkRules } from './checks.ts'
import { fileRules } from './files.ts'
import { hintRules } from './hints.ts'
import { layoutRules } from './layout.ts'
import { lengthRules } from './length.ts'
import { linkRules } from './links.ts'
import { needRules } from './needs.ts'
import { scriptRules } from './script.ts'
import type { Rule } from './source.ts'
import { spellingRules } from './spelling.ts'
import { stepRules } from './steps.ts'

/** The static rules of a lab, by what they are about: no world is needed to hold a lab against them. */
export const rules: Readonly<Record<string, Rule>> = {
  files: fileRules,
  steps: stepRules,
  hints: hintRules,
  checks: checkRules,
  'variants and faults': scriptRules,
  needs: needRules,
  length: lengthRules,
  layout: layoutRules,
  links: linkRules,
  addresses: addressRules,
  spelling: spellingRules,
}
