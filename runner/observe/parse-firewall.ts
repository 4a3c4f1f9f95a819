import { LabError } from '../lab-error.ts'
import { parseIptables } from './parse-iptables.ts'
import type { Firewall, FirewallTable } from './snapshot.ts'
import type { Sections } from './split-sections.ts'

const ownTables = new Set(['filter', 'nat', 'mangle', 'raw', 'security'])
const ownFamilies = new Set(['ip', 'ip6', 'arp', 'bridge'])

/** `table inet firewalld` lines of `nft list tables`, without those that iptables and its kin keep there. */
const parseForeign = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const [, family = '', name = ''] = /^table (\S+) (.+)$/.exec(line) ?? []
    return name === '' || (ownFamilies.has(family) && ownTables.has(name)) ? [] : [`${family} ${name}`]
  })

const unsupported = /not supported/i

const tablesOf = (sections: Sections, name: 'nft' | 'legacy'): FirewallTable[] => {
  const section = sections.get(name)
  if (!section) return []
  if (section.exitCode === 0) return parseIptables(section.text)
  // a kernel without nf_tables holds no rules there
  if (name === 'nft' && unsupported.test(section.text)) return []
  throw new LabError('cannotRun', 'no-answer', `iptables-save failed: ${section.text.slice(0, 200).trim()}`)
}

/**
 * The packet filter from the parts `nft` and `legacy` (iptables-save -c by backend) and `tables` (nft list tables).
 * Throws LabError `no-answer` or `unexpected-shape`.
 */
export function parseFirewall(sections: Sections): Firewall {
  if (!sections.has('nft') && !sections.has('legacy')) {
    throw new LabError('cannotRun', 'no-answer', 'iptables-save did not answer.')
  }
  const [current, legacy] = [tablesOf(sections, 'nft'), tablesOf(sections, 'legacy')]
  const foreign = sections.get('tables')
  const onlyOne = legacy.length === 0 ? 'nf_tables' : 'legacy'
  return {
    backend: current.length > 0 && legacy.length > 0 ? 'mixed' : onlyOne,
    tables: [...current, ...legacy],
    foreignTables: foreign?.exitCode === 0 ? parseForeign(foreign.text) : null,
  }
}
