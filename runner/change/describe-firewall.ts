import type { FirewallRule } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import type { ChainAt, FirewallChange } from './change-firewall.ts'
import { at } from './words.ts'

type Sentences = { [Kind in FirewallChange['kind']]: (change: ChangeOf<Kind>) => string }

const where = (chain: ChainAt): string => {
  const words = [
    ...(chain.table === 'filter' ? [] : [`of the table ${chain.table}`]),
    ...(chain.place.kind === 'host' ? [] : [at(chain.place)]),
  ]
  return words.length === 0 ? '' : ` ${words.join(' ')}`
}

const chainName = (chain: ChainAt): string => `chain ${chain.chain}${where(chain)}`

/** The rule's own words, without `-A CHAIN`. */
const ruleText = ({ text }: FirewallRule): string =>
  text.replace(/^-A \S+ ?/, '') || '(every packet, no target)'

const count = (rules: readonly unknown[]): string =>
  `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`

export const firewallSentences: Sentences = {
  'filter-rule-added': (change) =>
    `The ${chainName(change.at)} has a new rule, number ${change.number}: ${ruleText(change.rule)}`,
  'filter-rule-removed': (change) =>
    `The ${chainName(change.at)} no longer has the rule ${ruleText(change.rule)}`,
  'filter-rule-moved': (change) =>
    `In the ${chainName(change.at)} the rule ${ruleText(change.rule)} is now number ${change.to}; it was number ${change.from}`,
  policy: (change) => `The policy of the ${chainName(change.at)} is ${change.to}; it was ${change.from}`,
  'chain-made': (change) =>
    `There is a new ${chainName(change.at)}${change.rules.length === 0 ? '' : `, with ${count(change.rules)}`}`,
  'chain-gone': (change) => `The ${chainName(change.at)} is gone`,
  'chain-emptied': (change) => `The ${chainName(change.at)} is empty; it had ${count(change.rules)}`,
  'table-emptied': (change) =>
    `The table ${change.at.table}${change.at.place.kind === 'host' ? '' : ` ${at(change.at.place)}`} of ${change.at.program} has no rules any more; it had ${change.rules.length}`,
}
