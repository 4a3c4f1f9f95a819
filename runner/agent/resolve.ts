import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NameFiles, ProbeSource, ResolveResult } from '../judge/view.ts'
import { runCommand, type CommandResult } from '../world/run-command.ts'

/**
 * Overrides what resolv.conf says of waiting, resolv.conf(5): one second, twice. A name server that is not there would
 * hold a check up for half a minute.
 */
const patience = 'timeout:1 attempts:2'
const timeoutMs = 8000

/** In a mount namespace of its own the two files take the places where the C library looks for them. */
const lookUp =
  'mount --bind "$1/hosts" /etc/hosts && mount --bind "$1/resolv.conf" /etc/resolv.conf || exit 99; exec getent ahostsv4 -- "$2"'

const hostsText = ({ hosts }: NameFiles): string =>
  hosts.map(({ address, names }) => `${address}\t${names.join(' ')}\n`).join('')

const resolvText = ({ resolver: { nameservers, search, options } }: NameFiles): string =>
  [
    ...nameservers.map((address) => `nameserver ${address}\n`),
    ...(search.length > 0 ? [`search ${search.join(' ')}\n`] : []),
    ...(options.length > 0 ? [`options ${options.join(' ')}\n`] : []),
  ].join('')

/** Reads what getent(1) prints: a line for each address and kind of socket. Its exit code is 2 for a name that was not found. */
const readGetent = ({ exitCode, stdout, stderr, timedOut }: CommandResult): ResolveResult => {
  if (timedOut) return { found: false, detail: 'no name server answered in time' }
  if (exitCode === 0) {
    const addresses = [...stdout.matchAll(/^(\d+(?:\.\d+){3})\s/gm)].map(([, address]) => String(address))
    return { found: true, addresses: [...new Set(addresses)] }
  }
  if (exitCode === 2) return { found: false, detail: 'the name was not found' }
  return { found: null, detail: stderr.trim() || `getent ended with ${exitCode}` }
}

/** Looks a name up with the C library’s own resolver (getent(1)), in the network namespace of the source and with these files. */
export async function resolve(from: ProbeSource, name: string, files: NameFiles): Promise<ResolveResult> {
  if (from.netns === '')
    return { found: null, detail: `${from.name} has no process to enter its namespace by` }
  const folder = await mkdtemp(join(tmpdir(), 'names-'))
  try {
    await writeFile(join(folder, 'hosts'), hostsText(files))
    await writeFile(join(folder, 'resolv.conf'), resolvText(files))
    const command = ['unshare', '--mount', 'sh', '-c', lookUp, 'sh', folder, name]
    return readGetent(
      await runCommand(['nsenter', `--net=${from.netns}`, ...command], {
        timeoutMs,
        maxBytes: 64 * 1024,
        env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', RES_OPTIONS: patience },
      }),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}
