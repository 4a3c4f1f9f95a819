/** The lines of passwd(5) or group(5), by their fields. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'))

/**
 * A group's name, and the users but root that are in it: by a line of /etc/group, or because it is their own group in
 * /etc/passwd. A member whom /etc/passwd does not know is no user.
 */
export function parseGroup(
  { passwd, group }: { passwd: string; group: string },
  gid: number,
): { group: string | null; users: string[] } {
  const groups = rowsOf(group).filter(([, , number]) => Number(number) === gid)
  const members = groups.flatMap(([, , , names = '']) => names.split(','))
  const users = rowsOf(passwd)
    .filter(([, , uid]) => uid !== '0')
    .filter(([name = '', , , own]) => members.includes(name) || Number(own) === gid)
    .map(([name = '']) => name)
  return { group: groups[0]?.[0] ?? null, users }
}

/** The number that an id of the world has on the host, by the lines of /proc/PID/gid_map (user_namespaces(7)); null for none. */
export function idOnHost(map: string, id: number): number | null {
  for (const line of map.trim().split('\n')) {
    const [inside = 0, outside = 0, count = 0] = line.trim().split(/\s+/).map(Number)
    if (id >= outside && id < outside + count) return inside + id - outside
  }
  return null
}
