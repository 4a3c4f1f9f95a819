import { createReadStream } from 'node:fs'
import { request } from 'node:http'
import { LabError } from '../lab-error.ts'
import { onHost, type Host } from './host.ts'
import { runCommand } from './run-command.ts'

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

/**
 * Packs the image store of a host whose engine has just loaded the images, before any student has seen it. An engine
 * that keeps its images otherwise gives none: later worlds then load the images themselves.
 */
export async function saveSeed(host: Host, target: string): Promise<void> {
  const command = onHost(host, ['tar', '--create', '--directory', '/var/lib/docker', 'image', 'overlay2'])
  const script = 'target=$1; shift; "$@" >"$target.new" && mv "$target.new" "$target" || rm -f "$target.new"'
  await runCommand(['/bin/sh', '-c', script, 'save-seed', target, ...command])
}
