import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../course/find-labs.ts'

const script = 'world-files/host-files/opt/shell.bash'

/** What the student's shell reads at its start: from the build, or from the sources in tests. */
const shellText = (project: string): string => {
  const built = join(project, 'dist/world', script.slice('world-files/'.length))
  return readFileSync(existsSync(built) ? built : join(project, 'runner/world', script), 'utf8')
}

/**
 * The command of a student's shell. It brings along what it reads at its start: everything on a host but /usr is the
 * student's to delete, and the shell opens all the same.
 */
export const studentShell = (project = projectFolder()): string[] => [
  '/usr/bin/bash',
  '-c',
  'cd /root 2>/dev/null; exec /usr/bin/bash --rcfile <(printf %s "$1")',
  'bash',
  shellText(project),
]
