/** How a statement is looked at in a scene: by probes that answer what a test says. */

import type { Finding, Statement } from '../../runner/judge/check.ts'
import type {
  ConnectResult,
  NameFiles,
  ProbeResult,
  Probes,
  ResolveResult,
  View,
} from '../../runner/judge/view.ts'
import type { Scene } from './fixtures.ts'

/** Looks a name up in the /etc/hosts of the question, then in a table of names that every name server knows. */
export const resolveBy =
  (table: Record<string, string> = {}): Probes['resolve'] =>
  (_, name, { hosts, resolver }: NameFiles): Promise<ResolveResult> => {
    const line = hosts.find(({ names }) => names.includes(name))
    const known = [...resolver.search.map((domain) => `${name}.${domain}`), name].flatMap(
      (full) => table[full] ?? [],
    )
    const [first] = line ? [line.address] : resolver.nameservers.length > 0 ? known : []
    return Promise.resolve(
      first === undefined
        ? { found: false, detail: 'the name was not found' }
        : { found: true, addresses: [first] },
    )
  }

/** Whoever is pinged has answered once more each time that he is asked. */
function countUp(): Probes['echoReplies'] {
  let count = 0
  return () => Promise.resolve((count += 1))
}

/** Probes that answer from a table; an address that is not in it is not reached. A service says `It works!`. */
export const probesTo = (table: Record<string, boolean | null>): Probes => {
  const reach = (to: string): boolean | null => table[to] ?? (to in table ? null : false)
  return {
    ping: (_, to): Promise<ProbeResult> => {
      const reached = reach(to)
      return Promise.resolve({ reached, detail: reached ? 'answered' : '2 packets transmitted, 0 received' })
    },
    connect: (_, to): Promise<ConnectResult> => {
      const reached = reach(to)
      if (reached === true) return Promise.resolve({ reached, detail: 'connected', said: 'It works!\n' })
      return Promise.resolve({ reached, detail: 'Could not connect' })
    },
    echoReplies: countUp(),
    resolve: resolveBy(),
    whoHas: (to): Promise<ProbeResult> => Promise.resolve({ reached: reach(to), detail: 'no answer' }),
  }
}

export const allAnswer: Probes = {
  ping: () => Promise.resolve({ reached: true, detail: 'answered' }),
  echoReplies: countUp(),
  connect: () => Promise.resolve({ reached: true, detail: 'connected', said: 'It works!\n' }),
  resolve: resolveBy(),
  whoHas: () => Promise.resolve({ reached: true, detail: 'answered' }),
}

/** A view of a scene: its snapshot, and nobody has called on the outside and nothing goes over the wire, unless the test says so. */
export const viewOf = (
  { snapshot }: Pick<Scene, 'snapshot'>,
  probes: Probes = allAnswer,
  over: Partial<View> = {},
): View => ({
  snapshot,
  probes,
  outsideLog: [],
  captureOutside: async (_, during) => {
    await during()
    return { frames: [] }
  },
  lookAgain: () => Promise.resolve(snapshot),
  ...over,
})

/** What a statement finds in a scene. */
export const look = async (
  statement: Statement,
  at: Pick<Scene, 'snapshot'>,
  probes: Probes = allAnswer,
  over: Partial<View> = {},
): Promise<Finding> => statement.judge(viewOf(at, probes, over))

/** The same in a word: `pass`, `fail wrong-name`, `cannot-run unreadable`. */
export async function verdict(
  statement: Statement,
  at: Pick<Scene, 'snapshot'>,
  probes: Probes = allAnswer,
  over: Partial<View> = {},
): Promise<string> {
  const finding = await look(statement, at, probes, over)
  return finding.status === 'pass' ? 'pass' : `${finding.status} ${finding.diagnosis.code}`
}

/** The verdicts of several statements, by their names. */
export async function verdicts(
  statements: Record<string, Statement>,
  at: Pick<Scene, 'snapshot'>,
  probes: Probes = allAnswer,
): Promise<Record<string, string>> {
  const told = Object.entries(statements).map(
    async ([name, statement]) => [name, await verdict(statement, at, probes)] as const,
  )
  return Object.fromEntries(await Promise.all(told))
}

/** What `verdicts` gives when each statement has this one verdict. */
export const each = (statements: Record<string, Statement>, said: string): Record<string, string> =>
  Object.fromEntries(Object.keys(statements).map((name) => [name, said]))
