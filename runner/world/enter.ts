import { hostEnvironment } from './host-bundle.ts'
import { systemPathText } from './tools.ts'

export interface Entry {
  /** The machine's process id of the world's init. */
  init: number
  host: string
  command: string[]
  /** Give the command a terminal of the host's own (devpts), which follows the size of ours. */
  terminal: boolean
  env: Record<string, string>
  /** `/root` when absent, which a student may have deleted. */
  cwd?: string
}

/**
 * The machine's command line that runs a command on a host: into the world by nsenter(1), from there by `runc exec`,
 * which makes the terminal and lets go of everything that is the world's.
 */
export function enterCommand({
  init,
  host,
  command,
  terminal,
  env,
  cwd = '/root',
}: Entry): [string, ...string[]] {
  const variables = Object.entries({ ...hostEnvironment, ...env }).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ])
  const intoWorld = ['-t', String(init), '-U', '-m', '-u', '-i', '-n', '-p', '--']
  const runc = ['env', '-i', `PATH=${systemPathText}`, 'runc', '--rootless', 'true', '--root', '/run/runc']
  const exec = ['exec', '--cwd', cwd, ...(terminal ? ['--tty'] : []), ...variables, host]
  return ['nsenter', ...intoWorld, ...runc, ...exec, ...command]
}
