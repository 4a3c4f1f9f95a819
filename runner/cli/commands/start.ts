import { findLab } from '../../course/find-labs.ts'
import { exitCodes } from '../../lab-error.ts'
import { drawWalkthrough } from '../../draw/walkthrough.ts'
import { startLabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { runOnHost } from '../../session/shell.ts'
import { firstWord, type Run } from '../command.ts'

/** Starts a lab or comes back to it; prints its walkthrough and opens the student's shell on its host. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const world = await startLabWorld(places, lab)
  openProgress(places, lab.id, terminal).save()
  const host = world.status.hosts[0]?.name ?? 'host1'
  if (call.options['detach'] === true) {
    const how = world.fresh ? 'runs' : 'runs already'
    terminal.out(
      `Lab ${lab.id} ${how}: Docker Engine ${world.status.engine} on ${host}. Enter it: lab shell ${lab.id}\n`,
    )
    return exitCodes.pass
  }
  terminal.out(drawWalkthrough(lab, terminal))
  const again = world.fresh ? '' : ' again, as you left it'
  terminal.out(
    `\nYou are root on ${host}${again}. Leave with \`exit\`: the lab goes on until \`lab stop ${lab.id}\`.\nIn another terminal: lab check ${lab.id} · lab hint ${lab.id} · lab shell ${lab.id}\n\n`,
  )
  const env = { TERM: terminal.env['TERM'] ?? 'dumb', VETHLAB_PROMPT: `lab ${lab.id}` }
  const tty = process.stdin.isTTY === true && process.stdout.isTTY === true
  await runOnHost(world, { command: ['/bin/bash'], host, terminal: tty, env })
  return exitCodes.pass
}
