import { findLab } from '../../course/find-labs.ts'
import { LabError } from '../../lab-error.ts'
import { openLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { chooseHost, runOnHost } from '../../session/shell.ts'
import { firstWord, type Run } from '../command.ts'

/** The words that put a command into a container's network namespace, as a student on the host could type them. */
async function intoContainer({ client }: LabWorld, wanted: string): Promise<string[]> {
  const { containers, unreadable } = await client.snapshot()
  const running = containers.filter(({ hostPid }) => hostPid !== null)
  const found = running.find(
    ({ id, name }) => name === wanted || (wanted.length >= 4 && id.startsWith(wanted)),
  )
  if (found) return ['nsenter', '-t', String(found.hostPid), '-n', '--']
  const silent = unreadable.find(({ part }) => part === 'engine')
  if (silent)
    throw new LabError(
      'cannotRun',
      'engine-silent',
      `The Docker Engine on the host does not answer: ${silent.reason}`,
      'Start it: sudo service docker start',
    )
  throw new LabError(
    'usage',
    'container-unknown',
    `No container “${wanted}” runs.`,
    running.length === 0 ? 'None runs at all.' : `These run: ${running.map(({ name }) => name).join(', ')}.`,
  )
}

/** A shell, or one command, on a started lab's host. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const world = await openLabWorld(places, lab)
  const host = chooseHost(world, call.options['host'])
  const container = call.options['container']
  const prefix = typeof container === 'string' ? await intoContainer(world, container) : []
  const words = call.args.slice(1)
  const command = words.length > 0 ? words : ['/bin/bash']
  const env = { TERM: terminal.env['TERM'] ?? 'dumb', VETHLAB_PROMPT: `lab ${lab.id}` }
  return runOnHost(world, {
    command: [...prefix, ...command],
    host,
    terminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
    env,
  })
}
