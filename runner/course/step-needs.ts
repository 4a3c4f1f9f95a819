import { stepNeedNames, type Lab, type StepNeed } from './lab.ts'

const isNeed = (word: string): word is StepNeed => (stepNeedNames as readonly string[]).includes(word)

/** What stands after `needs:` in a step's mark, `ipvlan, vxlan`; throws Error that names the word which is no such need. */
export function readStepNeeds(text: string): StepNeed[] {
  return text
    .split(/[ ,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      if (isNeed(word)) return word
      throw new Error(`a step can need ${stepNeedNames.join(', ')}, not “${word}”`)
    })
}

/** What steps need beyond their lab, by the step's id; those that need nothing are not in it. */
export const stepNeedsOf = ({ steps }: Pick<Lab, 'steps'>): Record<string, StepNeed[]> =>
  Object.fromEntries(steps.filter(({ needs }) => needs.length > 0).map(({ id, needs }) => [id, needs]))
