import { typed } from '../commands.ts'
import { note, type Journey } from '../journey.ts'
import { unreadable } from '../terrain.ts'
import { applyVerdict, type AtHook, type HookName, type Passed } from './apply-verdict.ts'
import { countsOf } from './counts.ts'
import { matches, type Passage } from './matches.ts'
import { walkChain } from './walk-chain.ts'

/** The tables of each hook in the order in which a packet meets them, iptables(8). */
const tablesAt: Record<HookName, string[]> = {
  PREROUTING: ['raw', 'mangle', 'nat'],
  INPUT: ['mangle', 'filter', 'security', 'nat'],
  FORWARD: ['mangle', 'filter', 'security'],
  OUTPUT: ['raw', 'mangle', 'nat', 'filter', 'security'],
  POSTROUTING: ['mangle', 'nat'],
}

const passageOf = (journey: Journey, { namespace, flow, incoming, outgoing, ports }: AtHook): Passage => ({
  namespace,
  flow,
  incoming: incoming?.name ?? null,
  outgoing: outgoing?.name ?? null,
  ports: ports ?? null,
  state:
    journey.direction === 'there' ? 'NEW' : journey.seen.has(namespace.inode) ? 'ESTABLISHED' : 'INVALID',
})

/** Tables of nftables that iptables does not show may do anything. */
function noteForeign(journey: Journey, { hook, namespace }: AtHook): void {
  const foreign = namespace.firewall?.foreignTables ?? []
  if (foreign.length === 0 || !['INPUT', 'FORWARD', 'OUTPUT'].includes(hook)) return
  note(journey, {
    namespace,
    looked: 'firewall',
    thing: hook,
    found: `nftables has tables that iptables does not show (${foreign.join(', ')}): what they do was not looked at.`,
    ok: null,
    commands: typed(journey.terrain, namespace, 'nft', 'list', 'ruleset'),
  })
}

/** Only the first packet of a connection comes to the table nat; its answer is changed back without it. */
const isAsked = ({ direction }: Journey, table: string): boolean => table !== 'nat' || direction === 'there'

/** Leads a packet through one hook of a namespace's packet filter, and notes what decided. */
export function passHook(journey: Journey, at: AtHook): Passed {
  const { hook, namespace } = at
  const { terrain } = journey
  const gap = unreadable(terrain, namespace, 'firewall')
  if (gap !== null && hook !== 'PREROUTING' && hook !== 'POSTROUTING')
    note(journey, {
      namespace,
      looked: 'firewall',
      thing: hook,
      found: `The packet filter could not be read: ${gap}`,
      ok: null,
    })
  if (journey.direction === 'there') journey.seen.add(namespace.inode)
  let { flow } = at
  for (const name of tablesAt[hook].filter((table) => isAsked(journey, table))) {
    for (const table of namespace.firewall?.tables.filter((one) => one.name === name) ?? []) {
      const here = { ...at, flow }
      const verdict = walkChain(
        {
          table,
          judge: (rule) => matches(rule, passageOf(journey, here)),
          counts: (chain) => countsOf(terrain, namespace, table, chain),
          answered: terrain.answered === true,
        },
        hook,
      )
      const passed = verdict ? applyVerdict(journey, here, table, verdict) : null
      if (passed?.end) return passed
      if (passed) ({ flow } = passed)
    }
  }
  noteForeign(journey, at)
  return { flow, end: null }
}
