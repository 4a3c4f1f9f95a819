import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { LabError } from '../lab-error.ts'
import { clearWorld, isBeingMade, worldId } from './find-worlds.ts'
import type { WorldFolder } from './world-folder.ts'

/** The complaints in runc's log, whose lines read `time="…" level=error msg="…"`; other programs' lines as they are. */
const runcWords = (log: string): string =>
  log
    .trim()
    .split('\n')
    .filter((line) => !/level=(?:warning|info|debug)/.test(line))
    .map((line) => /msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? line)
    .slice(-3)
    .join('; ')

async function clearRefused(folder: WorldFolder, id: string): Promise<void> {
  await clearWorld(folder, id)
  // The world was stopped while runc was at work: runc has made a folder of its own, which is nobody's, in its place.
  if (worldId(folder) === '' && !isBeingMade(folder)) await clearWorld(folder, '')
}

/** `runc run --detach`: returns when the world's init has been started, with the leash's end if there is one. */
export function runRunc(folder: WorldFolder, id: string, leashed: boolean): Promise<Writable | undefined> {
  const log = openSync(folder.log, 'a')
  const args = [
    '--root',
    folder.runc,
    'run',
    '--detach',
    '--bundle',
    folder.path,
    '--pid-file',
    folder.pidFile,
    `vethlab-${id}`,
  ]
  // The leash becomes the world's standard input by way of descriptor 3: Node closes a child's own stdin when it exits.
  const [program, ...words]: [string, ...string[]] = leashed
    ? ['/bin/sh', '-c', 'exec runc "$@" <&3 3<&-', 'runc', ...args]
    : ['runc', ...args]
  const child = spawn(program, words, {
    stdio: ['ignore', log, log, leashed ? 'pipe' : 'ignore'],
    detached: true,
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  })
  closeSync(log)
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new LabError(
          'cannotRun',
          'runc',
          `runc cannot be started: ${error.message}.`,
          'Run `./lab setup`.',
          error,
        ),
      ),
    )
    child.once('exit', (code, signal) => {
      if (code === 0) return resolve((child.stdio[3] as Writable | null) ?? undefined)
      const said = existsSync(folder.log) ? runcWords(readFileSync(folder.log, 'utf8')) : ''
      const refusal = new LabError(
        'cannotRun',
        'world-refused',
        `This machine refuses to start a lab world: ${said || `runc ended with ${code ?? signal}`}`,
        'Run `lab doctor` to see why.',
      )
      clearRefused(folder, id).then(() => reject(refusal), reject)
    })
  })
}
