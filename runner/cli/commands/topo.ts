import { findLab } from '../../course/find-labs.ts'
import { drawTopology, pictureLegend } from '../../draw/topology/draw-text.ts'
import { readHosts } from '../../draw/topology/read-topology.ts'
import type { Topology } from '../../draw/topology/topology.ts'
import { safeText } from '../../observe/safe-text.ts'
import { exitCodes } from '../../lab-error.ts'
import { openLabWorld } from '../../session/lab-world.ts'
import { firstWord, type Run } from '../command.ts'
import { writePicture } from '../write-picture.ts'

async function writeSvg(file: string, topology: Topology, title: string): Promise<void> {
  const { drawSvg } = await import('../../draw/topology/draw-svg.ts')
  writePicture(file, drawSvg(topology, title))
}

const warnings = ({ unreadable }: Topology): string =>
  unreadable.map((reason) => `Not all could be read: ${safeText(reason, { multiline: false })}\n`).join('')

/** Draws the network of a started lab: for the terminal, as JSON, or into an SVG file. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const { client } = await openLabWorld(places, lab)
  const topology = readHosts(await client.snapshots())
  const { svg } = call.options
  if (typeof svg === 'string')
    await writeSvg(svg, topology, `Lab ${lab.id}, ${lab.title}: the network as it is now`)
  if (call.options['json'] === true) {
    terminal.out(`${JSON.stringify({ schemaVersion: 1, lab: lab.id, ...topology })}\n`)
    return exitCodes.pass
  }
  terminal.err(warnings(topology))
  if (typeof svg === 'string') {
    terminal.out(`${svg} is drawn.\n`)
    return exitCodes.pass
  }
  const unicode = terminal.unicode && call.options['ascii'] !== true
  const style = { width: Math.min(terminal.width, 78), unicode }
  terminal.out(`${[drawTopology(topology, style), ...pictureLegend([topology], style)].join('\n')}\n`)
  return exitCodes.pass
}
