import { readFileSync } from 'node:fs'
import { controlGroupLimits, type ControlGroupLimits } from './control-groups.ts'

/** What this process has, and may give to a world. */
export interface Allowance {
  /** The text of /proc/self/limits. */
  own: string
  /** Of /proc/self/oom_score_adj: nobody but root gives less. */
  outOfMemoryScore: number
  controlGroups: ControlGroupLimits
}

export const readAllowance = (): Allowance => ({
  own: readFileSync('/proc/self/limits', 'utf8'),
  outOfMemoryScore: Number(readFileSync('/proc/self/oom_score_adj', 'utf8')),
  controlGroups: controlGroupLimits(),
})
