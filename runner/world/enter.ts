import { controlGroupsOf } from './control-groups.ts'
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

/** Goes into the control groups named in $1 and becomes the rest of its arguments. */
const joinGroups =
  'for group in $1; do { echo 0 >"$group/cgroup.procs"; } 2>/dev/null || true; done; shift; exec "$@"'

/**
 * The machine's command line that runs a command on a host: into the world's control groups, so that its limits hold for
 * what is typed, too; into the world by nsenter(1), and from there by `runc exec`, which makes the terminal and lets go of
 * everything that is the world's.
 */
export function enterCommand(
  { init, host, command, terminal, env, cwd = '/root' }: Entry,
  groups: string[] = controlGroupsOf(init),
): [string, ...string[]] {
  const variables = Object.entries({ ...hostEnvironment, ...env }).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ])
  const joining = groups.length > 0 ? ['/bin/sh', '-c', joinGroups, 'enter', groups.join(' ')] : []
  const intoWorld = ['-t', String(init), '-U', '-m', '-u', '-i', '-n', '-p', '-C', '--']
  const runc = ['env', '-i', `PATH=${systemPathText}`, 'runc', '--rootless', 'true', '--root', '/run/runc']
  const exec = ['exec', '--cwd', cwd, ...(terminal ? ['--tty'] : []), ...variables, host]
  const [program, ...words] = [...joining, 'nsenter', ...intoWorld, ...runc, ...exec, ...command]
  return [program ?? 'nsenter', ...words]
}
