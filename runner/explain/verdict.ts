import type { Hop, Outcome, ProbeReport } from './explanation.ts'
import { inPlace, nameOf } from './terrain.ts'
import type { Walked } from './walk.ts'

export interface Judgement {
  outcome: Outcome
  verdict: string
}

/** `at docker0 on host1`; `in box`. */
const spot = ({ thing, place }: Hop): string =>
  thing === null ? inPlace(place) : `at ${thing} ${inPlace(place)}`

const lastOf = ({ there, back }: Walked): { hop: Hop; homeward: boolean } | null => {
  const hop = back.at(-1) ?? there.at(-1)
  return hop ? { hop, homeward: back.length > 0 } : null
}

/** In the middle of a sentence: without the full stop of its own. */
const inside = (text: string): string => text.replace(/\.$/, '')

const complete = (probe: ProbeReport): Judgement => {
  if (probe.reached === true)
    return { outcome: 'arrives', verdict: 'The packet arrives, and its answer comes back.' }
  if (probe.reached === false)
    return {
      outcome: 'unexplained',
      verdict: `Everything that was looked at is in order, yet no answer came (${inside(probe.detail)}).`,
    }
  return {
    outcome: 'unknown',
    verdict: `Everything that was looked at is in order, but no packet could be sent to try it (${inside(probe.detail)}).`,
  }
}

function ended(walked: Walked, probe: ProbeReport, meant: string): Judgement {
  const last = lastOf(walked)
  if (!last) return complete(probe)
  const { hop, homeward } = last
  const where = `${spot(hop)}: ${hop.found}`
  if (walked.astray && probe.reached === true)
    return { outcome: 'stops', verdict: `An answer comes, but not from ${meant}: ${hop.found}` }
  if (probe.reached === true && !walked.proxied)
    return {
      outcome: 'unexplained',
      verdict: `An answer came, though by what was looked at the packet should stop ${where}`,
    }
  const stops = [
    `${homeward ? 'The packet arrives, but its answer stops' : 'The packet stops'} ${where}`,
    ...walked.detours,
  ].join(' ')
  return probe.reached === null
    ? { outcome: 'stops', verdict: `${stops} No packet could be sent to try it (${inside(probe.detail)}).` }
    : { outcome: 'stops', verdict: stops }
}

function lost(walked: Walked, probe: ProbeReport): Judgement {
  const { hop, homeward = false } = lastOf(walked) ?? {}
  const where = hop ? `${spot(hop)}: ${hop.found}` : 'at the beginning.'
  if (probe.reached === true)
    return {
      outcome: 'arrives',
      verdict: `An answer comes back, but the way could be followed only as far as ${where.replace(/^at /, '')}`,
    }
  if (probe.reached === false)
    return {
      outcome: 'unexplained',
      verdict: homeward
        ? `No answer came. As far as can be seen the packet arrives, and its answer is lost ${where}`
        : `No answer came, and the packet is lost ${where}`,
    }
  return { outcome: 'unknown', verdict: `The way is lost ${where}` }
}

/** Holds what was looked at against what the real packet came to; never says one where the other says otherwise. */
export function judge(walked: Walked, probe: ProbeReport, meant: string): Judgement {
  if (walked.ended === 'complete') return complete(probe)
  return walked.ended === 'stopped' ? ended(walked, probe, meant) : lost(walked, probe)
}

/** What is said when a packet has no beginning or no end, so that none was sent. */
export const neverSent = (hop: Hop, end: 'from' | 'to'): Judgement => ({
  outcome: hop.ok === null ? 'unknown' : 'stops',
  verdict: `${hop.ok === null ? 'Nothing was sent' : 'Nothing can be sent'} ${end} ${nameOf(hop.place)}: ${hop.found}`,
})
