/** Where the kernel counts what its IPv4 layer does, per network namespace: proc(5), RFC 1213 names. */
export const ipCountersPath = '/proc/net/snmp'

const numbered = /^\d+$/

/**
 * The kernel's counters by the names nstat(8) gives them, `IpInAddrErrors` -> 3, from `PATH:LINE` lines as grep -H
 * prints them; other files' lines are passed over, and a counter that this kernel does not have is absent. The file
 * has two lines for each protocol: its names, then its values.
 */
export function parseIpCounters(text: string): Record<string, number> {
  const lines = text.split('\n').flatMap((line) => {
    if (!line.startsWith(`${ipCountersPath}:`)) return []
    const [protocol = '', ...words] = line
      .slice(ipCountersPath.length + 1)
      .trim()
      .split(/\s+/)
    return [{ protocol: protocol.replace(/:$/, ''), words }]
  })
  return Object.fromEntries(
    lines.flatMap(({ protocol, words }, at) => {
      const values = lines[at + 1]
      if (values?.protocol !== protocol) return []
      return words.flatMap((name, column): [string, number][] => {
        const value = values.words[column] ?? ''
        return numbered.test(value) ? [[`${protocol}${name}`, Number(value)]] : []
      })
    }),
  )
}
