import { describe, expect, test } from 'vitest'
import { addBridge, docker0Scene, ownBridgeScene } from './bridge-fixtures.ts'
import {
  hasAnAddress,
  isPluggedInto,
  isThere,
  isUp,
  lendersOfItsMac,
  theBridgeByHand,
  theBridgeWithAddress,
  theContainerOnTheDefaultNetwork,
} from './bridges.ts'
import { runs } from './containers.ts'
import {
  addContainer,
  address,
  endpoint,
  hide,
  inodes,
  silenceEngine,
  unplug,
  type Scene,
} from './fixtures.ts'
import { each, look, verdict, verdicts, viewOf } from './looking-fixtures.ts'

const made = isThere(theBridgeByHand)
const addressed = hasAnAddress(theBridgeWithAddress)
const up = isUp(theBridgeByHand)
const box = runs(theContainerOnTheDefaultNetwork, 'a running container on the default network')
const plugged = isPluggedInto(theContainerOnTheDefaultNetwork, theBridgeByHand)
const ofTheHost = { made, addressed, up }
const ofTheEngine = { box, plugged }

test('lab 05 as it stands when all is done passes', async () => {
  const words = { ...ofTheHost, ...ofTheEngine }
  expect(await verdicts(words, ownBridgeScene())).toEqual(each(words, 'pass'))
})

test('what the engine knows cannot be judged while it is silent', async () => {
  const here = silenceEngine(ownBridgeScene())
  expect(await verdicts(ofTheEngine, here)).toEqual(each(ofTheEngine, 'cannot-run engine-silent'))
})

describe('the bridge made by hand', () => {
  const name = (here: Scene) => {
    const found = theBridgeByHand(viewOf(here))
    return 'thing' in found ? found.thing.name : found.finding.actual
  }

  test.each(['docker0', 'br-0123456789ab', 'docker_gwbridge'])('is not %s', async (engineName) => {
    const here = ownBridgeScene()
    here.bridge0.name = engineName
    expect(await look(made, here)).toMatchObject({
      status: 'fail',
      actual: `bridges: ${engineName}`,
      diagnosis: { code: 'no-bridge-by-hand' },
    })
  })

  test.each(['lan', 'br-lan', 'br0', 'docker1'])('may be called %s', async (other) => {
    const here = ownBridgeScene()
    here.bridge0.name = other
    expect(await verdict(made, here)).toBe('pass')
  })

  test('is no other kind of link, and a host may have no bridge at all', async () => {
    const here = ownBridgeScene()
    here.bridge0.kind = 'dummy'
    expect(await look(made, here)).toMatchObject({ status: 'fail', actual: 'no bridge' })
  })

  test('is, of several, the one that carries the default network', () => {
    const here = ownBridgeScene()
    addBridge(here, 30, 'other', '10.0.0.1/8')
    here.bridge0.up = false
    here.bridge0.addresses = []
    expect(name(here)).toBe('bridge0')
  })

  test('is otherwise the one that is furthest along, then the youngest', () => {
    const here = docker0Scene()
    addBridge(here, 20, 'first').up = false
    const second = addBridge(here, 21, 'second')
    second.up = false
    expect(name(here)).toBe('second')
    Object.assign(here.host.links.find((one) => one.name === 'first') ?? {}, { up: true })
    expect(name(here)).toBe('first')
    second.addresses = [address('10.0.0.1/8')]
    expect(name(here)).toBe('second')
  })

  test('is judged while the engine is silent', async () => {
    const here = silenceEngine(ownBridgeScene())
    expect(await verdicts(ofTheHost, here)).toEqual(each(ofTheHost, 'pass'))
  })

  test.each(['namespaces', `namespace ${inodes.host}`, `namespace ${inodes.host} links`])(
    'is not said to be missing when the part “%s” was not read',
    async (part) => {
      const here = hide(docker0Scene(), part)
      expect(await verdicts(ofTheHost, here)).toEqual(each(ofTheHost, 'cannot-run unreadable'))
    },
  )

  test('has an address, or has none', async () => {
    const here = ownBridgeScene()
    expect(await look(addressed, here)).toMatchObject({ actual: 'bridge0 has 192.168.5.1/24' })
    here.bridge0.addresses = [address('fe80::1/64')]
    expect(await verdict(addressed, here)).toBe('fail bridge-without-address')
  })

  test('is up, with a port or without one, or is down', async () => {
    const here = ownBridgeScene()
    here.bridge0.operstate = 'DOWN'
    expect(await verdict(up, here)).toBe('pass')
    here.bridge0.up = false
    expect(await verdict(up, here)).toBe('fail bridge-down')
  })
})

