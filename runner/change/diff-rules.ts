import { diffArrays } from 'diff'
import type { FirewallRule } from '../observe/snapshot.ts'

/** What has changed about the rules of one chain; numbers are from 1. */
export interface RuleDifferences {
  /** By their numbers before, the last one first. */
  removed: { rule: FirewallRule; number: number }[]
  /** By their numbers after, the first one first. */
  added: { rule: FirewallRule; number: number }[]
  /** The one rule that only stands elsewhere now. */
  moved: { rule: FirewallRule; from: number; to: number } | null
}

/** A chain that differs by more than this is told as another chain: finding out more would take seconds. */
const mostDifferences = 500

const textsOf = (rules: readonly FirewallRule[]): string[] => rules.map(({ text }) => text)

const numbered = (rules: readonly FirewallRule[]): RuleDifferences['added'] =>
  rules.map((rule, index) => ({ rule, number: index + 1 }))

/**
 * Compares the rules of one chain by their texts, without counters. Who deletes what was added from the last to the
 * first by its numbers, and then inserts what was removed from the first to the last by its numbers, has the chain as
 * it was.
 */
export function diffRules(before: readonly FirewallRule[], after: readonly FirewallRule[]): RuleDifferences {
  const parts = diffArrays(textsOf(before), textsOf(after), { maxEditLength: mostDifferences })
  if (!parts) return { removed: numbered(before).reverse(), added: numbered(after), moved: null }
  const removed: RuleDifferences['removed'] = []
  const added: RuleDifferences['added'] = []
  let [old, now] = [0, 0]
  for (const part of parts) {
    if (!part.added) {
      if (part.removed)
        removed.unshift(
          ...numbered(before)
            .slice(old, old + part.count)
            .reverse(),
        )
      old += part.count
    }
    if (!part.removed) {
      if (part.added) added.push(...numbered(after).slice(now, now + part.count))
      now += part.count
    }
  }
  const [from, to] = [removed[0], added[0]]
  if (removed.length !== 1 || added.length !== 1 || !from || from.rule.text !== to?.rule.text)
    return { removed, added, moved: null }
  return { removed: [], added: [], moved: { rule: to.rule, from: from.number, to: to.number } }
}
