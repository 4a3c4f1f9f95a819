import type { Member } from './read-roster.ts'

/** The member of a class that the name of a file or folder means: by student, id or e-mail address; else the name itself. */
export function studentFinder(members: readonly Member[]): (name: string) => string {
  const exact = new Set(members.map(({ student }) => student))
  const others = new Map<string, string>()
  for (const { student, id, email } of members)
    for (const key of [student, id, email]) if (key !== null) others.set(key.toLowerCase(), student)
  return (name) => (exact.has(name) ? name : (others.get(name.toLowerCase()) ?? name))
}
