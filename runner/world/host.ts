import { hostEnvironment } from './host-bundle.ts'

/** A host of a world, as the agent knows it. */
export interface Host {
  name: string
  /** The host's init, in the agent's pid namespace. */
  pid: number
  /** eth0's address towards the outside. */
  address: string
}

/** The command line that runs `command` as root on a host, in all of its namespaces and nothing of the world's. */
export function onHost(
  host: Pick<Host, 'pid'>,
  command: string[],
  env: Record<string, string> = {},
  /** A student may have deleted it. */
  cwd = '/root',
): [string, ...string[]] {
  const variables = Object.entries({ ...hostEnvironment, ...env }).map(([key, value]) => `${key}=${value}`)
  const enter = ['-U', '-m', '-u', '-i', '-n', '-p', `--target=${host.pid}`, '--']
  return ['nsenter', ...enter, 'env', '-i', '-C', cwd, ...variables, ...command]
}
