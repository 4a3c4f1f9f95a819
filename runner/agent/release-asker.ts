import { LabError } from '../lab-error.ts'
import { onHost, type Host } from '../world/host.ts'
import { runCommand } from '../world/run-command.ts'
import type { ReleaseRequest } from './protocol.ts'

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Who no longer waits has closed the door; then opening it would take for ever. */
const patienceMs = 2000

/**
 * Tells a `lab …` on the host (world-files/host-files/opt/shell.bash) its exit code, through the pipe that it has made. It is
 * written on the host, with nothing of the world's at hand, since everything there is the student's.
 */
export async function releaseAsker(
  { asker, exitCode }: ReleaseRequest,
  host: Pick<Host, 'pid'>,
): Promise<void> {
  if (!isNumber(asker) || !isNumber(exitCode))
    throw new LabError('usage', 'asker-wrong', 'A process and an exit code are numbers.')
  const script = 'test -p "$1" && echo "$2" >"$1"'
  const door = `/run/lab-answer.${asker}`
  await runCommand(
    onHost(host, ['/usr/bin/bash', '-c', script, 'release', door, String(exitCode)], {}, '/'),
    {
      timeoutMs: patienceMs,
    },
  )
}
