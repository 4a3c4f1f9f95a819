import { showSetting } from './commands.ts'
import { noteCrossing } from './crossed.ts'
import type { Passed } from './firewall/apply-verdict.ts'
import { passHook } from './firewall/hook.ts'
import { note, type Journey, type Stage, type Visit } from './journey.ts'
import { enter, settle } from './visit.ts'
import type { Flow } from './packet.ts'
import { bridgeOf, type Spot } from './terrain.ts'
import { endOf, type Step, type Way } from './wire.ts'

/** Whether packets on a bridge of this namespace are shown to the packet filter: br_netfilter, sysctl bridge-nf-call-iptables. */
const isFiltered = ({ namespace }: Spot): boolean =>
  namespace.sysctls['net.bridge.bridge-nf-call-iptables'] === '1'

/** Where the packet filter is not asked, nothing of it holds a packet up; on the outside there is none. */
function noteUnfiltered(journey: Journey, { namespace, link }: Spot): void {
  if (namespace.inode === journey.terrain.outside.inode) return
  const setting = 'net.bridge.bridge-nf-call-iptables'
  note(journey, {
    namespace,
    looked: 'firewall',
    thing: link.name,
    found: `What passes ${link.name} is not shown to the packet filter: ${setting} is ${namespace.sysctls[setting] ?? 'not there'}.`,
    ok: true,
    commands: showSetting(journey.terrain, namespace, setting),
  })
}

interface OnBridge {
  port: Step
  to: Step
  bridge: Spot
}

/** The three hooks of a packet that goes in by one port of a bridge and out by another. */
function passBridge(
  journey: Journey,
  { port, to, bridge }: OnBridge,
  flow: Flow,
): Passed | { redirected: Visit; flow: Flow } {
  const { namespace } = port
  const ports = { incoming: port.link.name, outgoing: to.link.name }
  const entered = enter(journey, { namespace, link: bridge.link }, flow, ports)
  if (entered.end) return entered
  const { visit } = entered
  if (entered.flow.destination !== flow.destination && !visit.undo)
    return { redirected: visit, flow: entered.flow }
  const at = { namespace, incoming: bridge.link, outgoing: bridge.link, ports }
  const forwarded = passHook(journey, { ...at, hook: 'FORWARD', flow: entered.flow })
  if (forwarded.end) return forwarded
  const left = passHook(journey, { ...at, hook: 'POSTROUTING', flow: forwarded.flow })
  return left.end ? left : { flow: settle(journey, namespace, visit, left.flow), end: null }
}

/** Follows a packet along its way on the wire. A bridge's packet filter may end it, or send it somewhere else. */
export function cross(journey: Journey, { way, flow: sent }: { way: Way; flow: Flow }): Stage {
  let flow = sent
  for (const [at, step] of way.entries()) {
    const to = way[at + 1]
    if (!to) break
    noteCrossing(journey, step, to)
    const bridge = step.facing === 'in' && to.facing === 'out' ? bridgeOf(step) : undefined
    if (bridge && !isFiltered(bridge)) noteUnfiltered(journey, bridge)
    if (!bridge || !isFiltered(bridge)) continue
    const passed = passBridge(journey, { port: step, to, bridge }, flow)
    if ('redirected' in passed)
      return { at: 'arrive', spot: bridge, flow: passed.flow, visit: passed.redirected }
    if (passed.end) return passed.end
    ;({ flow } = passed)
  }
  const { namespace, link } = endOf(way)
  return { at: 'arrive', spot: { namespace, link }, flow, visit: null }
}
