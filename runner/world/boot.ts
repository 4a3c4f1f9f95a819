import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { Writable } from 'node:stream'
import { basename, dirname, join } from 'node:path'
import { projectFolder } from '../course/find-labs.ts'
import { LabError } from '../lab-error.ts'
import { engineSettings } from './engine-quirks.ts'
import { readEngineVersion } from './engine-version.ts'
import { hostBundle } from './host-bundle.ts'
import { findIdentity, type Identity } from './identity.ts'
import { keepSeed, seedName } from './image-seed.ts'
import { makeImages } from './images.ts'
import { outside } from './outside-addresses.ts'
import { ownFolder, type Places } from './places.ts'
import { makeSkeleton } from './skeleton.ts'
import { draftOf, sweepDrafts } from './sweep-drafts.ts'
import { findTool } from './tools.ts'
import { worldBundle } from './world-bundle.ts'
import { worldFolder, type WorldFolder } from './world-folder.ts'

/** What the agent of a new world is told to set up; it reads it from /run/lab/orders.json. */
export interface Orders {
  lab: string
  /** File name of the image archive in /opt/images. */
  images: string
  /** The engine's version. */
  engine: string
  hosts: { name: string; address: string }[]
  /** The name under which to leave the engine's image store for later worlds; null when it is there already. */
  seed: string | null
  /** Titles of the lab's steps, by id. */
  titles: Record<string, string>
  /** End the world when the command that booted it is gone. */
  leashed: boolean
}

export interface BootPlan {
  places: Places
  /** Name of the world: the lab's number for a student's own, something unique for others. */
  name: string
  lab: string
  titles: Record<string, string>
  hosts: string[]
  leashed: boolean
}

export interface BootedWorld {
  folder: WorldFolder
  /** Closing it ends a leashed world; the kernel closes it when this process dies. */
  leash: Writable | undefined
  /** To be called when the world is ready: keeps what makes the next one boot quicker. */
  keepSeed: () => void
}

/** The built files that a world is given. */
const runtimeFolder = (): string => join(projectFolder(), 'dist/world')

/** The engine's parts that a world cannot do without. */
export const requiredTools = [
  'runc',
  'dockerd',
  'containerd',
  'docker',
  'ip',
  'iptables',
  'nsenter',
  'busybox',
  'tar',
  'mount',
] as const

const requireTools = (): void => {
  const missing = requiredTools.filter((name) => findTool(name) === undefined)
  if (process.getuid?.() !== 0 && findTool('newuidmap') === undefined) missing.push('newuidmap' as never)
  if (missing.length === 0) return
  throw new LabError(
    'cannotRun',
    'program-missing',
    `This machine lacks what a lab world is made of: ${missing.join(', ')}.`,
    'Run `./lab setup`.',
  )
}

/**
 * Starts a world and returns as soon as its init runs; `agent/client.ts` waits for the rest. The world's folder must be
 * new. Throws LabError when the kernel or runc refuses.
 */
export async function bootWorld(plan: BootPlan): Promise<BootedWorld> {
  requireTools()
  const identity = findIdentity()
  const { cache, state } = plan.places
  sweepDrafts(await ownFolder(cache))
  await ownFolder(state)
  const [images, engine] = await Promise.all([makeImages(cache), readEngineVersion(cache)])
  const folder = worldFolder(plan.places, plan.name)
  claimFolder(folder)
  const hosts = plan.hosts.map((name, index) => ({ name, address: outside.hostAddress(index) }))
  const seed = seedName(images, engine)
  writeOrders(folder, {
    ...plan,
    images: basename(images),
    engine: engine.text,
    hosts,
    seed: existsSync(join(dirname(images), seed)) ? null : seed,
  })
  writeFileSync(
    join(folder.exchange, 'engine'),
    engineSettings(engine, findTool('docker-proxy') ?? 'docker-proxy'),
  )
  writeFileSync(join(folder.exchange, 'seed'), existsSync(join(dirname(images), seed)) ? seed : '')
  giveToWorld(folder.exchange, identity)
  const id = randomBytes(8).toString('hex')
  writeFileSync(folder.idFile, id)
  const bundle = worldBundle({
    id,
    skeleton: makeSkeleton(plan.places.cache, runtimeFolder()),
    exchange: folder.exchange,
    images: dirname(images),
    node: process.execPath,
    identity,
    hosts,
  })
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify(bundle))
  const leash = await runRunc(folder, id, plan.leashed)
  rmSync(folder.makerFile)
  return { folder, leash, keepSeed: () => keepSeed(folder.exchange, dirname(images), seed) }
}

/**
 * Makes the world's folder, with its maker's name in it from the first moment on: to others, a folder without one is that
 * of a dead world. Throws EEXIST or ENOTEMPTY when somebody else has made it.
 */
function claimFolder(folder: WorldFolder): void {
  const draft = draftOf(folder.path)
  mkdirSync(draft, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
  writeFileSync(join(draft, basename(folder.makerFile)), String(process.pid))
  try {
    renameSync(draft, folder.path)
  } catch (error) {
    rmSync(draft, { recursive: true })
    throw error
  }
}

/** The agent's orders, and a bundle for each host; the world sees them in /run/lab. */
function writeOrders(
  folder: WorldFolder,
  { lab, titles, images, engine, hosts, seed, leashed }: Orders,
): void {
  mkdirSync(folder.exchange, { mode: 0o700 })
  const orders: Orders = { lab, titles, images, engine, hosts, seed, leashed }
  writeFileSync(join(folder.exchange, 'orders.json'), JSON.stringify(orders))
  for (const { name } of hosts) {
    mkdirSync(join(folder.exchange, 'hosts', name), { recursive: true })
    writeFileSync(
      join(folder.exchange, 'hosts', name, 'config.json'),
      JSON.stringify(hostBundle(name, `/hosts/${name}`)),
    )
  }
}

/** Real root's worlds run as a subordinate user, who must be able to make his socket there. */
function giveToWorld(exchange: string, { worldRoot }: Identity): void {
  if (process.getuid?.() === 0) chownSync(exchange, worldRoot.uid, worldRoot.gid)
}

/** The complaints in runc's log, whose lines read `time="…" level=error msg="…"`; other programs' lines as they are. */
const runcWords = (log: string): string =>
  log
    .trim()
    .split('\n')
    .filter((line) => !/level=(?:warning|info|debug)/.test(line))
    .map((line) => /msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? line)
    .slice(-3)
    .join('; ')

/** `runc run --detach`: returns when the world's init has been started, with the leash's end if there is one. */
function runRunc(folder: WorldFolder, id: string, leashed: boolean): Promise<Writable | undefined> {
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
      rmSync(folder.path, { recursive: true, force: true })
      reject(
        new LabError(
          'cannotRun',
          'world-refused',
          `This machine refuses to start a lab world: ${said || `runc ended with ${code ?? signal}`}`,
          'Run `lab doctor` to see why.',
        ),
      )
    })
  })
}
