import { describe, expect, test } from 'vitest'
import type { Image } from '../../runner/observe/snapshot.ts'
import { canConnect } from './connect.ts'
import { fromTheHost } from './callers.ts'
import { hide, silenceEngine } from './fixtures.ts'
import { look, probesTo, verdict, verdicts, viewOf } from './looking-fixtures.ts'
import {
  hasServedAContainer,
  imageIdAnswers,
  imageIsGone,
  isBuilt,
  keepsWhatAContainerChanged,
  theBuiltImage,
  theCommittedImage,
  theServerFrom,
} from './images.ts'
import { published, type Published08 } from './publishing-fixtures.ts'

const image = (id: string, tag: string | null, over: Partial<Image> = {}): Image => ({
  id: `sha256:${id.padEnd(64, '0')}`,
  tags: tag === null ? [] : [tag],
  size: 4_000_000,
  createdAt: 1000,
  madeBy: null,
  newestLayerSize: null,
  ...over,
})
const stock = (tag: string): Image => image(tag.slice(0, 4), tag, { createdAt: null })
const committed = (id: string, tag: string | null, over: Partial<Image> = {}): Image =>
  image(id, tag, { madeBy: 'commit', newestLayerSize: 5, ...over })
const built = (over: Partial<Image> = {}): Image =>
  image('b1', 'student/page:v2', { madeBy: 'build', newestLayerSize: 0, ...over })

const withImages = (...images: Image[]): Published08 => {
  const here = published()
  here.snapshot.images = [stock('httpd:latest'), ...images]
  return here
}

describe('an image made from a container', () => {
  const is = keepsWhatAContainerChanged(theCommittedImage)

  test.each([
    ['keeps what was changed', [committed('c1', 'me/notes:latest')], 'pass'],
    ['is not there', [built()], 'fail no-image'],
    ['has no name', [committed('c1', null)], 'fail nameless'],
    ['holds nothing new', [committed('c1', 'me/notes:latest', { newestLayerSize: 0 })], 'fail nothing-new'],
  ])('%s', async (_, images, said) => {
    expect(await verdict(is, withImages(...images))).toBe(said)
  })

  test('is the one that holds something, though an empty one is younger', async () => {
    const empty = committed('c2', 'me/empty:latest', { newestLayerSize: 0, createdAt: 9000 })
    expect(await look(is, withImages(empty, committed('c1', 'me/notes:latest')))).toMatchObject({
      actual: 'me/notes:latest, its newest layer has 5 bytes',
    })
  })
})

describe('a container of it', () => {
  const is = hasServedAContainer(theCommittedImage)
  const notes = committed('c1', 'me/notes:latest')
  const afterRunning = (given: string, exitCode: number): Promise<string> => {
    const here = withImages(notes)
    here.snapshot.history = [
      { id: 'x', name: 'x', image: given, networks: ['bridge'], addresses: [], exitCode, endedAt: 1 },
    ]
    return verdict(is, here)
  }

  test.each(['me/notes', 'me/notes:latest', 'c10000000000', notes.id])('was called by %s', async (given) => {
    expect(await afterRunning(given, 0)).toBe('pass')
    expect(await afterRunning(given, 1)).toBe('fail unused')
  })

  test('runs', async () => {
    const here = withImages(notes)
    here.web.imageId = notes.id
    expect(await look(is, here)).toMatchObject({ status: 'pass', actual: 'web runs' })
    here.web.running = false
    expect(await verdict(is, here)).toBe('fail unused')
    expect(await verdict(is, hide(here, 'container abc'))).toBe('cannot-run unreadable')
  })
})

describe('an image built from a Dockerfile', () => {
  const page = canConnect(fromTheHost, theServerFrom(theBuiltImage), 'its page')
  const serving = (): Published08 => {
    const here = withImages(built())
    here.web.imageId = built().id
    return here
  }
  const saying = (said: string) => ({
    ...probesTo({}),
    connect: () => Promise.resolve({ reached: true as const, detail: 'connected', said }),
  })

  test('is there, and its id is the answer', async () => {
    expect(await look(isBuilt(theBuiltImage), serving())).toMatchObject({
      status: 'pass',
      actual: 'student/page:v2 (b10000000000)',
    })
    expect(imageIdAnswers(theBuiltImage)(viewOf(serving()))).toMatchObject({
      answers: ['b10000000000', built().id, built().id.slice(7)],
    })
    expect(imageIdAnswers(theBuiltImage)(viewOf(withImages()))).toHaveProperty('cannotTell')
  })

  test('has a server whose page names the image or the container', async () => {
    expect(await verdict(page, serving(), saying('built into student/page'))).toBe('pass')
    expect(await verdict(page, serving(), saying('I am web'))).toBe('pass')
    expect(await verdict(page, serving(), saying('It works!'))).toBe('fail wrong-service')
  })

  test('has none, or one with a folder from elsewhere', async () => {
    const here = withImages(built())
    expect(await verdict(page, here)).toBe('fail no-server')
    expect(await verdict(page, hide(here, 'namespaces'))).toBe('cannot-run unreadable')
    const over = serving()
    over.web.mounts = [{ kind: 'bind', source: '/root', destination: '/var/www', readOnly: true }]
    expect(await verdict(page, over)).toBe('fail mounted')
    expect(await verdict(page, withImages())).toBe('fail no-image')
  })
})

test('an image that was to go is gone, or there, or nothing is left to tell by', async () => {
  const is = imageIsGone('hello-world')
  expect(await verdict(is, withImages())).toBe('pass')
  expect(await verdict(is, withImages(stock('hello-world:latest')))).toBe('fail image-kept')
  const here = withImages()
  here.snapshot.images = []
  expect(await verdict(is, here)).toBe('fail no-images')
})

describe('what was not read', () => {
  const all = {
    commit: keepsWhatAContainerChanged(theCommittedImage),
    build: isBuilt(theBuiltImage),
    gone: imageIsGone('hello-world'),
  }

  test.each([
    ['while the engine is silent', silenceEngine(withImages()), 'cannot-run engine-silent'],
    ['where the list is missing', hide(withImages(), 'images'), 'cannot-run unreadable'],
    ['where one image tells nothing', hide(withImages(), 'image sha256:1'), 'cannot-run unreadable'],
  ])('is not taken for absent %s', async (_, here, said) => {
    expect(new Set(Object.values(await verdicts(all, here)))).toEqual(new Set([said]))
  })
})
