import type { DockerNetwork, Image, Snapshot } from '../observe/snapshot.ts'
import type { Change } from './change.ts'
import type { Comparison } from './comparison.ts'
import type { LostLinks } from './lost-links.ts'
import { areRead, engineAnswers } from './readable.ts'

/** Each start of the engine makes its network `bridge` anew, with another id. */
const isRestarted = (before: Snapshot, after: Snapshot): boolean => {
  const [was, is] = [before, after].map(({ networks }) => networks.find(({ name }) => name === 'bridge'))
  return was !== undefined && is !== undefined && was.id !== is.id
}

/** Whether the engine itself came or went; with it went the containers that ran, and the cables made by hand to them. */
export function compareEngine({ before, after }: Comparison, lost: LostLinks): Change[] {
  const [was, is] = [engineAnswers(before), engineAnswers(after)]
  if (was === false && after.engine !== null) return [{ kind: 'engine-started', engine: after.engine }]
  if (was === true && after.engine !== null)
    return isRestarted(before, after) ? [{ kind: 'engine-restarted', engine: after.engine }] : []
  if (was !== true || is !== false) return []
  const links = lost.take(({ before: old }) => old?.owner.kind === 'container')
  return [{ kind: 'engine-stopped', links }]
}

/** By id, or by name where it was made again: the engine makes its own bridge anew each time it starts. */
const findAgain = (
  networks: DockerNetwork[],
  { id, name, driver }: DockerNetwork,
): DockerNetwork | undefined =>
  networks.find((one) => one.id === id) ?? networks.find((one) => one.name === name && one.driver === driver)

/** Without the gateways: of its own bridge the engine tells that only from its second start on. */
const settingsOf = ({ driver, internal, ipv6, ipam }: DockerNetwork): string =>
  JSON.stringify([driver, internal, ipv6, ipam.pools.map(({ subnet, range }) => [subnet, range])])

/** Docker networks that were made, removed, or made again with other settings. */
export function compareDockerNetworks({ before, after }: Comparison): Change[] {
  if (!areRead([before, after], 'engine', 'networks')) return []
  const gone = before.networks.filter((network) => !findAgain(after.networks, network))
  const made = after.networks.filter((network) => !findAgain(before.networks, network))
  return [
    ...gone.map((network): Change => ({ kind: 'network-gone', network })),
    ...before.networks.flatMap((from): Change[] => {
      const to = findAgain(after.networks, from)
      return to && settingsOf(from) !== settingsOf(to) ? [{ kind: 'network-changed', from, to }] : []
    }),
    ...made.map((network): Change => ({ kind: 'network-made', network })),
  ]
}

const tagsOf = (images: Image[]): Map<string, string> =>
  new Map(images.flatMap(({ id, tags }) => tags.map((tag) => [tag, id] as const)))

const areImagesRead = (snapshots: Snapshot[]): boolean => areRead(snapshots, 'engine', 'images')

/** Names of images that came, went, or mean another image now; and images that never had one. */
export function compareImages({ before, after }: Comparison): Change[] {
  if (!areImagesRead([before, after])) return []
  const [old, now] = [tagsOf(before.images), tagsOf(after.images)]
  const isThere = (images: Image[], wanted: string): boolean => images.some(({ id }) => id === wanted)
  const untagged = [...old].filter(([tag]) => !now.has(tag))
  const changes: Change[] = untagged.map(([tag, id]) => ({
    kind: 'image-untagged',
    tag,
    id,
    kept: isThere(after.images, id),
  }))
  for (const [tag, id] of now) {
    const from = old.get(tag)
    if (from === undefined) changes.push({ kind: 'image-tagged', tag, id, known: isThere(before.images, id) })
    else if (from !== id)
      changes.push({ kind: 'image-retagged', tag, from, to: id, kept: isThere(after.images, from) })
  }
  const nameless = (images: Image[], others: Image[]): string[] =>
    images.filter(({ id, tags }) => tags.length === 0 && !isThere(others, id)).map(({ id }) => id)
  return [
    ...changes,
    ...nameless(before.images, after.images).map((id): Change => ({ kind: 'image-gone', id })),
    ...nameless(after.images, before.images).map((id): Change => ({ kind: 'image-made', id })),
  ]
}
