import { findLab } from '../../course/find-labs.ts'
import { drawUndo } from '../../draw/undo.ts'
import { exitCodes } from '../../lab-error.ts'
import { openLabWorld } from '../../session/lab-world.ts'
import { firstWord, type Run } from '../command.ts'

/** Takes back what the last command on the host has changed, and shows the commands that did it. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const { client } = await openLabWorld(places, lab)
  const reply = await client.undo()
  if (call.options['json'] === true)
    terminal.out(`${JSON.stringify({ schemaVersion: 1, lab: lab.id, ...reply })}\n`)
  else terminal.out(drawUndo(lab.id, reply, terminal))
  return reply.left.length === 0 ? exitCodes.pass : exitCodes.failed
}
