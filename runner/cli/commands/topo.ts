import { findLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { compareTopologies, comparisonReport } from '../../draw/comparison/compare.ts'
import { drawComparison, drawGoal, drawNow } from '../../draw/comparison/draw-comparison.ts'
import { markTopology } from '../../draw/comparison/mark.ts'
import { createPaint } from '../../draw/paint.ts'
import { readHosts } from '../../draw/topology/read-topology.ts'
import type { Topology } from '../../draw/topology/topology.ts'
import { safeText } from '../../observe/safe-text.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { openLabWorld } from '../../session/lab-world.ts'
import { findGoal, readGoal } from '../../session/read-goal.ts'
import { firstWord, type Call, type Run, type Setting } from '../command.ts'
import { writePicture } from '../write-picture.ts'

/** What is to be seen. */
type Sight =
  | { kind: 'now'; now: Topology; goal: Topology | null }
  | { kind: 'goal'; goal: Topology }
  | { kind: 'diff'; now: Topology; goal: Topology }

const titles: Record<Sight['kind'], string> = {
  now: 'the network as it is now',
  goal: 'the network when every step is done',
  diff: 'the network as it is now, beside its goal',
}

/** LabError `topo-choice` where two were asked for that exclude each other. */
function choose({ options }: Call): Sight['kind'] {
  const [goal, diff] = [options['goal'] === true, options['diff'] === true]
  if (goal && diff)
    throw new LabError(
      'usage',
      'topo-choice',
      '--goal and --diff exclude each other.',
      '--diff shows the goal too.',
    )
  const forms = ['svg', 'mermaid', 'json'].filter((name) => options[name] !== undefined)
  if (forms.includes('mermaid') && forms.length > 1)
    throw new LabError(
      'usage',
      'topo-choice',
      `--${forms.join(' and --')} exclude each other.`,
      'Call it once for each.',
    )
  return goal ? 'goal' : diff ? 'diff' : 'now'
}

async function look(kind: Sight['kind'], lab: Lab, { places }: Setting): Promise<Sight> {
  if (kind === 'goal') return { kind, goal: readGoal(lab) }
  const [wanted, { client }] = [
    kind === 'diff' ? readGoal(lab) : findGoal(lab),
    await openLabWorld(places, lab),
  ]
  const now = readHosts(await client.snapshots())
  return kind === 'diff' && wanted !== null ? { kind, now, goal: wanted } : { kind: 'now', now, goal: wanted }
}

/** One picture of it: with the goal beside it, what differs is marked in it. */
function pictured(sight: Sight): Topology {
  if (sight.kind === 'goal') return sight.goal
  return sight.kind === 'now' ? sight.now : markTopology(compareTopologies(sight.now, sight.goal))
}

function asJson(lab: Lab, sight: Sight): string {
  const [topology, shows] = sight.kind === 'goal' ? [sight.goal, 'goal'] : [sight.now, 'now']
  const comparison =
    sight.kind === 'goal' || sight.goal === null
      ? null
      : comparisonReport(compareTopologies(sight.now, sight.goal))
  return `${JSON.stringify({ schemaVersion: 1, lab: lab.id, shows, ...topology, comparison })}\n`
}

function asText(sight: Sight, ascii: boolean, { terminal }: Setting): string {
  const { width, columns, colour } = terminal
  const unicode = terminal.unicode && !ascii
  const style = { width: Math.min(width, 78), columns, unicode, paint: createPaint(colour) }
  if (sight.kind === 'diff') return drawComparison(sight.now, sight.goal, style)
  return sight.kind === 'goal' ? drawGoal(sight.goal, style) : drawNow(sight.now, sight.goal, style)
}

/** Draws the network of a started lab, or its goal, or both: for the terminal, as Mermaid or JSON, or into an SVG file. */
export const run: Run = async (call, setting) => {
  const { terminal } = setting
  const kind = choose(call)
  const lab = findLab(firstWord(call))
  const sight = await look(kind, lab, setting)
  const title = `Lab ${lab.id}, ${lab.title}: ${titles[kind]}`
  const { svg, mermaid, json, ascii } = call.options
  if (typeof svg === 'string') {
    const { drawSvg } = await import('../../draw/topology/draw-svg.ts')
    writePicture(svg, drawSvg(pictured(sight), title))
  }
  if (json === true) {
    terminal.out(asJson(lab, sight))
    return exitCodes.pass
  }
  if (sight.kind !== 'goal')
    for (const reason of sight.now.unreadable)
      terminal.err(`Not all could be read: ${safeText(reason, { multiline: false })}\n`)
  if (typeof svg === 'string') terminal.out(`${svg} is drawn.\n`)
  else if (mermaid === true) {
    const { drawMermaid } = await import('../../draw/topology/draw-mermaid.ts')
    terminal.out(drawMermaid(pictured(sight), title))
  } else {
    terminal.out(`${asText(sight, ascii === true, setting)}\n`)
    if (sight.kind === 'now' && sight.goal !== null)
      terminal.out(`\`lab topo ${lab.id} --diff\` shows it beside the goal.\n`)
  }
  return exitCodes.pass
}
