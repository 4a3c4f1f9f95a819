import type { HostsEntry, ResolverSettings } from './snapshot.ts'

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim())

/** The lines of an /etc/hosts, hosts(5): an address and its names; comments and lines without a name are left out. */
export const parseHosts = (text: string): HostsEntry[] =>
  linesOf(text).flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return address === '' || names.length === 0 ? [] : [{ address, names }]
  })

/** The name in an /etc/hostname, hostname(5): its first line that is no comment; empty when there is none. */
export const parseHostname = (text: string): string =>
  linesOf(text).find((line) => line !== '' && !line.startsWith('#')) ?? ''

/** An /etc/resolv.conf as resolv.conf(5) reads it: of several `search` and `domain` lines the last one counts. */
export function parseResolvConf(text: string): ResolverSettings {
  const settings: ResolverSettings = { nameservers: [], search: [], options: [] }
  for (const line of linesOf(text)) {
    const [word = '', ...values] = line.split(/\s+/)
    const [first] = values
    if (first === undefined) continue
    if (word === 'nameserver') settings.nameservers.push(first)
    else if (word === 'search') settings.search = values
    else if (word === 'domain') settings.search = [first]
    else if (word === 'options') settings.options.push(...values)
  }
  return settings
}
