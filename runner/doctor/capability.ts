/** What the doctor tests, in the order it prints. A lab's needs (course/lab.ts) are ids too, under the same names. */
export const capabilityIds = [
  'node',
  'programs',
  'engine',
  'subordinate-ids',
  'user-namespaces',
  'apparmor',
  'kernel-mounts',
  'space',
  'world',
  'host',
  'tmpfs',
  'overlay',
  'devpts',
  'veth',
  'bridge',
  'iptables',
  'ip-forward',
  'ping',
  'br_netfilter',
  'macvlan',
  'ipvlan',
  'vxlan',
  'netem',
  'tbf',
  'lab-programs',
  'compose',
  'iperf3',
  'capture',
  'architecture',
] as const
export type CapabilityId = (typeof capabilityIds)[number]

/** `unknown` when it could not be tried: never said to be missing for that. */
export type CapabilityStatus = 'found' | 'missing' | 'unknown'

/** What a test came to. */
export interface Judgement {
  status: CapabilityStatus
  /** What was seen, one line. */
  detail: string
  /** One line that an administrator can paste or follow; null where there is nothing to do, or it is said elsewhere. */
  remedy: string | null
}

/** One thing that a world, or some labs, need of this machine. */
export interface Capability extends Judgement {
  id: CapabilityId
  title: string
  /** What it is for. */
  purpose: string
  /** No lab runs without it. */
  required: boolean
}

export const found = (detail: string): Judgement => ({ status: 'found', detail, remedy: null })
export const missing = (detail: string, remedy: string | null): Judgement => ({
  status: 'missing',
  detail,
  remedy,
})
export const unknown = (detail: string): Judgement => ({ status: 'unknown', detail, remedy: null })
