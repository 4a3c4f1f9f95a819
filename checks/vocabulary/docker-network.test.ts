import { describe, expect, test } from 'vitest'
import { bridge } from './addressing.ts'
import {
  arePluggedInto,
  bridgeIsUp,
  cablesOnDefaultNetwork,
  containersOnDefaultNetwork,
  hostHasRouteThrough,
  noneIsKept,
  runOnDefaultNetwork,
  theOldest,
} from './docker-network.ts'
import { defaultRoute, hide, inodes, link, scene, silenceEngine, unplug, type Scene } from './fixtures.ts'
import { each, look, verdict, verdicts, viewOf } from './looking-fixtures.ts'
import { haveMetScene } from './network-fixtures.ts'

const docker0 = bridge('docker0')
const one = runOnDefaultNetwork(1)
const two = runOnDefaultNetwork(2)
const plugged = arePluggedInto('docker0')
const up = bridgeIsUp(docker0)
const route = hostHasRouteThrough(docker0)
const kept = noneIsKept()
const ofTheEngine = { one, two, plugged, kept }
const words = { ...ofTheEngine, up, route }

test('all pass on the solved lab', async () => {
  expect(await verdicts(words, haveMetScene())).toEqual(each(words, 'pass'))
})

test('what the engine knows cannot be judged while it is silent', async () => {
  const here = silenceEngine(haveMetScene())
  expect(await verdicts(ofTheEngine, here)).toEqual(each(ofTheEngine, 'cannot-run engine-silent'))
})

describe('containers on the default network', () => {
  test('are named', async () => {
    expect(await look(two, haveMetScene())).toMatchObject({ actual: 'running: box, neighbour' })
  })

  test('of another network do not count', async () => {
    expect(await verdict(one, scene())).toBe('pass')
    expect(await look(two, scene())).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'too-few-containers',
        text: 'Only neighbour runs on the default network of Docker.',
      },
    })
  })

  test('that have ended do not count', async () => {
    const here = scene()
    here.neighbour.running = false
    expect(await look(one, here)).toMatchObject({
      diagnosis: { text: 'No container runs on the default network of Docker.' },
    })
  })

  test.each(['containers', 'container id-of-box', 'namespaces', `namespace ${inodes.box}`])(
    'are not said to be missing when the part “%s” was not read',
    async (part) => {
      const here = haveMetScene()
      here.snapshot.namespaces = [here.host, here.inNeighbour]
      hide(here, part)
      expect(await verdict(two, here)).toBe('cannot-run unreadable')
    },
  )

  test('are told oldest first', () => {
    const view = viewOf(haveMetScene())
    expect(theOldest(view)).toMatchObject({ thing: { container: { name: 'box' } } })
    expect(containersOnDefaultNetwork(3)(view)).toMatchObject({ finding: { status: 'fail' } })
  })

  test('have no oldest when there is none', () => {
    const here = scene()
    here.neighbour.running = false
    expect(theOldest(viewOf(here))).toMatchObject({
      finding: { status: 'fail' },
    })
  })
})

