import type { Need } from '../../course/lab.ts'
import { consoleCommands } from '../../course/parse-walkthrough.ts'
import { at, type LabSource } from './source.ts'

interface Sign {
  /** In a command or a check: the lab does not work without it. */
  uses: RegExp
  /** Anywhere in the lab: it has to do with it. */
  shows: RegExp
}

const sign = (uses: RegExp, shows = uses): Sign => ({ uses, shows })

/** By what one can tell that a lab uses something of the machine. */
const signs: Record<Need, Sign> = {
  // Docker makes one for every container.
  veth: sign(/\bveth/, /\bveth|\bdocker (?:run|start|create)\b/),
  bridge: sign(/\bbrctl\b|\btype bridge\b|\bbridge (?:link|fdb|vlan)\b|\bdocker0\b/),
  iptables: sign(/\biptables\b/, /\biptables\b|masquerad|--publish\b|\s-[pP] /i),
  br_netfilter: sign(/--icc[= ]"?false|"icc":\s*false|bridge-nf-call|\bbr_netfilter\b/),
  macvlan: sign(/\bmacvlan\b/),
  ipvlan: sign(/\bipvlan\b/),
  vxlan: sign(
    /\bvxlan\b|\bdocker swarm (?:init|join)\b|(?:--driver|-d)[= ]overlay\b/,
    /\bvxlan\b|\boverlay\b/i,
  ),
  netem: sign(/\bnetem\b/),
  compose: sign(/\bdocker[- ]compose\b/),
  iperf3: sign(/\biperf3?\b/),
  // Here it is a check that uses it: what only a student types is not worth a lab.
  capture: sign(/\bsendsFromItsOwnMac\b/),
}

/** What `needs` names is used, and what is used is named there. */
export function needRules({ lab, walkthrough, scriptFile, checksFile }: LabSource): string[] {
  const typed = consoleCommands(walkthrough.text).join('\n')
  const where = at(walkthrough, 'needs:')
  const ofSteps: readonly string[] = lab.steps.flatMap(({ needs }) => needs)
  // The front matter itself says nothing of use.
  const text = [walkthrough.text.replace(/^---\n[\s\S]*?\n---\n/, ''), scriptFile.text, checksFile.text].join(
    '\n',
  )
  return (Object.entries(signs) as [Need, Sign][]).flatMap(([need, { uses, shows }]) => {
    const named = lab.needs.includes(need) || ofSteps.includes(need)
    if (named && !shows.test(text)) return [`${where}: needs names ${need}, which nothing in the lab uses`]
    const used = uses.exec(`${typed}\n${scriptFile.text}\n${checksFile.text}`)
    if (!named && used) return [`${where}: the lab uses “${used[0].trim()}”, but needs does not name ${need}`]
    return []
  })
}
