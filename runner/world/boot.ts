import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { basename, dirname, join } from 'node:path'
import { projectFolder } from '../course/find-labs.ts'
import type { StepNeed } from '../course/lab.ts'
import type { OwnValue } from '../course/values/value.ts'
import { LabError } from '../lab-error.ts'
import { readAllowance } from './allowance.ts'
import { claimFolder } from './claim-folder.ts'
import { engineSettings, type EngineVersion } from './engine-quirks.ts'
import { readEngineVersion } from './engine-version.ts'
import { allWorlds } from './find-worlds.ts'
import { hostBundle } from './host-bundle.ts'
import { findIdentity, type Identity } from './identity.ts'
import { keepSeed, seedName } from './image-seed.ts'
import { shellLimits } from './limits.ts'
import { makeImages } from './images.ts'
import { outside } from './outside-addresses.ts'
import { pruneSkeletons } from './prune-cache.ts'
import { ownFolder, type Places } from './places.ts'
import { makeSkeleton } from './skeleton.ts'
import { runRunc } from './run-runc.ts'
import { sweepDrafts } from './sweep-drafts.ts'
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
  /** What some of the lab's steps need of the kernel beyond the lab itself, by the step's id. */
  stepNeeds: Record<string, StepNeed[]>
  /** The student's own values of the lab; mostly none. */
  own: OwnValue[]
  /** The lab measures with iperf3: the outside shall have a server of it. */
  measures: boolean
  /** End the world when the command that booted it is gone. */
  leashed: boolean
}

export interface BootPlan {
  places: Places
  /** Name of the world: the lab's number for a student's own, something unique for others. */
  name: string
  lab: string
  titles: Record<string, string>
  /** What some of the lab's steps need of the kernel beyond the lab itself, by the step's id. */
  stepNeeds: Record<string, StepNeed[]>
  /** The student's own values of the lab; mostly none. */
  own: OwnValue[]
  hosts: string[]
  measures: boolean
  leashed: boolean
}

export interface BootedWorld {
  folder: WorldFolder
  id: string
  /** Closing it ends a leashed world; the kernel closes it when this process dies. */
  leash: Writable | undefined
  /** To be called when the world is ready: keeps what makes the next one boot quicker, and clears what nobody uses. */
  tidy: () => void
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

/** Throws LabError `program-missing` where no world can be made. */
export const requireTools = (): void => {
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
  const skeleton = makeSkeleton(cache, runtimeFolder())
  const seed = seedName(images, engine)
  const folder = worldFolder(plan.places, plan.name)
  claimFolder(folder)
  const hosts = plan.hosts.map((name, index) => ({ name, address: outside.hostAddress(index) }))
  writeExchange(folder, identity, engine, {
    ...plan,
    images: basename(images),
    engine: engine.text,
    hosts,
    seed: existsSync(join(dirname(images), seed)) ? null : seed,
  })
  const id = randomBytes(8).toString('hex')
  writeFileSync(folder.idFile, id)
  const { exchange } = folder
  const bundle = worldBundle({
    id,
    skeleton,
    exchange,
    images: dirname(images),
    node: process.execPath,
    identity,
    hosts,
  })
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify(bundle))
  const leash = await runRunc(folder, id, plan.leashed)
  rmSync(folder.makerFile)
  const tidy = (): void => {
    keepSeed(exchange, dirname(images), seed)
    pruneSkeletons(cache, skeleton, allWorlds(plan.places))
  }
  return { folder, id, leash, tidy }
}

/**
 * What the world sees in /run/lab: the agent's orders, and for boot-world.sh a bundle for each host, limits, the engine's
 * settings and the name of the packed image store, if there is one. Real root's worlds run as a subordinate user, who must be able
 * to make his socket there.
 */
function writeExchange(
  { exchange }: WorldFolder,
  { worldRoot }: Identity,
  engine: EngineVersion,
  orders: Orders,
): void {
  const { lab, titles, stepNeeds, own, images, hosts, seed, measures, leashed } = orders
  mkdirSync(exchange, { mode: 0o700 })
  const write = (name: string, text: string): void => writeFileSync(join(exchange, name), text)
  write(
    'orders.json',
    JSON.stringify({
      lab,
      titles,
      stepNeeds,
      own,
      images,
      engine: orders.engine,
      hosts,
      seed,
      measures,
      leashed,
    } satisfies Orders),
  )
  write('engine', engineSettings(engine, findTool('docker-proxy') ?? 'docker-proxy'))
  write('limits', shellLimits(readAllowance().own))
  write('seed', seed === null ? seedName(images, engine) : '')
  for (const { name } of hosts) {
    mkdirSync(join(exchange, 'hosts', name), { recursive: true })
    write(join('hosts', name, 'config.json'), JSON.stringify(hostBundle(name, `/hosts/${name}`)))
  }
  if (process.getuid?.() === 0) chownSync(exchange, worldRoot.uid, worldRoot.gid)
}
