import { hostEnvironment } from './host-bundle.ts'
import { limits, outOfMemoryScore } from './limits.ts'

/** A host of a world, as the agent knows it. */
export interface Host {
  name: string
  /** The host's init, in the agent's pid namespace. */
  pid: number
  /** eth0's address towards the outside. */
  address: string
}

/** What the agent runs on a host has the host's limits, and goes before the agent when memory runs out; ulimit counts KiB. */
const asHost = `{ ulimit -d ${limits.data / 1024}; echo ${outOfMemoryScore.host} >/proc/self/oom_score_adj; } 2>/dev/null; exec "$@"`

/** The command line that runs `command` as root on a host, in all of its namespaces and nothing of the world's. */
export function onHost(
  host: Pick<Host, 'pid'>,
  command: string[],
  env: Record<string, string> = {},
  /** A student may have deleted it. */
  cwd = '/root',
): [string, ...string[]] {
  const variables = Object.entries({ ...hostEnvironment, ...env }).map(([key, value]) => `${key}=${value}`)
  const enter = ['-U', '-m', '-u', '-i', '-n', '-p', '-C', `--target=${host.pid}`, '--']
  const onIt = ['nsenter', ...enter, 'env', '-i', '-C', cwd, ...variables, ...command]
  return ['/bin/sh', '-c', asHost, 'host', ...onIt]
}
