import type { Match, RuleMatch } from './snapshot.ts'

type Field = Exclude<keyof RuleMatch, 'others' | 'toDestination' | 'toSource'>

/** Options of iptables(8) and iptables-extensions(8) whose value a RuleMatch has a field for. */
const fields: Record<string, Field> = {
  '-i': 'incoming',
  '-o': 'outgoing',
  '-s': 'source',
  '-d': 'destination',
  '-p': 'protocol',
  '--sport': 'sourcePort',
  '--sports': 'sourcePort',
  '--dport': 'destinationPort',
  '--dports': 'destinationPort',
  '--ctstate': 'states',
  '--state': 'states',
}

/** Modules that only bring options known above. */
const plainModules = new Set(['tcp', 'udp', 'sctp', 'multiport', 'conntrack', 'state', 'comment'])

const anything = (): RuleMatch => ({
  incoming: null,
  outgoing: null,
  source: null,
  destination: null,
  protocol: null,
  sourcePort: null,
  destinationPort: null,
  states: null,
  others: [],
  toDestination: null,
  toSource: null,
})

const addTo = (match: RuleMatch, option: string, value: string, not: boolean): void => {
  const field = fields[option]
  const found: Match = { not, value }
  if (field === undefined) match.others.push(not ? `! ${option}` : option)
  // An option twice is two conditions: the second is not lost.
  else if (match[field] === null) match[field] = found
  else match.others.push(option)
}

const readTarget = (match: RuleMatch, words: readonly string[]): void => {
  const after = (option: string): string | null => {
    const at = words.indexOf(option)
    return at < 0 ? null : (words[at + 1] ?? null)
  }
  match.toDestination = after('--to-destination')
  match.toSource = after('--to-source')
}

/**
 * What a rule asks of a packet, from its words as iptables-save(8) prints them: `-A CHAIN`, the conditions, then `-j`
 * and the target's own options. What has no field here is named in `others`, so that nobody takes such a rule for one
 * that asks for less than it does.
 */
export function readMatch(spec: readonly string[]): RuleMatch {
  const match = anything()
  let not = false
  for (let at = 2; at < spec.length; at += 1) {
    const word = spec[at] ?? ''
    if (word === '-j' || word === '-g') {
      readTarget(match, spec.slice(at + 1))
      break
    }
    if (word === '!') {
      not = true
      continue
    }
    const value = spec[at + 1] ?? ''
    if (word === '-m' || word === '--comment') {
      if (word === '-m' && !plainModules.has(value)) match.others.push(value)
      at += 1
    } else if (word in fields) {
      addTo(match, word, value, not)
      at += 1
    } else if (word.startsWith('-')) {
      match.others.push(not ? `! ${word}` : word)
    }
    not = false
  }
  return match
}
