/** Images that were made on the host: by `docker commit` from a container, or from a Dockerfile; and what runs from them. */

import {
  fail,
  pass,
  type Answer,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { Image, Snapshot } from '../../runner/observe/snapshot.ts'
import type { Service } from './connect.ts'
import { dockerPs } from './containers.ts'
import { repositoryTag } from './first-container.ts'
import { everyAddress, publishedPorts, signsOf } from './publishing.ts'
import { about, hidden, unreadable, type Subject } from './subject.ts'

/** All images of the host's engine, as a student would look at them. */
export const dockerImages: Exhibit = { on: 'engine', command: ['images'] }

const shortId = ({ id }: Image): string => id.replace(/^sha256:/, '').slice(0, 12)
const nameOf = (image: Image): string => image.tags[0] ?? shortId(image)

/** Why an image may be there although it was not found. */
const unseen = (snapshot: Snapshot): Finding | undefined => unreadable(snapshot, 'engine', 'images', 'image')

const newestFirst = (images: Image[]): Image[] =>
  images.toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0))

/** The newest image with a name that was made so; `what` completes “No image has been …”. */
const madeBy =
  (way: NonNullable<Image['madeBy']>, what: string): Subject<Image> =>
  ({ snapshot }) => {
    const made = newestFirst(snapshot.images.filter((image) => image.madeBy === way))
    const named = made.filter(({ tags }) => tags.length > 0)
    // An image that holds nothing new is only taken where there is no other.
    const found = named.find(({ newestLayerSize }) => newestLayerSize !== 0) ?? named[0]
    if (found) return { thing: found }
    const gap = unseen(snapshot)
    if (gap) return { finding: gap }
    const [nameless] = made
    return {
      finding: nameless
        ? fail('nameless', `The image ${shortId(nameless)} has no name.`, shortId(nameless), dockerImages)
        : fail('no-image', `No image has been ${what}.`, 'none', dockerImages),
    }
  }

/** The newest image that was made from a container. */
export const theCommittedImage = madeBy('commit', 'made from a container')

/** The newest image that was built from a Dockerfile. */
export const theBuiltImage = madeBy('build', 'built from a Dockerfile')

/** There is an image that was made from a container, and what the container had changed is in it. */
export const keepsWhatAContainerChanged = (image: Subject<Image>): Statement =>
  about('an image with a name, made from a container that had changed something', image, (found): Finding => {
    if (found.newestLayerSize === 0)
      return fail(
        'nothing-new',
        `${nameOf(found)} was made from a container that had changed nothing.`,
        'its newest layer is empty',
        dockerImages,
      )
    return pass(`${nameOf(found)}, its newest layer has ${found.newestLayerSize} bytes`, dockerImages)
  })

/** There is an image with a name that was built from a Dockerfile. */
export const isBuilt = (image: Subject<Image>): Statement =>
  about('an image with a name, built from a Dockerfile', image, (found) =>
    pass(`${nameOf(found)} (${shortId(found)})`, dockerImages),
  )

/** A container of this image runs, or has ended with the exit code 0. */
export const hasServedAContainer = (image: Subject<Image>): Statement =>
  about(
    'a container of this image runs, or has ended with exit code 0',
    image,
    (found, { snapshot }): Finding => {
      const names = [...found.tags, found.id, found.id.replace(/^sha256:/, ''), shortId(found)]
      const isIts = (given: string): boolean => names.includes(given) || names.includes(repositoryTag(given))
      const ended = snapshot.history.find(({ image: given, exitCode }) => isIts(given) && exitCode === 0)
      if (ended) return pass(`${ended.name || ended.id.slice(0, 12)} has ended with exit code 0`, dockerPs)
      const runs = snapshot.containers.find(({ imageId, running }) => running && imageId === found.id)
      if (runs) return pass(`${runs.name} runs`, dockerPs)
      return (
        unreadable(snapshot, 'containers', 'container') ??
        fail('unused', `No container of ${nameOf(found)} runs or has ended well.`, 'none', dockerPs)
      )
    },
  )

/** The web server of a running container that was made from this image, sees no folder of the host and publishes a port. */
export const theServerFrom =
  (image: Subject<Image>): Subject<Service> =>
  (view) => {
    const found = image(view)
    if ('finding' in found) return found
    const { snapshot } = view
    const ports = publishedPorts(snapshot).filter(({ box }) => box.container.imageId === found.thing.id)
    const port = ports.find(({ box }) => box.container.mounts.length === 0)
    if (port) {
      const { box, hostAddress, hostPort } = port
      const address = hostAddress === everyAddress ? '127.0.0.1' : hostAddress
      const repositories = found.thing.tags.map((tag) => tag.replace(/:[^/:]+$/, ''))
      const signs = [...signsOf(box), ...repositories]
      return { thing: { name: box.container.name, address, port: hostPort, signs } }
    }
    const gap = unreadable(snapshot, 'containers', 'container', 'namespaces') ?? hidden(snapshot, 'any')
    if (gap) return { finding: gap }
    const name = nameOf(found.thing)
    return {
      finding: ports[0]
        ? fail(
            'mounted',
            `${ports[0].box.container.name} was made from ${name}, but has a folder from elsewhere in it.`,
            `${ports[0].box.container.name} has mounts`,
            dockerPs,
          )
        : fail('no-server', `No running container of ${name} has a published TCP port.`, 'none', dockerPs),
    }
  }

/** The engine has no image of this name any more. */
export function imageIsGone(name: string): Statement {
  return {
    expected: `no image is called ${name}`,
    judge({ snapshot }): Finding {
      const gap = unseen(snapshot)
      if (gap) return gap
      const tags = snapshot.images.flatMap((image) => image.tags)
      if (tags.includes(repositoryTag(name)))
        return fail('image-kept', `There is still an image called ${name}.`, name, dockerImages)
      // The control: a list that holds other images has been read.
      if (tags.length === 0)
        return fail('no-images', 'The engine has no image left at all.', 'none', dockerImages)
      return pass(`${tags.length} other names of images`, dockerImages)
    },
  }
}

/** The id of an image, short and whole, as an answer to a question. */
export const imageIdAnswers =
  (image: Subject<Image>): Answer =>
  (view) => {
    const found = image(view)
    if ('finding' in found) return { cannotTell: found.finding.actual }
    const { id } = found.thing
    return { answers: [shortId(found.thing), id, id.replace(/^sha256:/, '')] }
  }