describe('a cable', () => {
  const cables = (from: Scene) => cablesOnDefaultNetwork(2)(viewOf(from))

  test('has both its ends', () => {
    expect(cables(haveMetScene())).toMatchObject({
      thing: [
        { hostEnd: { name: 'A' }, farEnd: { name: 'eth0', index: 4 } },
        { hostEnd: { name: 'veth1a2b3c' }, farEnd: { name: 'eth0', index: 6 } },
      ],
    })
  })

  test('is the engine’s own, not another that leads there too', () => {
    const here = haveMetScene()
    here.host.links.unshift(
      link(20, 'other', { peer: { namespaceInode: inodes.box, index: 21, name: null } }),
    )
    here.inBox.links.push(link(21, 'eth1'))
    expect(cables(here)).toMatchObject({ thing: [{ hostEnd: { name: 'A' } }, {}] })
  })

  test('is found though its MAC address was changed', () => {
    const here = haveMetScene()
    here.eth0.mac = '0a:00:00:00:00:99'
    expect(cables(here)).toMatchObject({ thing: [{ hostEnd: { name: 'A' } }, {}] })
  })

  test('may be missing', async () => {
    const here = haveMetScene()
    unplug(here.host, 'A')
    expect(await verdict(plugged, here)).toBe('fail no-cable')
  })

  test.each([
    'peers',
    `namespace ${inodes.host} links`,
    `namespace ${inodes.host} peers`,
    `namespace ${inodes.box} links`,
  ])('is not said to be missing when the part “%s” was not read', async (part) => {
    const here = haveMetScene()
    unplug(here.host, 'A')
    hide(here, part)
    expect(await verdict(plugged, here)).toBe('cannot-run unreadable')
  })

  test.each([
    ['nowhere', null, 'no master'],
    ['elsewhere', { index: 9, name: 'other' }, 'master other'],
  ])('may be plugged in %s', async (_, master, actual) => {
    const here = haveMetScene()
    here.A.master = master
    expect(await look(plugged, here)).toMatchObject({
      status: 'fail',
      actual,
      diagnosis: {
        code: 'not-a-port',
        text: 'A, the host’s end of the cable of box, is no port of docker0.',
      },
    })
  })
})

describe('the bridge', () => {
  test('may be off, or on without a carrier', async () => {
    const here = haveMetScene()
    here.docker0.lowerUp = false
    expect(await verdict(up, here)).toBe('fail bridge-without-carrier')
    here.docker0.up = false
    expect(await verdict(up, here)).toBe('fail bridge-off')
  })

  test('may be missing', async () => {
    const here = haveMetScene()
    unplug(here.host, 'docker0')
    expect(await verdict(up, here)).toBe('fail bridge-missing')
    expect(await verdict(route, here)).toBe('fail bridge-missing')
  })

  test('that was not read is neither', async () => {
    const here = haveMetScene()
    hide(here, `namespace ${inodes.host} links`)
    expect(await verdict(up, here)).toBe('cannot-run unreadable')
  })
})

describe('the route', () => {
  test('may be linkdown', async () => {
    const here = haveMetScene()
    here.host.routes.at(-1)?.flags.push('linkdown')
    expect(await look(route, here)).toMatchObject({
      status: 'fail',
      actual: '172.17.0.0/16 dev docker0 linkdown',
      diagnosis: { code: 'route-linkdown' },
    })
  })

  test.each([
    ['missing', {}],
    ['through something else', { destination: '172.17.0.0/16', device: 'eth0' }],
    ['to another network', { destination: '10.0.0.0/8', device: 'docker0' }],
    ['in another table', { destination: '172.17.0.0/16', device: 'docker0', table: '100' }],
    ['a black hole', { destination: '172.17.0.0/16', device: 'docker0', type: 'blackhole' }],
    ['a default route', { device: 'docker0' }],
  ])('may be %s', async (_, over) => {
    const here = haveMetScene()
    here.host.routes = [defaultRoute('203.0.113.1', over)]
    expect(await verdict(route, here)).toBe('fail no-route')
  })

  test('that was not read is neither', async () => {
    const here = haveMetScene()
    here.host.routes = []
    hide(here, `namespace ${inodes.host} routes`)
    expect(await verdict(route, here)).toBe('cannot-run unreadable')
  })
})

describe('what has ended', () => {
  test.each(['exited', 'created', 'dead'])('may still be kept: %s', async (state) => {
    const here = haveMetScene()
    Object.assign(here.neighbour, { state, running: false })
    expect(await look(kept, here)).toMatchObject({
      status: 'fail',
      actual: `neighbour (${state})`,
      diagnosis: { code: 'kept' },
    })
  })

  test('of another network does not matter', async () => {
    const here = scene()
    Object.assign(here.box, { state: 'exited', running: false })
    expect(await verdict(kept, here)).toBe('pass')
  })

  test('is not said to be gone when the engine’s list was not read', async () => {
    const here = haveMetScene()
    hide(here, 'containers')
    expect(await verdict(kept, here)).toBe('cannot-run unreadable')
  })
})
