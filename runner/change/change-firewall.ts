/** What can differ in the packet filter of two snapshots. Words: iptables(8). */
import type { FirewallRule } from '../observe/snapshot.ts'
import type { EachKind } from './each-kind.ts'
import type { Place } from './place.ts'

/** A chain, and how to say it to iptables. */
export interface ChainAt {
  place: Place
  /** `iptables`, or the program of one backend where the host has rules in both. */
  program: 'iptables' | 'iptables-nft' | 'iptables-legacy'
  table: string
  chain: string
}

/** A rule of a chain, by its place from 1. */
export interface RuleAt {
  at: ChainAt
  rule: FirewallRule
  number: number
}

export type FirewallChange =
  /** `twin`: the chain has another rule of the same text, so that only its number tells which one it is. */
  | ({ kind: 'filter-rule-added'; twin: boolean } & RuleAt)
  /** `last`: it was the chain's last. */
  | ({ kind: 'filter-rule-removed'; last: boolean } & RuleAt)
  | { kind: 'filter-rule-moved'; at: ChainAt; rule: FirewallRule; from: number; to: number }
  | { kind: 'policy'; at: ChainAt; from: string; to: string }
  | EachKind<'chain-made' | 'chain-gone' | 'chain-emptied', { at: ChainAt; rules: FirewallRule[] }>
  /** `chains`: those that a user had made, and that are gone as well. */
  | { kind: 'table-emptied'; at: ChainAt; rules: FirewallRule[]; chains: string[] }
