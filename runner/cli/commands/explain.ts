import { findLab } from '../../course/find-labs.ts'
import { renderExplanation } from '../../draw/explain.ts'
import type { Explanation } from '../../explain/explanation.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { openLabWorld } from '../../session/lab-world.ts'
import { firstWord, type Call, type Run } from '../command.ts'

const portOf = ({ options }: Call): { port?: number } => {
  const { port } = options
  if (port === undefined) return {}
  if (typeof port === 'string' && /^\d{1,5}$/.test(port)) return { port: Number(port) }
  throw new LabError(
    'usage',
    'port-wrong',
    `--port takes a number from 1 to 65535, not “${String(port).slice(0, 40)}”.`,
  )
}

/** 0 when an answer came from where it should, 1 when none did, 3 when nobody could tell. */
const exitCodeOf = ({ outcome, probe }: Explanation): number => {
  if (outcome === 'unknown') return exitCodes.cannotRun
  const answered = outcome === 'arrives' || (outcome === 'unexplained' && probe?.reached === true)
  return answered ? exitCodes.pass : exitCodes.failed
}

/** Walks a packet from one place of a started lab to another, and says where it stops and why. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const [, from = '', to = ''] = call.args
  const order = { from, to, ...portOf(call) }
  const { client } = await openLabWorld(places, lab)
  const explanation = await client.explain(order)
  if (call.options['json'] === true)
    terminal.out(`${JSON.stringify({ schemaVersion: 1, lab: lab.id, ...explanation })}\n`)
  else
    terminal.out(renderExplanation(explanation, { ...terminal, commands: call.options['commands'] === true }))
  return exitCodeOf(explanation)
}
