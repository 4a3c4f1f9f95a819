import { readFile } from 'node:fs/promises'
import type { ConnectResult, ProbeResult, Probes, ProbeSource } from '../judge/view.ts'
import { ipCountersPath, parseIpCounters } from '../observe/parse-ip-counters.ts'
import { resolve } from './resolve.ts'
import { outside } from '../world/outside-addresses.ts'
import { runCommand, type CommandResult } from '../world/run-command.ts'

const tries = 2
/** Seconds. */
const patience = 1

const options = {
  timeoutMs: 5000,
  maxBytes: 64 * 1024,
  env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
}

/** Bytes of an ICMP echo that are not its data: an IPv4 header without options, and its own (RFC 791, RFC 792). */
const headers = 28

/** The words of ping(8) of iputils for one echo; `wholeBytes` as in Probes. */
export const pingWords = (address: string, wholeBytes?: number): string[] => [
  'ping',
  '-n',
  '-c',
  '1',
  '-W',
  String(patience),
  ...(wholeBytes === undefined ? [] : ['-M', 'do', '-s', String(wholeBytes - headers)]),
  address,
]

/**
 * The network's own word on why there is no answer; a packet too long is refused by the own kernel or by a router, and
 * one whose route is a dead end by the own kernel: `connect: Invalid argument` for `blackhole`, `Do you want to ping
 * broadcast?` for `prohibit` (EACCES, which ping takes for its own case).
 */
const refusal =
  /^(?:ping: )?.*(?:unreachable|message too long|Frag needed|connect: |Do you want to ping broadcast).*$/im

/**
 * Reads what ping(8) of iputils prints; its exit code is 0 for an answer, 1 for none, 2 for anything else. nsenter(1), which
 * takes it to its place, ends with 1 as well: without a summary there was no ping.
 */
export const readPing = ({
  exitCode,
  stdout,
  stderr,
}: Pick<CommandResult, 'exitCode' | 'stdout' | 'stderr'>): ProbeResult => {
  const summary = /\d+ packets transmitted.*/.exec(stdout)?.[0]
  const error = refusal.exec(`${stdout}\n${stderr}`)?.[0]
  if (exitCode === 0) return { reached: true, detail: summary ?? 'answered' }
  // ping says 2 for a missing route: the network's own answer, not a failure of the probe.
  const told = error?.replace(/^ping: /, '') ?? (exitCode === 1 ? summary : undefined)
  if (told !== undefined) return { reached: false, detail: told }
  return { reached: null, detail: stderr.trim() || `ping ended with ${exitCode}` }
}

/** The words of arping(8) of iputils for one question to all on the wire. */
const arpingWords = ['arping', '-c', '1', '-w', String(patience), '-I', outside.wire] as const

/** arping(8) of iputils ends with 0 for an answer, 1 for none, 2 for anything else. */
export const readArping = ({ exitCode, stderr }: Pick<CommandResult, 'exitCode' | 'stderr'>): ProbeResult => {
  if (exitCode === 0) return { reached: true, detail: 'answered' }
  if (exitCode === 1) return { reached: false, detail: 'no answer' }
  return { reached: null, detail: stderr.trim() || `arping ended with ${exitCode}` }
}

/** Seconds for the whole of a connection: a lost SYN is sent again after one. */
const connectPatience = 2
const mostSaid = 4096
/** curl(1) writes this line to stderr when it has ended by itself: with it, what went wrong was the network's doing. */
const curlMark = /^vethlab connected in ([\d.]+)$/m
const curlFlags = ['-q', '--silent', '--show-error', '--noproxy', '*', '--http0.9']
const curlLimits = ['--max-time', String(connectPatience)]
const curlReport = ['--write-out', '%{stderr}vethlab connected in %{time_connect}\n']

/** Reads what curl(1) prints. Only a connection that was made has taken any time. */
const readCurl = ({ exitCode, stdout, stderr, truncated }: CommandResult): ConnectResult => {
  if (truncated) return { reached: true, detail: `said more than ${mostSaid} bytes`, said: stdout }
  const connected = curlMark.exec(stderr)?.[1]
  const error = /^curl: \(\d+\) (.*)$/m.exec(stderr)?.[1]
  if (connected === undefined)
    return { reached: null, detail: stderr.trim() || `curl ended with ${exitCode}` }
  if (Number(connected) > 0) return { reached: true, detail: error ?? 'answered', said: stdout }
  return { reached: false, detail: error ?? `curl ended with ${exitCode}` }
}

const noProcess = ({ name }: ProbeSource): { reached: null; detail: string } => ({
  reached: null,
  detail: `${name} has no process to enter its namespace by`,
})

/** Probes made with the machine's own tools, in the network namespace of the source and nothing else of it. */
export const probes: Probes = {
  async ping(from: ProbeSource, address: string, wholeBytes?: number): Promise<ProbeResult> {
    if (from.netns === '') return noProcess(from)
    const [program = '', ...words] = pingWords(address, wholeBytes)
    const ping = [program, ...(from.address === undefined ? [] : ['-I', from.address]), ...words]
    let result: ProbeResult = { reached: null, detail: 'not tried' }
    // One packet may be lost while a neighbour is being asked for; a second try says more than a longer wait.
    for (let count = 0; count < tries && result.reached !== true; count += 1) {
      result = readPing(await runCommand(['nsenter', `--net=${from.netns}`, ...ping], options))
    }
    return result
  },

  async echoReplies(netns: string): Promise<number | null> {
    const file = netns.replace(/ns\/net$/, 'net/snmp')
    try {
      const lines = (await readFile(file, 'utf8')).split('\n').map((line) => `${ipCountersPath}:${line}`)
      return parseIpCounters(lines.join('\n'))['IcmpOutEchoReps'] ?? null
    } catch {
      return null // the process that led there has ended
    }
  },

  async connect(from: ProbeSource, address: string, port: number): Promise<ConnectResult> {
    if (from.netns === '') return noProcess(from)
    const bound = from.address === undefined ? [] : ['--interface', from.address]
    const curl = ['curl', ...curlFlags, ...bound, ...curlLimits, ...curlReport, `http://${address}:${port}/`]
    return readCurl(
      await runCommand(['nsenter', `--net=${from.netns}`, ...curl], { ...options, maxBytes: mostSaid }),
    )
  },

  resolve,

  async whoHas(address: string): Promise<ProbeResult> {
    return readArping(await runCommand([...arpingWords, address], options))
  },
}
