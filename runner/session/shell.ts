import { spawn } from 'node:child_process'
import { LabError } from '../lab-error.ts'
import { enterCommand } from '../world/enter.ts'
import { worldInit } from '../world/find-worlds.ts'
import type { LabWorld } from './lab-world.ts'

export interface ShellOptions {
  command: string[]
  host: string
  terminal: boolean
  env?: Record<string, string>
}

const signalBase = 128

/** Runs a command on a host with our own standard streams, and resolves to its exit code. */
export function runOnHost(
  world: Pick<LabWorld, 'folder'>,
  { command, host, terminal, env = {} }: ShellOptions,
): Promise<number> {
  const init = worldInit(world.folder)
  if (init === undefined)
    throw new LabError('cannotRun', 'world-gone', 'The lab world has ended.', 'Start it again: lab start')
  const [program, ...words] = enterCommand({ init, host, command, terminal, env })
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'inherit' })
    // The terminal sends Ctrl-C to all of us: it is the command's to decide, we wait for what it says.
    const ignore = (): void => undefined
    process.on('SIGINT', ignore)
    child.on('error', (error) =>
      reject(
        new LabError(
          'cannotRun',
          'program-missing',
          `nsenter cannot be started: ${error.message}.`,
          'Run `./lab setup`.',
          error,
        ),
      ),
    )
    child.on('close', (code, signal) => {
      process.off('SIGINT', ignore)
      resolve(code ?? signalBase + (signal === 'SIGINT' ? 2 : 15))
    })
  })
}

/** The host that a person names, or a lab's first. */
export function chooseHost(
  { status }: Pick<LabWorld, 'status'>,
  wanted: string | boolean | undefined,
): string {
  const names = status.hosts.map(({ name }) => name)
  if (wanted === undefined) return names[0] ?? 'host1'
  if (typeof wanted === 'string' && names.includes(wanted)) return wanted
  throw new LabError(
    'usage',
    'host-unknown',
    `This lab has no host “${String(wanted)}”.`,
    `Its hosts: ${names.join(', ')}.`,
  )
}
