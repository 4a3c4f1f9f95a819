import { found, missing, unknown, type CapabilityId, type Judgement } from './capability.ts'
import { explainRefusal, probablyContainer } from './explain-refusal.ts'
import { modules } from './kernel-modules.ts'
import { getModule, type Surroundings } from './remedies.ts'
import { readRuncWords, type SandboxReport } from './sandbox.ts'
import { probes, type ProbeId } from './sandbox-script.ts'

type IsMissing = (id: CapabilityId) => boolean

/** What did not start, in runc's words, and the remedy where no other capability has it. */
function judgeRefusal(words: string, isMissing: IsMissing): Judgement {
  const { culprit, remedy } = explainRefusal(words, isMissing)
  const because = culprit === undefined ? '' : ` (see “${culprit}”)`
  return missing(`${words.replace(/[\s.]+$/, '')}${because}`, remedy)
}

const started = 'one did, and is gone again'
const noWorld = 'not tried: no world starts'

export const judgeWorld = ({ refusal }: SandboxReport, isMissing: IsMissing): Judgement =>
  refusal === null ? found(started) : judgeRefusal(refusal, isMissing)

/** The host in the sandbox: `unknown` when its world did not start. */
export function judgeHost({ refusal, results }: SandboxReport, isMissing: IsMissing): Judgement {
  if (refusal !== null) return unknown(noWorld)
  const result = results.get('host')
  if (result === undefined) return unknown('no answer')
  return result.exitCode === 0 ? found(started) : judgeRefusal(readRuncWords(result.words), isMissing)
}

/** True when both have started: then no switch of the kernel is in the way, whatever it says. */
export const hasStarted = ({ results }: SandboxReport): boolean => results.get('host')?.exitCode === 0

const moduleOf = (id: ProbeId): string | undefined =>
  id in modules ? modules[id as keyof typeof modules] : undefined

/** Kernels from which on a child user namespace may do it: overlay mounts, and bridge switches of its own. */
const since: Partial<Record<ProbeId, [major: number, minor: number]>> = {
  overlay: [5, 11],
  br_netfilter: [5, 3],
}

function needsNewerKernel(id: ProbeId, kernel: string): string | undefined {
  const [major = 0, minor = 0] = since[id] ?? []
  const [ownMajor = 0, ownMinor = 0] = kernel.split(/[.-]/).map(Number)
  const isOlder = ownMajor < major || (ownMajor === major && ownMinor < minor)
  return isOlder
    ? `Start Linux ${major}.${minor} or newer: older ones keep that from user namespaces.`
    : undefined
}

function remedyFor(id: ProbeId, around: Surroundings): string {
  const module = moduleOf(id) ?? (id === 'iptables' ? 'xt_MASQUERADE' : undefined)
  return (
    needsNewerKernel(id, around.kernel) ??
    (module === undefined ? probablyContainer : getModule(module, around))
  )
}

const timedOut = 124
const noSuchCommand = 127

function judgeProbe(id: ProbeId, { refusal, results }: SandboxReport, around: Surroundings): Judgement {
  const result = results.get(id)
  if (result === undefined) return unknown(refusal === null ? 'not tried: no host starts' : noWorld)
  const { exitCode, words } = result
  if (exitCode === 0) return found('works')
  if (exitCode === timedOut) return unknown('no answer in 3 seconds')
  if (exitCode === noSuchCommand) return unknown(`not tried: ${words}`)
  return missing(words || `exit ${exitCode}`, remedyFor(id, around))
}

/** What the sandbox's host found out about the kernel. */
export function judgeProbes(report: SandboxReport, around: Surroundings): Record<ProbeId, Judgement> {
  const ids = Object.keys(probes) as ProbeId[]
  return Object.fromEntries(ids.map((id) => [id, judgeProbe(id, report, around)])) as Record<
    ProbeId,
    Judgement
  >
}
