import type { DockerClient } from './docker-client.ts'
import { createDockerClient } from './docker-client.ts'
import { createVoucher } from './engine-owner.ts'
import { connectToEngine } from './engine-socket.ts'
import { runCommand } from './run-command.ts'

export interface RunOptions {
  /** A path to the network namespace the command runs in; the agent's own without it. */
  netns?: string
  timeoutMs: number
  /** Of standard output and standard error together. */
  maxBytes: number
  /** Standard input; empty without it. */
  input?: string
}

export interface RunResult {
  stdout: string
  stderr: string
  exitCode: number
}

/** One lab host, and the agent's means to look at it. */
export interface HostSource {
  /** The host's name in the lab. */
  name: string
  /** The agent's pid of the host's init. */
  pid: number
  /** Runs one of the machine's own tools. Rejects with LabError when it cannot start, takes too long or prints too much. */
  run: (command: string[], options: RunOptions) => Promise<RunResult>
  docker: DockerClient
  /** Where ip(8) of the agent's mount namespace looks for names: a folder the agent may write to. */
  namespaceDirectory: string
}

/** The host whose init has this pid for the agent, read with the machine's tools and the engine's own socket. */
export function createHostSource(host: {
  name: string
  pid: number
  namespaceDirectory?: string
}): HostSource {
  const vouch = createVoucher(host.pid)
  return {
    name: host.name,
    pid: host.pid,
    run: runCommand,
    docker: createDockerClient({ connect: () => connectToEngine(host.pid, undefined, vouch) }),
    namespaceDirectory: host.namespaceDirectory ?? '/run/netns',
  }
}
