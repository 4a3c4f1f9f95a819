import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentClient } from '../agent/client.ts'
import { projectFolder } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import { drawTopology } from '../draw/topology/draw-text.ts'
import { readHosts } from '../draw/topology/read-topology.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import { withOwnWorld } from '../session/lab-world.ts'
import type { Places } from '../world/places.ts'
import { plainSteps } from './case.ts'

/** What a lab's picture needs to know of it. */
type PicturedLab = Pick<Lab, 'id' | 'slug' | 'title'>

/** A terminal of 80 columns shows a block of code with an indent. */
const width = 76
const marked = /^<!-- picture -->\n```text\n([\s\S]*?)^```$/m

interface Drawn {
  /** For the walkthrough. */
  text: string
  /** Whole files, by name. */
  files: Record<'picture.svg' | 'goal.json', string>
  unreadable: string[]
}

const folderOf = ({ slug }: PicturedLab, project: string): string => join(project, 'labs', slug)

/** The forms of a solved lab's picture: for people, and for what compares a student's network with it. */
async function draw({ id, title }: PicturedLab, snapshots: readonly Snapshot[]): Promise<Drawn> {
  const topology = readHosts(snapshots, 'hide')
  const { drawSvg } = await import('../draw/topology/draw-svg.ts')
  return {
    text: `${drawTopology(topology, { width, unicode: true })}\n`,
    files: {
      'picture.svg': drawSvg(topology, `Lab ${id}, ${title}: the network when every step is done`),
      'goal.json': `${JSON.stringify({ schemaVersion: 1, lab: id, ...topology }, null, 2)}\n`,
    },
    unreadable: topology.unreadable,
  }
}

const anew = ({ id }: PicturedLab): string => `lab verify ${id} --refresh draws it anew`

const unmarked =
  'walkthrough.md has no picture: put a line <!-- picture --> and an empty ```text block under it into the introduction'

/** How a lab's pictures differ from what its solved host looks like, in sentences; none when they do not. */
export async function pictureProblems(
  lab: PicturedLab,
  snapshots: readonly Snapshot[],
  project = projectFolder(),
): Promise<string[]> {
  const folder = folderOf(lab, project)
  const drawn = await draw(lab, snapshots)
  const text = marked.exec(readFileSync(join(folder, 'walkthrough.md'), 'utf8'))?.[1]
  const problems: string[] = []
  if (text === undefined) problems.push(unmarked)
  else if (text !== drawn.text)
    problems.push(`the picture in walkthrough.md is not what the solved lab looks like: ${anew(lab)}`)
  for (const [name, whole] of Object.entries(drawn.files)) {
    const file = join(folder, name)
    if (!existsSync(file)) problems.push(`there is no ${name}: ${anew(lab)}`)
    else if (readFileSync(file, 'utf8') !== whole)
      problems.push(`${name} is not what the solved lab looks like: ${anew(lab)}`)
  }
  return problems
}

/** Writes a lab's pictures, its goal among them, as its solved host looks. Returns what stands in the way, in sentences. */
export async function refreshPicture(
  lab: PicturedLab,
  snapshots: readonly Snapshot[],
  project = projectFolder(),
): Promise<string[]> {
  const folder = folderOf(lab, project)
  const walkthrough = join(folder, 'walkthrough.md')
  const before = readFileSync(walkthrough, 'utf8')
  if (!marked.test(before)) return [unmarked]
  const drawn = await draw(lab, snapshots)
  if (drawn.unreadable.length > 0) return drawn.unreadable
  const after = before.replace(marked, () => `<!-- picture -->\n\`\`\`text\n${drawn.text}\`\`\``)
  if (after !== before) writeFileSync(walkthrough, after)
  for (const [name, whole] of Object.entries(drawn.files)) writeFileSync(join(folder, name), whole)
  return []
}

const settleMs = 5000
const againMs = 200
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, againMs))

/** Snapshots of which second ones, a moment later, show the same picture: nothing is on its way up any more. */
async function settledSnapshots(client: AgentClient, deadline: number): Promise<Snapshot[]> {
  const look = async (): Promise<{ snapshots: Snapshot[]; shape: string }> => {
    const snapshots = await client.snapshots()
    return { snapshots, shape: JSON.stringify(readHosts(snapshots)) }
  }
  let before = await look()
  for (;;) {
    await pause()
    const now = await look()
    if (now.shape === before.shape || Date.now() > deadline) return now.snapshots
    before = now
  }
}

/** Compares a solved lab's picture with its host, for as long as that may still be settling; what is wrong, in sentences. */
export async function judgePicture(client: AgentClient, lab: PicturedLab): Promise<string[]> {
  const deadline = Date.now() + settleMs
  for (;;) {
    const problems = await pictureProblems(lab, await client.snapshots())
    if (problems.length === 0 || Date.now() > deadline) return problems
    await pause()
  }
}

/** Plays a lab's script in a world of its own, but for steps that not every machine can carry, and draws the lab's pictures anew. Returns what stood in the way. */
export const redrawLab = (places: Places, lab: Lab): Promise<string[]> =>
  withOwnWorld(places, lab, 'draw', async ({ client }) => {
    await client.play({ steps: plainSteps(lab) }, () => undefined)
    return refreshPicture(lab, await settledSnapshots(client, Date.now() + settleMs))
  })
