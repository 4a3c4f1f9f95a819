import { LabError, causeText } from '../lab-error.ts'
import type { DockerClient } from './docker-client.ts'
import { parseContainer } from './parse-container.ts'
import type { InspectedContainer } from './parse-container.ts'
import { parseContainerIds, parseImage, parseNetwork } from './parse-docker.ts'
import { parseImageHistory } from './parse-image-history.ts'
import { listOf } from './shape.ts'
import type { DockerNetwork, Engine, Image, Unreadable } from './snapshot.ts'

/** More than a lab ever has. */
const mostContainers = 200
/** Made on the host; those that every host has are not asked about. */
const mostOwnImages = 50
const atOnce = 8
/** For all containers together: one slow answer each must not add up. */
const mostMilliseconds = 6000

export interface ReadEngine {
  engine: Engine | null
  containers: InspectedContainer[]
  networks: DockerNetwork[]
  images: Image[]
  unreadable: Unreadable[]
}

/** Runs `work` over all items, a few at a time, results in order. */
export async function mapFew<Item, Result>(
  items: Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += most) {
    results.push(...(await Promise.all(items.slice(at, at + most).map(work))))
  }
  return results
}

/** Everything the engine says. Never throws for what it says: parts that could not be read are in `unreadable`. */
export async function readEngine(docker: DockerClient): Promise<ReadEngine> {
  const unreadable: Unreadable[] = []
  const attempt = async <Value>(
    part: string,
    work: () => Promise<Value>,
    fallback: Value,
  ): Promise<Value> => {
    try {
      return await work()
    } catch (error) {
      unreadable.push({ part, reason: causeText(error) })
      return fallback
    }
  }
  /** One item of a wrong shape does not hide the others. */
  const each = <Value>(part: string, items: unknown[], parse: (item: unknown) => Value): Promise<Value[]> =>
    Promise.all(items.map((item) => attempt(part, async () => [parse(item)], []))).then((found) =>
      found.flat(),
    )

  const begun = performance.now()
  const inspect = async (id: string): Promise<InspectedContainer[]> => {
    try {
      if (performance.now() - begun > mostMilliseconds) {
        throw new LabError('cannotRun', 'engine-timeout', 'The Docker Engine took too long over the others.')
      }
      return [parseContainer(await docker.get(`/containers/${id}/json`))]
    } catch (error) {
      // one that was removed since the list was made is simply no longer there
      if (error instanceof LabError && error.code === 'engine-http-404') return []
      unreadable.push({ part: `container ${id}`, reason: causeText(error) })
      return []
    }
  }
  const readContainers = async (): Promise<InspectedContainer[]> => {
    const ids = parseContainerIds(await docker.get('/containers/json?all=1'))
    if (ids.length > mostContainers) {
      unreadable.push({
        part: 'containers',
        reason: `Only ${mostContainers} of ${ids.length} containers were read.`,
      })
    }
    return (await mapFew(ids.slice(0, mostContainers), atOnce, inspect)).flat()
  }

  const readOrigin = async (image: Image): Promise<Image> => {
    const read = async (): Promise<Image> => ({
      ...image,
      ...parseImageHistory(await docker.get(`/images/${image.id}/history`)),
    })
    return image.createdAt === null ? image : attempt(`image ${image.id}`, read, image)
  }
  const readImages = async (): Promise<Image[]> => {
    const images = await each('images', listOf(await docker.get('/images/json'), 'images'), parseImage)
    const known = await mapFew(images.slice(0, mostOwnImages), atOnce, readOrigin)
    return [...known, ...images.slice(mostOwnImages)]
  }

  const engine = await attempt('engine', () => docker.ping(), null)
  if (!engine) {
    for (const part of ['containers', 'networks', 'images'])
      unreadable.push({ part, reason: 'No engine answers.' })
    return { engine, containers: [], networks: [], images: [], unreadable }
  }
  const [containers, networks, images] = await Promise.all([
    attempt('containers', readContainers, []),
    attempt(
      'networks',
      async () => each('networks', listOf(await docker.get('/networks'), 'networks'), parseNetwork),
      [],
    ),
    attempt('images', readImages, []),
  ])
  return { engine, containers, networks, images, unreadable }
}
