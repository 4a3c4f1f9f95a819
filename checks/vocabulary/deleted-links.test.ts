import { describe, expect, test } from 'vitest'
import { addBridge, docker0Scene, ownBridgeScene } from './bridge-fixtures.ts'
import { isGone, theFirstIsGone } from './deleted-links.ts'
import { hide, inodes, link, silenceEngine, unplug } from './fixtures.ts'
import { each, look, verdict, verdicts } from './looking-fixtures.ts'

const firstGone = theFirstIsGone('docker0')
const gone = isGone('docker0')
const words = { firstGone, gone }

test('both pass when a bridge of one’s own has taken the place of docker0, also while the engine is silent', async () => {
  expect(await verdicts(words, ownBridgeScene())).toEqual(each(words, 'pass'))
  expect(await verdicts(words, silenceEngine(ownBridgeScene()))).toEqual(each(words, 'pass'))
})

test.each(['namespaces', `namespace ${inodes.host}`, `namespace ${inodes.host} links`])(
  'nothing is said of links when the part “%s” was not read',
  async (part) => {
    expect(await verdicts(words, hide(docker0Scene(), part))).toEqual(each(words, 'cannot-run unreadable'))
  },
)

describe('docker0', () => {
  test('is there at first', async () => {
    expect(await verdict(firstGone, docker0Scene())).toBe('fail still-there')
    expect(await verdict(gone, docker0Scene())).toBe('fail still-there')
  })

  test('that is older than the bridge made by hand is still the first', async () => {
    const here = docker0Scene()
    addBridge(here, 20, 'bridge0', '192.168.5.1/24')
    expect(await verdict(firstGone, here)).toBe('fail still-there')
  })

  test('that is younger has come back: the first is gone, but it is there', async () => {
    const here = ownBridgeScene()
    addBridge(here, 21, 'docker0', '172.17.0.1/16')
    expect(await look(firstGone, here)).toMatchObject({
      status: 'pass',
      actual: 'docker0 was made anew after bridge0: index 21',
    })
    expect(await verdict(gone, here)).toBe('fail still-there')
  })

  test('is not made old by links that are no bridges, or bridges that the engine makes', async () => {
    const here = docker0Scene()
    here.host.links.push(link(1, 'dummy0', { kind: 'dummy' }))
    addBridge(here, 2, 'br-0123456789ab')
    expect(await verdict(firstGone, here)).toBe('fail still-there')
  })

  test('is not said to be gone by a reading that shows no loopback either', async () => {
    const here = ownBridgeScene()
    unplug(here.host, 'lo')
    expect(await verdict(gone, here)).toBe('cannot-run unreadable')
    expect(await verdict(firstGone, here)).toBe('cannot-run unreadable')
  })
})
