import { LabError } from '../lab-error.ts'
import { onHost, type Host } from '../world/host.ts'
import { runCommand } from '../world/run-command.ts'
import type { ReleaseRequest } from './protocol.ts'

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Who no longer waits has closed the door; then opening it would take for ever. */
const patienceMs = 2000

/**
 * Tells a `lab …` on the host (world-files/host-files/opt/shell.bash) its exit code, in a line of its own, and after it what it
 * is to print, through the pipe that it has made. It is written on the host, with nothing of the world's at hand, since
 * everything there is the student's.
 */
export async function releaseAsker(
  { asker, exitCode, output }: ReleaseRequest,
  host: Pick<Host, 'pid'>,
): Promise<void> {
  if (!isNumber(asker) || !isNumber(exitCode) || typeof output !== 'string')
    throw new LabError(
      'usage',
      'asker-wrong',
      'A process and an exit code are numbers, what it prints is a text.',
    )
  const script = 'test -p "$1" && cat >"$1"'
  const door = `/run/lab-answer.${asker}`
  await runCommand(onHost(host, ['/usr/bin/bash', '-c', script, 'release', door], {}, '/'), {
    timeoutMs: patienceMs,
    input: `${exitCode}\n${output}`,
  })
}
