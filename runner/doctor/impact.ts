import type { Lab } from '../course/lab.ts'
import type { Capability } from './capability.ts'
import { enumerate } from '../enumerate.ts'

/** What a lab needs as a whole, and what single steps of it need beyond that. */
export type NeedyLab = Pick<Lab, 'id' | 'needs'> & { steps?: Pick<Lab['steps'][number], 'needs'>[] }

/** True when every lab can start: all that is required was found. */
export const isFit = (capabilities: readonly Capability[]): boolean =>
  capabilities.every(({ required, status }) => !required || status === 'found')

const titlesOf = (capabilities: readonly Capability[]): string =>
  enumerate(capabilities.map(({ title }) => `“${title}”`))

/** Which labs lack something, and what. */
function lackingLabs(
  capabilities: readonly Capability[],
  labs: readonly NeedyLab[],
): { ids: string[]; titles: string[] } {
  const absent = capabilities.filter(({ status }) => status !== 'found')
  const needs = (lab: NeedyLab, { id }: Capability): boolean => (lab.needs as readonly string[]).includes(id)
  return {
    ids: labs.filter((lab) => absent.some((capability) => needs(lab, capability))).map(({ id }) => id),
    titles: absent
      .filter((capability) => labs.some((lab) => needs(lab, capability)))
      .map(({ title }) => title),
  }
}

/** What the findings mean for the labs, in one sentence. */
export function impactOf(capabilities: readonly Capability[], labs: readonly NeedyLab[]): string {
  if (!isFit(capabilities)) {
    const lacking = capabilities.filter(({ required, status }) => required && status === 'missing')
    // That no world or no host starts is what comes of the others.
    const reasons = lacking.filter(({ id }) => id !== 'world' && id !== 'host')
    if (reasons.length > 0) return `No lab can run here, for want of ${titlesOf(reasons)}.`
    if (lacking.length > 0) return 'No lab can run here: a world and its host do not start.'
    const untried = capabilities.filter(({ required, status }) => required && status === 'unknown')
    return `No lab can run here: ${titlesOf(untried)} could not be tried.`
  }
  const { ids, titles } = lackingLabs(capabilities, labs)
  if (ids.length === 0) return 'All labs can run here.'
  const one = ids.length === 1
  return `Lab${one ? '' : 's'} ${enumerate(ids)} cannot run here for want of ${enumerate(titles)}; all others can.`
}
