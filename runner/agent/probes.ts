import type { ConnectResult, ProbeResult, Probes, ProbeSource } from '../judge/view.ts'
import { resolve } from './resolve.ts'
import { runCommand, type CommandResult } from '../world/run-command.ts'

const tries = 2
/** Seconds. */
const patience = 1

const options = {
  timeoutMs: 5000,
  maxBytes: 64 * 1024,
  env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
}

/** Reads what ping(8) of iputils prints; its exit code is 0 for an answer, 1 for none, 2 for anything else. */
const readPing = (exitCode: number, stdout: string, stderr: string): ProbeResult => {
  const summary = /\d+ packets transmitted.*/.exec(stdout)?.[0]
  const error = /^(?:ping: )?.*(?:unreachable|Unreachable).*$/m.exec(`${stdout}\n${stderr}`)?.[0]
  if (exitCode === 0) return { reached: true, detail: summary ?? 'answered' }
  // ping says 2 for a missing route: the network's own answer, not a failure of the probe.
  if (exitCode === 1 || error !== undefined)
    return { reached: false, detail: error?.replace(/^ping: /, '') ?? summary ?? 'no answer' }
  return { reached: null, detail: stderr.trim() || `ping ended with ${exitCode}` }
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
  async ping(from: ProbeSource, address: string): Promise<ProbeResult> {
    if (from.netns === '') return noProcess(from)
    const ping = ['ping', '-n', '-c', '1', '-W', String(patience), address]
    let result: ProbeResult = { reached: null, detail: 'not tried' }
    // One packet may be lost while a neighbour is being asked for; a second try says more than a longer wait.
    for (let count = 0; count < tries && result.reached !== true; count += 1) {
      const { exitCode, stdout, stderr } = await runCommand(
        ['nsenter', `--net=${from.netns}`, ...ping],
        options,
      )
      result = readPing(exitCode, stdout, stderr)
    }
    return result
  },

  async connect(from: ProbeSource, address: string, port: number): Promise<ConnectResult> {
    if (from.netns === '') return noProcess(from)
    const curl = ['curl', ...curlFlags, ...curlLimits, ...curlReport, `http://${address}:${port}/`]
    return readCurl(
      await runCommand(['nsenter', `--net=${from.netns}`, ...curl], { ...options, maxBytes: mostSaid }),
    )
  },

  resolve,
}
