import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { AgentClient } from '../agent/client.ts'
import type { WorldStatus } from '../agent/protocol.ts'
import type { Lab } from '../course/lab.ts'
import { stepNeedsOf } from '../course/step-needs.ts'
import { isErrno, LabError } from '../lab-error.ts'
import { bootWorld, type BootedWorld } from '../world/boot.ts'
import { cleaningUp, cleaningUpWhen } from '../world/cleaning-up.ts'
import { endWorld } from '../world/end-world.ts'
import { isBeingMade, sweepWorlds, worldId, worldInit } from '../world/find-worlds.ts'
import type { Places } from '../world/places.ts'
import { worldFolder, type WorldFolder } from '../world/world-folder.ts'

/** A world that runs, and the way to talk to its agent. */
export interface LabWorld {
  folder: WorldFolder
  /** Tells it from the next one of its name. */
  id: string
  client: AgentClient
  status: WorldStatus
}

const titlesOf = (lab: Lab): Record<string, string> =>
  Object.fromEntries(lab.steps.map(({ id, title }) => [id, title]))

const isAlive = (folder: WorldFolder) => (): boolean => worldInit(folder) !== undefined || isBeingMade(folder)

const connect = async (folder: WorldFolder, id = worldId(folder)): Promise<LabWorld> => {
  const client = new AgentClient(folder.socket)
  return { folder, id, client, status: await withLastWords(folder, client.ready(isAlive(folder))) }
}

/** An agent that is gone has said why in the world's log, if anybody knows. */
const withLastWords = async <Result>(folder: WorldFolder, work: Promise<Result>): Promise<Result> => {
  try {
    return await work
  } catch (error) {
    const said = readLog(folder)
    if (!(error instanceof LabError) || error.code !== 'world-gone' || said === '') throw error
    throw new LabError(
      'cannotRun',
      'world-died',
      `The lab world has ended. Its last words: ${said}`,
      'Run `lab doctor`.',
      error,
    )
  }
}

const readLog = (folder: WorldFolder): string => {
  try {
    return readFileSync(folder.log, 'utf8').trim().slice(-500)
  } catch {
    return '' // somebody has stopped the lab meanwhile
  }
}

/** The world of a lab that the student has started, or undefined. */
export function findLabWorld(places: Places, lab: Pick<Lab, 'id'>): WorldFolder | undefined {
  const folder = worldFolder(places, lab.id)
  return existsSync(folder.path) && isAlive(folder)() ? folder : undefined
}

/** The same, connected; LabError `lab-not-started` with the command that starts it. */
export async function openLabWorld(places: Places, lab: Pick<Lab, 'id'>): Promise<LabWorld> {
  const folder = findLabWorld(places, lab)
  if (folder) return connect(folder)
  throw new LabError(
    'cannotRun',
    'lab-not-started',
    `Lab ${lab.id} is not running.`,
    `Start it: lab start ${lab.id}`,
  )
}

const endings = new Set(['world-gone', 'world-died', 'lab-not-started'])

/** The same; undefined when none runs, also when it ends while it is being reached. */
export async function reachLabWorld(places: Places, lab: Pick<Lab, 'id'>): Promise<LabWorld | undefined> {
  try {
    return await openLabWorld(places, lab)
  } catch (error) {
    if (error instanceof LabError && endings.has(error.code)) return undefined
    throw error
  }
}

const orderWorld = (places: Places, lab: Lab, name: string, leashed: boolean): Promise<BootedWorld> =>
  bootWorld({
    places,
    name,
    lab: lab.id,
    titles: titlesOf(lab),
    stepNeeds: stepNeedsOf(lab),
    own: lab.own,
    hosts: lab.hosts,
    measures: lab.needs.includes('iperf3'),
    leashed,
  })

/**
 * Starts a lab's world, or attaches to the one that runs; `fresh` tells which of the two it was. `meanwhile` is done
 * while the world boots.
 */
export async function startLabWorld(
  places: Places,
  lab: Lab,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<LabWorld & { fresh: boolean }> {
  const running = findLabWorld(places, lab)
  if (running) return { ...(await connect(running)), fresh: false }
  await sweepWorlds(places)
  try {
    const booted = await orderWorld(places, lab, lab.id, false)
    await meanwhile()
    const world = await connectOrEnd(booted)
    booted.tidy()
    return { ...world, fresh: true }
  } catch (error) {
    // Another command was quicker to make the folder: its world is ours too.
    if (isErrno(error, 'EEXIST', 'ENOTEMPTY'))
      return { ...(await connect(worldFolder(places, lab.id))), fresh: false }
    throw error
  }
}

const connectOrEnd = async ({ folder, id }: BootedWorld): Promise<LabWorld> => {
  try {
    return await connect(folder, id)
  } catch (error) {
    await endWorld(folder, id)
    throw error
  }
}

/**
 * Runs `use` in a world of its own that ends with it, and with this process, however that ends. A signal ends the process as
 * soon as the world has ended; with `until`, that ends the world instead, and signals are the caller's affair.
 */
export async function withOwnWorld<Result>(
  places: Places,
  lab: Lab,
  purpose: string,
  use: (world: LabWorld) => Promise<Result>,
  until?: AbortSignal,
): Promise<Result> {
  await sweepWorlds(places)
  const name = `${purpose}-${lab.id}-${randomBytes(4).toString('hex')}`
  const folder = worldFolder(places, name)
  const work = async (): Promise<Result> => {
    const booted = await orderWorld(places, lab, name, true)
    const world = await connect(folder)
    booted.tidy()
    return withLastWords(folder, use(world))
  }
  const end = (): Promise<void> => endWorld(folder)
  return until ? cleaningUpWhen(until, work, end) : cleaningUp(work, end)
}
