import { found, missing, unknown, type CapabilityId, type Judgement } from './capability.ts'
import { modules } from './kernel-modules.ts'
import { getModule, type Surroundings } from './remedies.ts'
import type { ProbeResult, SandboxReport } from './sandbox.ts'
import { probes, type ProbeId } from './sandbox-script.ts'

interface Cause {
  /** In the words of runc, of newuidmap and of the kernel. */
  pattern: RegExp
  /** The capabilities that may be behind it, the likeliest first. */
  suspects: CapabilityId[]
  /** Where none of them is missing. */
  otherwise: string
}

const container = 'This looks like a container that forbids it: run labs on the machine itself or in a virtual machine.'

/** What runc's refusals come from. The first that matches is taken. */
const causes: Cause[] = [
  {
    pattern: /newuidmap|newgidmap|uid_map|gid_map|subordinate|subuid|subgid/i,
    suspects: ['programs', 'subordinate-ids', 'apparmor'],
    otherwise: 'newuidmap and newgidmap must be set-user-ID root or have their file capabilities: reinstall their package.',
  },
  { pattern: /program runc is missing/, suspects: ['programs'], otherwise: 'Run `./lab setup`.' },
  { pattern: /ENOSPC|EDQUOT|no space left on device.*(write|mkdir)|belongs to another user|Cannot make the folder/i, suspects: ['space'], otherwise: 'Mend the folder that is named.' },
  { pattern: /unshare.*no space left|max_user_namespaces/i, suspects: ['user-namespaces'], otherwise: container },
  { pattern: /mounting \\?"?(proc|sysfs)/i, suspects: ['kernel-mounts', 'apparmor'], otherwise: container },
  { pattern: /unshare|clone|user namespace|operation not permitted|permission denied/i, suspects: ['apparmor', 'user-namespaces', 'kernel-mounts'], otherwise: container },
]

export interface Refusal {
  /** The capability that is missing and explains it. */
  culprit: CapabilityId | undefined
  remedy: string | null
}

/** The likely reason for what runc said, given what is missing on the machine. */
export function explainRefusal(words: string, isMissing: (id: CapabilityId) => boolean): Refusal {
  const cause = causes.find(({ pattern }) => pattern.test(words))
  const culprit = cause?.suspects.find(isMissing)
  // What is missing has its own remedy already.
  return { culprit, remedy: culprit === undefined ? (cause?.otherwise ?? null) : null }
}

export function judgeWorld({ refusal }: SandboxReport, isMissing: (id: CapabilityId) => boolean, title: (id: CapabilityId) => string): Judgement {
  if (refusal === null) return found('one did, and is gone again')
  const { culprit, remedy } = explainRefusal(refusal, isMissing)
  const because = culprit === undefined ? '' : ` (see “${title(culprit)}”)`
  return missing(`${refusal.replace(/[\s.]+$/, '')}${because}`, remedy)
}

/** The host in the sandbox: `unknown` when its world did not start. */
export function judgeHost({ refusal, results }: SandboxReport): Judgement {
  if (refusal !== null) return unknown('not tried: no world starts')
  const result = results.get('host')
  if (result === undefined) return unknown('no answer')
  return result.exitCode === 0 ? found('one did, and is gone again') : missing(result.words, container)
}

const moduleOf = (id: ProbeId): string | undefined => (id in modules ? modules[id as keyof typeof modules] : undefined)

const remedyFor = (id: ProbeId, around: Surroundings): string | null => {
  const module = moduleOf(id)
  if (module !== undefined) return getModule(module, around)
  if (id === 'iptables') return getModule('xt_MASQUERADE', around)
  return null
}

const timedOut = 124
const noSuchCommand = 127

function judgeProbe(id: ProbeId, result: ProbeResult | undefined, around: Surroundings): Judgement {
  if (result === undefined) return unknown('not tried: no host starts')
  const { exitCode, words } = result
  if (exitCode === 0) return found('works')
  if (exitCode === timedOut) return unknown('no answer in 3 seconds')
  if (exitCode === noSuchCommand) return unknown(`not tried: ${words}`)
  return missing(words || `exit ${exitCode}`, remedyFor(id, around))
}

/** What the sandbox's host found out about the kernel. */
export function judgeProbes({ results }: SandboxReport, around: Surroundings): Record<ProbeId, Judgement> {
  const ids = Object.keys(probes) as ProbeId[]
  return Object.fromEntries(ids.map((id) => [id, judgeProbe(id, results.get(id), around)])) as Record<ProbeId, Judgement>
}