describe('the container on the default network', () => {
  test('is the one that was made last', async () => {
    const here = ownBridgeScene()
    addContainer(here, 'younger', inodes.spare, { networkMode: 'bridge', createdAt: 9_000_000 })
    here.snapshot.containers.reverse()
    expect(await look(box, here)).toMatchObject({ actual: 'younger runs with network mode bridge' })
  })

  test.each([
    ['it has ended', { running: false }],
    ['it is on another network', { networkMode: 'mine', networks: [endpoint('mine')] }],
  ])('is none when %s', async (_, over) => {
    const here = ownBridgeScene()
    Object.assign(here.neighbour, over)
    expect(await verdict(box, here)).toBe('fail no-container')
  })

  test('is none when there is no container at all', async () => {
    const here = ownBridgeScene()
    here.snapshot.containers = []
    expect(await look(box, here)).toMatchObject({ status: 'fail', actual: 'no container at all' })
  })

  test.each(['containers', 'container id-of-neighbour', 'namespaces', `namespace ${inodes.neighbour}`])(
    'is not said to be missing when the part “%s” was not read',
    async (part) => {
      const here = ownBridgeScene()
      here.snapshot.namespaces = [here.host, here.inBox]
      hide(here, part)
      expect(await verdict(box, here)).toBe('cannot-run unreadable')
    },
  )

  test('is plugged into the bridge by the cable of which it has one end', async () => {
    expect(await look(plugged, ownBridgeScene())).toMatchObject({ actual: 'veth1a2b3c is a port of bridge0' })
  })

  test.each([
    ['nothing', null, 'no master', 'a port of no bridge'],
    ['another bridge', { index: 3, name: 'docker0' }, 'master docker0', 'a port of docker0'],
  ])('is plugged into %s', async (_, master, actual, words) => {
    const here = ownBridgeScene()
    here.veth.master = master
    expect(await look(plugged, here)).toMatchObject({
      status: 'fail',
      actual,
      diagnosis: {
        code: 'not-a-port',
        text: `veth1a2b3c, the host’s end of the cable of neighbour, is ${words}, not of bridge0.`,
      },
    })
  })

  test('has no cable to the host', async () => {
    const here = ownBridgeScene()
    unplug(here.inNeighbour, 'eth0')
    expect(await verdict(plugged, here)).toBe('fail no-cable')
  })

  test('has no bridge to be plugged into', async () => {
    expect(await verdict(plugged, docker0Scene())).toBe('fail no-bridge-by-hand')
  })

  test.each([
    'peers',
    `namespace ${inodes.neighbour} links`,
    `namespace ${inodes.neighbour} peers`,
    `namespace ${inodes.host} peers`,
  ])('is not said to be unplugged when the part “%s” was not read', async (part) => {
    const here = ownBridgeScene()
    here.veth.master = null
    hide(here, part)
    expect(await verdict(plugged, here)).toBe('cannot-run unreadable')
  })
})

describe('who lends the bridge its MAC address', () => {
  test('is a port that has the same', () => {
    expect(lendersOfItsMac(viewOf(ownBridgeScene()))).toEqual({ thing: ['veth1a2b3c'] })
  })

  test('is nobody when the bridge has one of its own, or no port', () => {
    const here = ownBridgeScene()
    here.bridge0.mac = '02:42:00:00:00:01'
    expect(lendersOfItsMac(viewOf(here))).toEqual({ thing: [] })
    here.bridge0.mac = here.veth.mac
    here.veth.master = null
    expect(lendersOfItsMac(viewOf(here))).toEqual({ thing: [] })
  })

  test('is not known without a bridge', () => {
    expect(lendersOfItsMac(viewOf(docker0Scene()))).toMatchObject({ finding: { status: 'fail' } })
  })
})
