/** What a lab may need of the machine; `lab doctor` tests each of them. */
export const needNames = [
  'veth',
  'bridge',
  'iptables',
  'br_netfilter',
  'macvlan',
  'ipvlan',
  'vxlan',
  'netem',
  'compose',
  'iperf3',
  'capture',
] as const
export type Need = (typeof needNames)[number]

/** What a single step may need beyond its lab: kinds of links, which the agent of a world can try out. */
export const stepNeedNames = ['macvlan', 'ipvlan', 'vxlan'] as const satisfies readonly Need[]
export type StepNeed = (typeof stepNeedNames)[number]

export interface Lab {
  /** `03`; stable for good. */
  id: string
  /** `03-manual-wiring`: the name of its folder and of its checks. */
  slug: string
  title: string
  /** One sentence for `lab list`. */
  summary: string
  minutes: number
  needs: Need[]
  /** Names of the hosts of its world. */
  hosts: string[]
  /** Markdown before the first step: goal and picture. */
  introduction: string
  steps: LabStep[]
  questions: Question[]
  /** Markdown after the last step. */
  debrief: string
}

export interface LabStep {
  /** The same id as in the checks. */
  id: string
  /** From 1. */
  number: number
  title: string
  /** Where one of these is lacking, the step cannot run and the rest of the lab can; mostly none. */
  needs: StepNeed[]
  /** Markdown without the hints. */
  text: string
  /** Markdown: where to look, what is missing, the command. */
  hints: string[]
  /** The lines after `$ ` of its console blocks, in order, as a student would type them. */
  commands: string[]
}

export interface Question {
  /** The same id as in the checks' answers. */
  id: string
  text: string
}
