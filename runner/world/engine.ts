import { createReadStream } from 'node:fs'
import { request } from 'node:http'
import { LabError } from '../lab-error.ts'
import { type EngineVersion, engineIsSupported, parseEngineVersion } from './engine-quirks.ts'
import { onHost, type Host } from './host.ts'
import { mustRun, runCommand } from './run-command.ts'

/** The engine's version, from the machine's own dockerd. */
export async function readEngineVersion(): Promise<EngineVersion> {
  const version = parseEngineVersion(await mustRun(['dockerd', '--version']))
  if (version && engineIsSupported(version)) return version
  throw new LabError(
    'cannotRun',
    'engine-unsupported',
    `This machine's Docker Engine is ${version?.text ?? 'of an unknown version'}; labs need 20.10 or newer.`,
    'Install a newer docker.io or docker-ce.',
  )
}

/** A host's engine socket, as the agent can open it. */
export const engineSocket = (host: Pick<Host, 'pid'>): string => `/proc/${host.pid}/root/run/docker.sock`

/**
 * Hands an image archive to a host's engine (POST /images/load, as `docker load` does).
 * At boot only: the socket's path is not yet a student's to change.
 */
export function loadImages(host: Pick<Host, 'pid' | 'name'>, archive: string): Promise<void> {
  const refuse = (why: string): LabError =>
    new LabError(
      'cannotRun',
      'images-refused',
      `The engine on ${host.name} does not take the lab's images: ${why}.`,
      'Run `lab doctor`.',
    )
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-tar' }
    const call = request(
      { socketPath: engineSocket(host), method: 'POST', path: '/images/load?quiet=1', headers },
      (response) => {
        let said = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (said += part.slice(0, 2000)))
        // The engine says 200 before it has read the archive, and tells a failure in the body.
        response.on('end', () =>
          response.statusCode === 200 && !said.includes('errorDetail')
            ? resolve()
            : reject(refuse(said.trim())),
        )
      },
    )
    call.on('error', (error) => reject(refuse(error.message)))
    createReadStream(archive)
      .on('error', (error) => reject(refuse(error.message)))
      .pipe(call)
  })
}

/** True when the engine answers GET /_ping; `docker version` would bring down some versions that are still starting. */
export function pingEngine(socketPath: string, timeoutMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/_ping', timeout: timeoutMs }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode === 200))
      response.on('error', () => resolve(false))
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(false))
    call.end()
  })
}

/** Starts a host's engine through its own service script, as a student would, and waits until it answers. */
export async function startEngine(host: Host): Promise<void> {
  const result = await runCommand(onHost(host, ['/etc/init.d/docker', 'start']), { timeoutMs: 60_000 })
  if (result.exitCode === 0) return
  throw new LabError(
    'cannotRun',
    'engine-start',
    `The Docker Engine on ${host.name} does not start: ${result.stderr.trim()}`,
    'Run `lab doctor`.',
  )
}
