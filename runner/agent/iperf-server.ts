import { spawn } from 'node:child_process'
import { findTool } from '../world/tools.ts'

/** Who it runs as: nobody, without any privilege. It is a large program, and students send it what they like. */
const asNobody = [
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
  '--no-new-privs',
  '--inh-caps=-all',
  '--bounding-set=-all',
]
/** iperf3 makes a file for each connection; a world's /tmp is root's alone. */
const env = { TMPDIR: '/dev/shm' }
const pauseMs = 200

/**
 * Keeps an iperf3 server on port 5201 of every address of the outside, for as long as the world lives; one that ends is
 * started again. Without iperf3 on the machine there is none: `lab doctor` says so.
 */
export function serveIperf(): void {
  const iperf3 = findTool('iperf3')
  const setpriv = findTool('setpriv')
  if (iperf3 === undefined || setpriv === undefined) return
  const server = spawn(setpriv, [...asNobody, iperf3, '--server'], { stdio: 'ignore', cwd: '/', env })
  server.on('error', () => undefined) // then there is no 'exit' either
  server.on('exit', () => setTimeout(serveIperf, pauseMs).unref())
}
