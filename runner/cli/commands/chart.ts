import { findLab } from '../../course/find-labs.ts'
import { drawChart } from '../../draw/chart/draw-text.ts'
import { readChart, type Chart } from '../../draw/chart/read-chart.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { safeText } from '../../observe/safe-text.ts'
import { openLabWorld } from '../../session/lab-world.ts'
import { firstWord, type Run } from '../command.ts'
import { writePicture } from '../write-picture.ts'

const nothingMeasured = (id: string): LabError =>
  new LabError(
    'cannotRun',
    'nothing-measured',
    `No measurement is kept on the host of lab ${id}.`,
    'Keep one there: iperf3 -c ADDRESS -t 1 --json > /root/results/NAME.json',
  )

const warnings = ({ unreadable }: Chart): string =>
  unreadable.map((reason) => `Not all could be read: ${safeText(reason, { multiline: false })}\n`).join('')

/** Draws what a student has measured: for the terminal, as JSON, or into an SVG file. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const { client } = await openLabWorld(places, lab)
  const chart = readChart(await client.snapshot())
  const { svg } = call.options
  if (typeof svg === 'string') {
    if (chart.bars.length === 0) throw nothingMeasured(lab.id)
    const { drawChartSvg } = await import('../../draw/chart/draw-svg.ts')
    writePicture(svg, drawChartSvg(chart.bars, `Lab ${lab.id}, ${lab.title}`))
  }
  if (call.options['json'] === true) {
    terminal.out(`${JSON.stringify({ schemaVersion: 1, lab: lab.id, ...chart })}\n`)
    return exitCodes.pass
  }
  if (chart.bars.length === 0 && chart.spoiled.length === 0) throw nothingMeasured(lab.id)
  terminal.err(warnings(chart))
  const unicode = terminal.unicode && call.options['ascii'] !== true
  terminal.out(
    typeof svg === 'string'
      ? `${svg} is drawn.\n`
      : drawChart(chart, { width: terminal.width, colour: terminal.colour, unicode }),
  )
  return exitCodes.pass
}
