import type { FirewallTable, Link, NetworkNamespace } from '../../observe/snapshot.ts'
import { showChain } from '../commands.ts'
import { lose, note, stop, type Journey, type Stage } from '../journey.ts'
import { endText, type Flow } from '../packet.ts'
import { translate } from './translate.ts'
import { deciderWords, evidenceWords } from './words.ts'
import type { Decider, Verdict } from './walk-chain.ts'

export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING'

/** A packet before one of the hooks. */
export interface AtHook {
  hook: HookName
  namespace: NetworkNamespace
  flow: Flow
  incoming: Link | null
  outgoing: Link | null
  ports?: { incoming: string; outgoing: string } | null
}

/** The packet behind the hook, or why it is not there. */
export type Passed = { flow: Flow; end: null } | { flow: null; end: Stage }

const chainCommands = (
  { terrain }: Journey,
  { namespace, hook }: AtHook,
  table: FirewallTable,
  by: Decider,
): string[] => {
  const chains = [...new Set([hook, by.chain])]
  const legacy = table.backend === 'legacy'
  return chains.flatMap((chain) => showChain(terrain, namespace, { table: table.name, chain, legacy }))
}

/** Whether somebody has put anything into a chain: an empty one that lets all through is not worth a line. */
const saysSomething = ({ chains }: FirewallTable, name: string): boolean =>
  chains.some((chain) => chain.name === name && (chain.rules.length > 0 || chain.policy !== 'ACCEPT'))

/** Notes what a table has decided. Returns the packet as it goes on, or the end of its journey. */
export function applyVerdict(journey: Journey, at: AtHook, table: FirewallTable, verdict: Verdict): Passed {
  const { hook, namespace, flow } = at
  const { by } = verdict
  const common = { namespace, thing: by.chain, commands: chainCommands(journey, at, table, by) }
  const who = deciderWords(by, table.name)
  if (verdict.kind === 'unseen') {
    const what = journey.direction === 'there' ? 'packet' : 'answer'
    const found = `${who} would take it, but has counted nothing: the ${what} has not come here.`
    return { flow: null, end: lose(journey, { ...common, looked: 'firewall', found }) }
  }
  if (verdict.kind === 'unsure') {
    const found = `${who} may take it or not: it asks for more than can be told here.`
    note(journey, { ...common, looked: 'firewall', found, ok: null })
    return { flow, end: null }
  }
  if (verdict.target === 'ACCEPT') {
    if (table.name === 'filter' && saysSomething(table, hook))
      note(journey, {
        ...common,
        thing: hook,
        looked: 'firewall',
        found: `${who} lets it through${evidenceWords(by)}.`,
        ok: true,
      })
    return { flow, end: null }
  }
  if (verdict.target === 'DROP' || verdict.target === 'REJECT') {
    const does = verdict.target === 'DROP' ? 'throws it away' : 'turns it away'
    return {
      flow: null,
      end: stop(journey, { ...common, looked: 'firewall', found: `${who} ${does}${evidenceWords(by)}.` }),
    }
  }
  return renamed(journey, at, verdict, common, who)
}

/** What the table nat makes of the packet. */
function renamed(
  journey: Journey,
  { namespace, flow, incoming, outgoing }: AtHook,
  { by, target }: Verdict & { kind: 'target' },
  common: { namespace: NetworkNamespace; thing: string; commands: string[] },
  who: string,
): Passed {
  const links = { namespace, incoming: incoming?.name ?? null, outgoing: outgoing?.name ?? null }
  const changed = by.rule ? translate(by.rule, flow, links) : null
  if (!changed) {
    note(journey, {
      ...common,
      looked: 'nat',
      found: `${who} changes it in a way that is not walked (${target}).`,
      ok: null,
    })
    return { flow, end: null }
  }
  const turned =
    changed.source === flow.source
      ? `sends it on to ${endText(changed.destination, changed.destinationPort)}`
      : `gives it the source ${changed.source}`
  note(journey, { ...common, looked: 'nat', found: `${who} ${turned}${evidenceWords(by)}.`, ok: true })
  return { flow: changed, end: null }
}
