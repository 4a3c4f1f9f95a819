import type { Check, LabChecks } from './check.ts'
import { look, secondView } from './judge.ts'
import { lackingChecks, type Lacking } from './lacking.ts'
import type { Status } from './verdict.ts'
import type { View } from './view.ts'
import { inWaves, waitsFor } from './waves.ts'

/** What is known of a check while a student works. */
export interface LiveVerdict {
  /** Null while only a probe could tell and none has been made. */
  status: Status | null
  /** Why it does not pass, in one sentence; null when it does. */
  text: string | null
  /** Looking alone does not tell: the verdict is that of the last probe, as long as what it waits for passes. */
  needsProbe: boolean
}

export type LiveVerdicts = ReadonlyMap<string, LiveVerdict>

class ProbeWithheld extends Error {}

const withhold = (): Promise<never> => Promise.reject(new ProbeWithheld())

/** The same host, for who may only look: a check that would do something to it ends there. */
export function onlyLooking({ snapshot, outsideLog }: View): { view: View; withheld: () => boolean } {
  let asked = false
  const refuse = (): Promise<never> => {
    asked = true
    return withhold()
  }
  return {
    // Field by field, so that a new one does not compile until somebody has thought of it here.
    view: {
      snapshot,
      outsideLog,
      probes: { ping: refuse, echoReplies: refuse, connect: refuse, resolve: refuse, whoHas: refuse },
      captureOutside: refuse,
      lookAgain: refuse,
    },
    withheld: () => asked,
  }
}

const waiting: LiveVerdict = { status: 'skipped', text: null, needsProbe: false }
const unknown: LiveVerdict = { status: null, text: null, needsProbe: true }

async function verdict(check: Check, view: View): Promise<LiveVerdict> {
  const finding = await look(check, view)
  return {
    status: finding.status,
    text: finding.status === 'pass' ? null : finding.diagnosis.text,
    needsProbe: false,
  }
}

/** Undefined when only a probe could tell. */
async function lookQuietly(check: Check, view: View): Promise<LiveVerdict | undefined> {
  const quiet = onlyLooking(view)
  const found = await verdict(check, quiet.view)
  return quiet.withheld() ? undefined : found
}

/** What is known after a try: one that could not be made says nothing against what was seen before. */
export function afterTrying(known: LiveVerdict | undefined, found: LiveVerdict): LiveVerdict {
  const stands = known?.status === 'pass' || known?.status === 'fail'
  return found.status === 'cannot-run' && stands ? known : found
}

interface Before {
  /** What was known of this check. */
  known: LiveVerdict | undefined
  /** A view for a second look, when the first could not be made: what is being removed is neither there nor gone. */
  later: () => Promise<View>
}

async function lookOnly(check: Check, view: View, { known, later }: Before): Promise<LiveVerdict> {
  const first = await lookQuietly(check, view)
  const found = first?.status === 'cannot-run' ? await lookQuietly(check, await later()) : first
  // What was probed before stays so until somebody probes again; what waited meanwhile has to be probed anew.
  if (!found) return known?.needsProbe === true && known.status !== 'skipped' ? known : unknown
  return afterTrying(known, found)
}

/**
 * Judges a lab by looking alone, within the time of a snapshot: no ping, no connection, nothing that a student would see
 * in a counter. `before` is what was known; a check that needs a probe keeps what it had, and so does one that nobody could
 * look at.
 */
export function judgeByLooking(
  lab: LabChecks,
  view: View,
  before: LiveVerdicts,
  lacking: Lacking,
): Promise<Map<string, LiveVerdict>> {
  const away = lackingChecks(lab, lacking)
  const later = secondView(view)
  return inWaves<LiveVerdict>(
    lab.steps.flatMap(({ checks }) => checks),
    async (check, decided) => {
      if (away.has(check.id)) return { status: 'cannot-run', text: null, needsProbe: false }
      if (waitsFor(check, decided) !== undefined) return waiting
      return lookOnly(check, view, { known: before.get(check.id), later })
    },
  )
}

/** Which checks of a step only a probe can decide now. */
export const toProbe = ({ steps }: LabChecks, step: string, known: LiveVerdicts): Check[] =>
  steps
    .filter((one) => one.step === step)
    .flatMap(({ checks }) => checks)
    .filter(({ id }) => known.get(id)?.needsProbe === true)

/**
 * Judges these checks with probes, each as soon as what it waits for among them passes. What they wait for elsewhere has to
 * pass already.
 */
export async function judgeByProbing(
  checks: readonly Check[],
  view: View,
): Promise<Map<string, LiveVerdict>> {
  const here = new Set(checks.map(({ id }) => id))
  const among = checks.map((check) => ({ ...check, after: check.after?.filter((id) => here.has(id)) ?? [] }))
  return inWaves<LiveVerdict>(among, async (check, decided) =>
    waitsFor(check, decided) === undefined ? { ...(await verdict(check, view)), needsProbe: true } : waiting,
  )
}

/** A check whose verdict has changed. */
export interface Turn {
  id: string
  title: string
  step: string
  from: Status | null
  to: Status
  /** Why it does not pass; null when it does. */
  text: string | null
}

/** What has become true, and what is no longer, between two states of knowledge, in the lab's order. */
export const turnsBetween = ({ steps }: LabChecks, before: LiveVerdicts, after: LiveVerdicts): Turn[] =>
  steps.flatMap(({ step, checks }) =>
    checks.flatMap(({ id, title }): Turn[] => {
      const from = before.get(id)?.status ?? null
      const { status, text } = after.get(id) ?? unknown
      return status === null || status === from ? [] : [{ id, title, step, from, to: status, text }]
    }),
  )
