import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentClient } from '../agent/client.ts'
import { projectFolder } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import { drawTopology } from '../draw/topology/draw-text.ts'
import { readTopology } from '../draw/topology/read-topology.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import { withOwnWorld } from '../session/lab-world.ts'
import type { Places } from '../world/places.ts'
import { plainSteps } from './case.ts'

/** What a lab's picture needs to know of it. */
type PicturedLab = Pick<Lab, 'id' | 'slug' | 'title'>

/** A terminal of 80 columns shows a block of code with an indent. */
const width = 76
const marked = /^<!-- picture -->\n```text\n([\s\S]*?)^```$/m

const files = ({ slug }: PicturedLab, project: string): { walkthrough: string; svg: string } => {
  const folder = join(project, 'labs', slug)
  return { walkthrough: join(folder, 'walkthrough.md'), svg: join(folder, 'picture.svg') }
}

/** The two forms of a solved lab's picture. */
async function draw({ id, title }: PicturedLab, snapshot: Snapshot): Promise<{ text: string; svg: string }> {
  const topology = readTopology(snapshot, 'hide')
  const { drawSvg } = await import('../draw/topology/draw-svg.ts')
  const text = `${drawTopology(topology, { width, unicode: true })}\n`
  return { text, svg: drawSvg(topology, `Lab ${id}, ${title}: the network when every step is done`) }
}

const anew = ({ id }: PicturedLab): string => `lab verify ${id} --refresh draws it anew`

const unmarked =
  'walkthrough.md has no picture: put a line <!-- picture --> and an empty ```text block under it into the introduction'

/** How a lab's pictures differ from what its solved host looks like, in sentences; none when they do not. */
export async function pictureProblems(
  lab: PicturedLab,
  snapshot: Snapshot,
  project = projectFolder(),
): Promise<string[]> {
  const { walkthrough, svg } = files(lab, project)
  const drawn = await draw(lab, snapshot)
  const text = marked.exec(readFileSync(walkthrough, 'utf8'))?.[1]
  const problems: string[] = []
  if (text === undefined) problems.push(unmarked)
  else if (text !== drawn.text)
    problems.push(`the picture in walkthrough.md is not what the solved lab looks like: ${anew(lab)}`)
  if (!existsSync(svg)) problems.push(`there is no picture.svg: ${anew(lab)}`)
  else if (readFileSync(svg, 'utf8') !== drawn.svg)
    problems.push(`picture.svg is not what the solved lab looks like: ${anew(lab)}`)
  return problems
}

/** Writes a lab's pictures as its solved host looks. Returns what stands in the way, in sentences. */
export async function refreshPicture(
  lab: PicturedLab,
  snapshot: Snapshot,
  project = projectFolder(),
): Promise<string[]> {
  const { walkthrough, svg } = files(lab, project)
  const before = readFileSync(walkthrough, 'utf8')
  if (!marked.test(before)) return [unmarked]
  const drawn = await draw(lab, snapshot)
  const after = before.replace(marked, () => `<!-- picture -->\n\`\`\`text\n${drawn.text}\`\`\``)
  if (after !== before) writeFileSync(walkthrough, after)
  writeFileSync(svg, drawn.svg)
  return []
}

const settleMs = 5000
const againMs = 200
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, againMs))

/** A snapshot of which a second one, a moment later, shows the same picture: nothing is on its way up any more. */
async function settledSnapshot(client: AgentClient, deadline: number): Promise<Snapshot> {
  const look = async (): Promise<{ snapshot: Snapshot; shape: string }> => {
    const snapshot = await client.snapshot()
    return { snapshot, shape: JSON.stringify(readTopology(snapshot)) }
  }
  let before = await look()
  for (;;) {
    await pause()
    const now = await look()
    if (now.shape === before.shape || Date.now() > deadline) return now.snapshot
    before = now
  }
}

/** Compares a solved lab's picture with its host, for as long as that may still be settling; what is wrong, in sentences. */
export async function judgePicture(client: AgentClient, lab: PicturedLab): Promise<string[]> {
  const deadline = Date.now() + settleMs
  for (;;) {
    const problems = await pictureProblems(lab, await client.snapshot())
    if (problems.length === 0 || Date.now() > deadline) return problems
    await pause()
  }
}

/** Plays a lab's script in a world of its own, but for steps that not every machine can carry, and draws the lab's pictures anew. Returns what stood in the way. */
export const redrawLab = (places: Places, lab: Lab): Promise<string[]> =>
  withOwnWorld(places, lab, 'draw', async ({ client }) => {
    await client.play({ steps: plainSteps(lab) }, () => undefined)
    return refreshPicture(lab, await settledSnapshot(client, Date.now() + settleMs))
  })
