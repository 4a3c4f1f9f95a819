import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPlaces, ownFolder } from './places.ts'

const person = (env: NodeJS.ProcessEnv, uid = 1000) => ({ env, uid, home: '/home/ada' })

describe('where files are kept', () => {
  test('is under the home, when nothing else is said', () => {
    expect(findPlaces(person({}))).toEqual({
      cache: '/home/ada/.cache/vethlab',
      state: '/home/ada/.local/state/vethlab',
      data: '/home/ada/.local/share/vethlab',
    })
  })

  test('follows the XDG variables', () => {
    const env = { XDG_CACHE_HOME: '/c', XDG_RUNTIME_DIR: '/r', XDG_STATE_HOME: '/s', XDG_DATA_HOME: '/d' }
    expect(findPlaces(person(env))).toEqual({ cache: '/c/vethlab', state: '/r/vethlab', data: '/d/vethlab' })
  })

  test('uses the state folder where there is no runtime folder', () => {
    expect(findPlaces(person({ XDG_STATE_HOME: '/s' })).state).toBe('/s/vethlab')
  })

  test.each(['', 'relative', './here', '../up', '~/cache'])('ignores the value %j, as XDG asks', (value) => {
    const env = {
      XDG_CACHE_HOME: value,
      XDG_RUNTIME_DIR: value,
      XDG_STATE_HOME: value,
      XDG_DATA_HOME: value,
    }
    expect(findPlaces(person(env))).toEqual(findPlaces(person({})))
    expect(findPlaces(person({ ...env, VETHLAB_CACHE: value }, 0)).cache).toBe('/var/cache/vethlab')
  })

  test('is the system’s for real root, whose worlds cannot look into /root', () => {
    const env = { XDG_CACHE_HOME: '/root/.cache', XDG_RUNTIME_DIR: '/run/user/0' }
    expect(findPlaces({ env, uid: 0, home: '/root' })).toEqual({
      cache: '/var/cache/vethlab',
      state: '/run/vethlab',
      data: '/root/.local/share/vethlab',
    })
    expect(findPlaces({ env: { VETHLAB_CACHE: '/big/cache' }, uid: 0, home: '/root' }).cache).toBe(
      '/big/cache',
    )
  })
})

describe('a folder of ours', () => {
  let root = ''
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'vethlab-places-'))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const mode = (path: string): string => (statSync(path).mode & 0o7777).toString(8)
  const ours = process.getuid?.() === 0 ? '711' : '700'

  test('is made, with those above it', async () => {
    const path = join(root, 'a/b/c')
    expect(await ownFolder(path)).toBe(path)
    expect(mode(path)).toBe(ours)
  })

  test('that is too open is closed', async () => {
    const path = join(root, 'open')
    mkdirSync(path)
    await ownFolder(path)
    expect(mode(path)).toBe(ours)
  })

  test('may stand there already, with what is in it', async () => {
    const path = join(root, 'full')
    mkdirSync(join(path, 'inside'), { recursive: true })
    await ownFolder(path)
    await ownFolder(path)
    expect(mode(join(path, 'inside'))).toBe('755')
  })

  test('is refused when it belongs to somebody else, and left as it is', async () => {
    const path = join(root, 'foreign')
    mkdirSync(path, { mode: 0o755 })
    await expect(ownFolder(path, 4242)).rejects.toMatchObject({
      kind: 'cannotRun',
      code: 'folder-not-yours',
      message: expect.stringContaining('belongs to another user'),
      next: expect.stringContaining('XDG_RUNTIME_DIR'),
    })
    expect(mode(path)).toBe('755')
  })

  test.each(['file', 'file/below'])('cannot be made where a file is in the way (%s)', async (name) => {
    writeFileSync(join(root, 'file'), 'something')
    await expect(ownFolder(join(root, name))).rejects.toMatchObject({
      kind: 'cannotRun',
      code: 'folder-unusable',
      message: expect.stringContaining(join(root, name)),
    })
  })
})
