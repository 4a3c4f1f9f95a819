import { spawn } from 'node:child_process'
import { chownSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { projectFolder } from '../course/find-labs.ts'
import { hostBundle } from '../world/host-bundle.ts'
import { findIdentity } from '../world/identity.ts'
import { makeImages } from '../world/images.ts'
import type { Places } from '../world/places.ts'
import { makeSkeleton } from '../world/skeleton.ts'
import { worldBundle } from '../world/world-bundle.ts'

export type Yardstick = 'engine' | 'lab'

/** The commands that a person would type, without those that only look. */
export interface ByHand {
  places: Places
  commands: string[]
}

/**
 * Runs by-hand.sh as the init of a bare world. Resolves to milliseconds: for `engine` until the engine answers, for
 * `lab` until all is done and the world has ended.
 */
export async function runByHand(kind: Yardstick, { places, commands }: ByHand): Promise<number> {
  const started = performance.now()
  const id = `bench-${randomBytes(4).toString('hex')}`
  const folder = join(`${places.state}-bench`, id)
  const exchange = join(folder, 'exchange')
  const identity = findIdentity()
  const images = await makeImages(places.cache)
  mkdirSync(exchange, { recursive: true })
  writeFileSync(join(exchange, 'commands'), commands.join('\n'))
  writeFileSync(join(exchange, 'host.json'), JSON.stringify(hostBundle('host1', '/hosts')))
  copyFileSync(join(projectFolder(), 'runner/bench/by-hand.sh'), join(exchange, 'by-hand.sh'))
  if (process.getuid?.() === 0) chownSync(exchange, identity.worldRoot.uid, identity.worldRoot.gid)
  const skeleton = makeSkeleton(places.cache, join(projectFolder(), 'dist/world'))
  const config = worldBundle({
    id,
    skeleton,
    exchange,
    images: dirname(images),
    node: process.execPath,
    identity,
    hosts: [],
  })
  config.process.args = ['/bin/sh', '/run/lab/by-hand.sh', kind, `/opt/images/${basename(images)}`]
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  try {
    const readyAt = await run(folder, id)
    return (kind === 'engine' ? readyAt : performance.now()) - started
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Resolves when the world has ended, to the moment at which it said `ready`. */
function run(folder: string, id: string): Promise<number> {
  const child = spawn('runc', ['--root', join(folder, 'runc'), 'run', '--bundle', folder, id], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let readyAt = 0
  let said = ''
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString()
    if (readyAt === 0 && said.includes('ready')) readyAt = performance.now()
  })
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () =>
      readyAt > 0 ? resolve(readyAt) : reject(new Error(`the yardstick failed: ${said}`)),
    )
  })
}
