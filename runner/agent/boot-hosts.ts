import { existsSync, readFileSync } from 'node:fs'
import { LabError } from '../lab-error.ts'
import { clip, safeText } from '../observe/safe-text.ts'
import type { Orders } from '../world/boot.ts'
import { loadImages, saveSeed } from '../world/engine.ts'
import { parseEngineVersion, quirksOf } from '../world/engine-quirks.ts'
import type { Host } from '../world/host.ts'
import { serveRootlessKit } from '../world/rootlesskit-api.ts'

const folder = '/run/boot'
const pollMs = 4
const patienceMs = 80_000

/** Waits for a file of boot-world.sh; throws LabError `host-boot` with its words when it has failed instead. */
async function awaitFile(name: string): Promise<string> {
  const deadline = Date.now() + patienceMs
  while (!existsSync(`${folder}/${name}`)) {
    if (existsSync(`${folder}/failed`)) {
      const why = clip(safeText(readFileSync(`${folder}/failed`, 'utf8').trim())).text
      throw new LabError('cannotRun', 'host-boot', why, 'Run `lab doctor` to see what this machine lacks.')
    }
    if (Date.now() > deadline)
      throw new LabError(
        'cannotRun',
        'boot-timeout',
        `The world waits for ${name} in vain.`,
        'Run `lab doctor`.',
      )
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return readFileSync(`${folder}/${name}`, 'utf8')
}

/** The host that boot-world.sh boots under this name, as soon as it runs. */
async function awaitHost(
  { name, address }: { name: string; address: string },
  engine: string,
): Promise<Host> {
  const pid = Number(await awaitFile(`${name}.pid`))
  const version = parseEngineVersion(`version ${engine}`)
  if (version && quirksOf(version).asksRootlessKit) await serveRootlessKit(name, pid)
  return { name, address, pid }
}

/** Follows the boot of all hosts until every engine answers and has its images. Throws LabError. */
export async function followBoot(orders: Orders): Promise<Host[]> {
  return Promise.all(
    orders.hosts.map(async (ordered, index) => {
      const host = await awaitHost(ordered, orders.engine)
      await awaitFile(`${host.name}.ready`)
      if (orders.seed === null) return host
      await loadImages(host, `/opt/images/${orders.images}`)
      if (index === 0) await saveSeed(host, `/run/lab/${orders.seed}`)
      return host
    }),
  )
}
