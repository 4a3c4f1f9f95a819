import { explain, plan } from '../explain/explain.ts'
import type { Explanation, ExplainRequest, ProbeReport } from '../explain/explanation.ts'
import type { Terrain } from '../explain/terrain.ts'
import type { Trip } from '../explain/walk.ts'
import type { ProbeSource } from '../judge/view.ts'
import { causeText } from '../lab-error.ts'
import { askRoute, questionKey, type RouteQuestion } from '../observe/ask-route.ts'
import { holdNamespaces } from '../observe/hold-namespaces.ts'
import type { HostSource } from '../observe/host-source.ts'
import { mapFew } from '../observe/read-engine.ts'
import { readOutside } from '../observe/read-outside.ts'
import { readSettings, type NamespaceSettings } from '../observe/read-settings.ts'
import { takeSnapshot } from '../observe/take-snapshot.ts'
import { probes } from './probes.ts'

/** Whose way is explained, and where its namespaces can be entered. */
interface Ground {
  source: HostSource
  paths: ReadonlyMap<number, string>
}

/** As often as a walk may come upon new questions: each namespace on the way asks one or two. */
const mostRounds = 12

/** Namespaces that are read at the same time. */
const atOnce = 6

const ownNamespace = '/proc/self/ns/net'

/** The host and the outside as they are now, and nothing of what only a walk asks for. */
const read = async ({ source }: Ground): Promise<Terrain> => {
  const [snapshot, outside] = await Promise.all([
    takeSnapshot(source, { firewalls: 'all' }),
    readOutside(source),
  ])
  return { snapshot, outside, settings: new Map(), routes: new Map(), before: null, answered: null }
}

const withSettings = async ({ source, paths }: Ground, terrain: Terrain): Promise<Terrain> => {
  const all = [...paths, [terrain.outside.inode, ownNamespace] as const]
  const settings = await mapFew(
    all,
    atOnce,
    async ([inode, path]): Promise<[number, NamespaceSettings][]> => {
      try {
        return [[inode, await readSettings(source, path)]]
      } catch {
        return [] // it has ended meanwhile, or is told among what the snapshot could not read
      }
    },
  )
  return { ...terrain, settings: new Map(settings.flat()) }
}

const send = async (
  { paths }: Ground,
  { outside }: Terrain,
  { from, source, destination, port }: Trip,
): Promise<ProbeReport> => {
  const netns = from.inode === outside.inode ? ownNamespace : (paths.get(from.inode) ?? '')
  const sender: ProbeSource = {
    name: 'it',
    netns,
    hostPid: null,
    ...(source !== null && { address: source }),
  }
  const { reached, detail } =
    port === null ? await probes.ping(sender, destination) : await probes.connect(sender, destination, port)
  return { reached, detail }
}

/** Asks the kernel, and gives the walk all answers so far; a question without an answer is not asked twice. */
async function askKernel(
  { source, paths }: Ground,
  terrain: Terrain,
  questions: readonly RouteQuestion[],
): Promise<Terrain> {
  const routes = new Map(terrain.routes)
  for (const question of questions) {
    const netns = question.inode === terrain.outside.inode ? ownNamespace : paths.get(question.inode)
    // A namespace that has gone meanwhile, or no answer in time: the walk goes by the tables that were read.
    const answer = netns === undefined ? null : await askRoute(source, netns, question).catch(() => null)
    routes.set(questionKey(question), answer)
  }
  return { ...terrain, routes }
}

/** Walks again and again until the kernel has said all that the walk wants to know of routes. */
async function settle(
  ground: Ground,
  start: Terrain,
  request: ExplainRequest,
  probe: ProbeReport | null,
): Promise<Explanation> {
  let terrain = start
  for (let round = 1; ; round += 1) {
    const { explanation, questions } = explain(terrain, request, probe)
    if (questions.length === 0 || round === mostRounds) return explanation
    terrain = await askKernel(ground, terrain, questions)
  }
}

/**
 * Explains the way from one place of a host's lab to another: reads the host, sends one ping or opens one connection,
 * reads it again for what that has counted, and walks the packet through what was read. Throws LabError for what cannot
 * be walked.
 */
export async function explainWay(
  { source }: { source: HostSource },
  request: ExplainRequest,
): Promise<Explanation> {
  const held = await holdNamespaces(source.pid)
  const ground: Ground = { source, paths: held.paths }
  try {
    const before = await read(ground)
    const { trip } = plan(before, request)
    if (trip === null) return explain(before, request, null).explanation
    const probe = await send(ground, before, trip).catch((error: unknown): ProbeReport => ({
      reached: null,
      detail: causeText(error),
    }))
    // where nothing was sent, counters that stand still say nothing
    const then = probe.reached === null ? null : before.snapshot
    const after = await withSettings(ground, await read(ground))
    return await settle(ground, { ...after, before: then, answered: probe.reached }, request, probe)
  } finally {
    await held.release()
  }
}
