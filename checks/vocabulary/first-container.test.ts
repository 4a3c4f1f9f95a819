import { describe, expect, test } from 'vitest'
import type { EndedContainer, Mount } from '../../runner/observe/snapshot.ts'
import {
  anEarlierOneIsRemoved,
  endedWithACodeOfItsOwn,
  hasRunWell,
  idAnswers,
  noneThatHasEndedIsKept,
  repositoryTag,
  seesAFolderReadOnly,
  thePortWithAFolder,
  wasAttachedToAndRunsOn,
} from './first-container.ts'
import { container, hide, silenceEngine } from './fixtures.ts'
import { look, verdict, verdicts, viewOf } from './looking-fixtures.ts'
import { published, type Published08 } from './publishing-fixtures.ts'
import { isPublished } from './publishing.ts'

const folder = (over: Partial<Mount> = {}): Mount => ({
  kind: 'bind',
  source: '/root/docker',
  destination: '/var/www',
  readOnly: false,
  ...over,
})
const ended = (name: string, over: Partial<EndedContainer> = {}): EndedContainer => ({
  id: `id-of-${name}`,
  name,
  image: 'debian',
  addresses: [],
  networks: ['bridge'],
  exitCode: 0,
  endedAt: 2,
  ...over,
})

/** A web server with a folder of the host, and nothing has ended yet. */
const atWork = (): Published08 => {
  const here = published()
  here.web.mounts = [folder()]
  here.web.image = 'httpd'
  here.snapshot.history = []
  return here
}

test.each([
  ['httpd', 'httpd:latest'],
  ['httpd:2.4', 'httpd:2.4'],
  ['registry.example:5000/httpd', 'registry.example:5000/httpd:latest'],
])('%s is %s', (given, full) => {
  expect(repositoryTag(given)).toBe(full)
})

describe('an image that was to run', () => {
  const hello = hasRunWell('hello-world')
  const after = async (...history: EndedContainer[]): Promise<string> => {
    const here = atWork()
    here.snapshot.history = history
    return verdict(hello, here)
  }

  test('has, whether its tag was told or not', async () => {
    expect(await after(ended('one', { image: 'hello-world' }))).toBe('pass')
    expect(await after(ended('one', { image: 'hello-world:latest' }))).toBe('pass')
  })

  test('has not, or ended with an error', async () => {
    expect(await after(ended('one'))).toBe('fail never-run')
    expect(await after(ended('one', { image: 'hello-world', exitCode: 127 }))).toBe('fail ended-badly')
    expect(await after(ended('one', { image: 'hello-world', exitCode: null }))).toBe('fail ended-badly')
  })
})

describe('a port with a folder behind it', () => {
  const is = isPublished('a port with a folder', thePortWithAFolder)

  test('is found, and its container’s id is the answer', async () => {
    const here = atWork()
    expect(await look(is, here)).toMatchObject({ status: 'pass', actual: expect.stringContaining('of web') })
    expect(idAnswers(thePortWithAFolder)(viewOf(here))).toEqual({
      answers: ['web-01234567', 'web-0123456789abcdef'],
    })
  })

  test('is none when what is mounted is kept by the engine, or nothing is published', async () => {
    const here = atWork()
    here.web.mounts = [folder({ kind: 'volume' })]
    expect(await verdict(is, here)).toBe('fail no-folder')
    expect(idAnswers(thePortWithAFolder)(viewOf(here))).toHaveProperty('cannotTell')
    here.snapshot.containers = []
    expect(await verdict(is, here)).toBe('fail nothing-published')
  })
})

describe('an earlier container', () => {
  const is = anEarlierOneIsRemoved(thePortWithAFolder)

  test('is gone, or kept, or there was none', async () => {
    const here = atWork()
    here.snapshot.history = [ended('old', { image: 'httpd:latest' })]
    expect(await verdict(is, here)).toBe('pass')
    here.snapshot.containers.push(container('old', null, { running: false, state: 'exited' }))
    expect(await verdict(is, here)).toBe('fail kept')
    here.snapshot.history = [ended('other'), ended('web', { id: here.web.id, image: 'httpd' })]
    expect(await verdict(is, here)).toBe('fail none-ended')
  })

  test('is not asked about while no web server has a folder', async () => {
    expect(await verdict(is, published())).toBe('fail no-folder')
  })
})

test('a folder is seen read-only, or can be written into, or there is none', async () => {
  const here = atWork()
  const is = seesAFolderReadOnly()
  expect(await verdict(is, here)).toBe('fail writable')
  here.plain.mounts = [folder({ readOnly: true })]
  expect(await verdict(is, here)).toBe('pass')
  Object.assign(here.plain, { running: false })
  expect(await verdict(is, here)).toBe('fail writable')
  here.web.mounts = []
  expect(await verdict(is, here)).toBe('fail no-folder')
})

test.each([
  [3, 'pass'],
  [124, 'pass'],
  [0, 'fail no-own-code'],
  [125, 'fail no-own-code'],
  [137, 'fail no-own-code'],
  [null, 'fail no-own-code'],
])('of the exit code %s it is said: %s', async (exitCode, said) => {
  const here = atWork()
  here.snapshot.history = [ended('one', { exitCode })]
  expect(await verdict(endedWithACodeOfItsOwn(), here)).toBe(said)
})

test('who was attached to runs on, or has ended, or nobody was', async () => {
  const here = atWork()
  const is = wasAttachedToAndRunsOn()
  expect(await verdict(is, here)).toBe('fail none-runs-on')
  here.snapshot.attached = ['gone', here.plain.id]
  expect(await look(is, here)).toMatchObject({ status: 'pass', actual: 'plain runs on' })
  here.plain.running = false
  expect(await verdict(is, here)).toBe('fail none-runs-on')
})

test('of what has ended nothing is kept, or something, or nothing has ended', async () => {
  const here = atWork()
  const is = noneThatHasEndedIsKept()
  expect(await verdict(is, here)).toBe('fail none-ended')
  here.snapshot.history = [ended('old')]
  expect(await verdict(is, here)).toBe('pass')
  here.snapshot.containers.push(container('fresh', null, { running: false, state: 'created' }))
  expect(await verdict(is, here)).toBe('pass')
  here.snapshot.containers.push(container('old', null, { running: false, state: 'exited', exitCode: 3 }))
  expect(await look(is, here)).toMatchObject({
    status: 'fail',
    actual: 'old (exit code 3)',
    diagnosis: { code: 'kept' },
  })
})

describe('what was not read', () => {
  const all = {
    hello: hasRunWell('hello-world'),
    port: isPublished('a port with a folder', thePortWithAFolder),
    removed: anEarlierOneIsRemoved(thePortWithAFolder),
    folder: seesAFolderReadOnly(),
    code: endedWithACodeOfItsOwn(),
    attached: wasAttachedToAndRunsOn(),
    tidy: noneThatHasEndedIsKept(),
  }

  test('is not taken for absent while the engine is silent', async () => {
    const said = Object.values(await verdicts(all, silenceEngine(atWork())))
    expect(new Set(said)).toEqual(new Set(['cannot-run engine-silent']))
  })

  test('may be the one container that was looked for', async () => {
    const here = hide(atWork(), 'container abc')
    here.web.mounts = []
    const said = Object.values(await verdicts(all, here))
    expect(new Set(said)).toEqual(new Set(['cannot-run unreadable']))
  })
})
