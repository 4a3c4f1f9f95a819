import { describe, expect, test } from 'vitest'
import {
  cableTo,
  exists,
  farEndIsInContainer,
  farEndIsNamed,
  farEndIsUp,
  hostEndIsPortOf,
  hostEndIsUp,
} from './cable.ts'
import { theContainerWithoutNetwork as box } from './containers.ts'
import { hide, inodes, link, namespace, scene, silenceEngine, unplug, type Scene } from './fixtures.ts'
import { each, look, verdict, verdicts } from './looking-fixtures.ts'

const cable = cableTo(box)
const words = {
  exists: exists(cable),
  hostEndIsPortOf: hostEndIsPortOf(cable, 'docker0'),
  hostEndIsUp: hostEndIsUp(cable),
  farEndIsInContainer: farEndIsInContainer(cable),
  farEndIsNamed: farEndIsNamed(cable, 'eth0'),
  farEndIsUp: farEndIsUp(cable),
}

/** The lab before step 3: the box is not wired. */
const bare = (): Scene => {
  const here = scene()
  unplug(here.host, 'A')
  unplug(here.inBox, 'eth0')
  return here
}

/** The pair lies on the host, both ends: after `ip link add A type veth peer name B`. */
const bothOnHost = (): Scene => {
  const here = bare()
  const peer = (index: number) => ({ peer: { namespaceInode: inodes.host, index, name: null } })
  here.host.links.push(link(5, 'A', { up: false, ...peer(6) }), link(6, 'B', { up: false, ...peer(5) }))
  return here
}

test('all pass on the solved lab', async () => {
  expect(await verdicts(words, scene())).toEqual(each(words, 'pass'))
})

test('none can be judged while the engine is silent', async () => {
  expect(await verdicts(words, silenceEngine(scene()))).toEqual(each(words, 'cannot-run engine-silent'))
})

const hostParts = [
  'peers',
  'namespaces',
  `namespace ${inodes.host}`,
  `namespace ${inodes.host} links`,
  `namespace ${inodes.host} peers`,
]
test.each(hostParts)('none can be judged when the part “%s” was not read', async (part) => {
  const here = hide(scene(), part)
  expect(await verdicts(words, here)).toEqual(each(words, 'cannot-run unreadable'))
  here.host.links = []
  expect(await verdicts(words, here)).toEqual(each(words, 'cannot-run unreadable'))
})

test('parts that say nothing of cables do not hinder', async () => {
  const here = scene()
  hide(
    here,
    `namespace ${inodes.host} firewall`,
    `namespace ${inodes.host} sysctls`,
    `namespace ${inodes.box} routes`,
  )
  expect(await verdicts(words, here)).toEqual(each(words, 'pass'))
})

describe('there is a pair', () => {
  test('docker0 with the engine’s own pair is none made by hand, nor is the host’s uplink', async () => {
    expect(await look(words.exists, bare())).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'no-veth-pair' },
      actual: 'links of the host: lo, eth0, docker0, veth1a2b3c',
    })
  })

  test('a second link that somebody has put into a container of the engine’s is one made by hand', async () => {
    const here = bare()
    here.host.links.push(link(8, 'X', { peer: { namespaceInode: inodes.neighbour, index: 9, name: 'Y' } }))
    here.inNeighbour.links.push(link(9, 'Y', { peer: { namespaceInode: inodes.host, index: 8, name: 'X' } }))
    expect(await verdicts(words, here)).toMatchObject({
      exists: 'pass',
      farEndIsInContainer: 'fail end-elsewhere',
      farEndIsUp: 'fail no-link',
    })
  })

  test('the engine’s own pair is not taken for one made by hand when the links of its container were not read', async () => {
    const here = bare()
    here.inNeighbour.links = []
    hide(here, `namespace ${inodes.neighbour} links`)
    expect(await verdict(exists(cable), here)).toBe('cannot-run unreadable')
  })

  test('a pair whose far end is in a namespace that could not be opened is not said to be missing', async () => {
    const here = bare()
    here.host.links.push(link(8, 'X', { peer: { namespaceInode: null, index: 9, name: null } }))
    hide(here, `namespace ${inodes.spare}`)
    expect(await verdict(exists(cable), here)).toBe('cannot-run unreadable')
  })

  test('the pair of another bridge of the engine’s is not one made by hand', async () => {
    const here = bare()
    const mac = '02:42:ac:12:00:02'
    here.neighbour.networks.push({ ...here.neighbour.networks[0]!, name: 'backend', mac })
    here.host.links.push(
      link(8, 'veth9', { peer: { namespaceInode: inodes.neighbour, index: 9, name: null } }),
    )
    here.inNeighbour.links.push(link(9, 'eth1', { mac }))
    expect(await verdict(exists(cable), here)).toBe('fail no-veth-pair')
  })

  test('a pair with both ends on the host is one, and the plugged end is the host’s', async () => {
    const here = bothOnHost()
    expect(await verdict(exists(cable), here)).toBe('pass')
    const B = here.host.links.at(-1)!
    B.master = { index: 3, name: 'docker0' }
    B.up = true
    expect(await verdicts(words, here)).toEqual({
      exists: 'pass',
      hostEndIsPortOf: 'pass',
      hostEndIsUp: 'pass',
      farEndIsInContainer: 'fail end-on-host',
      farEndIsNamed: 'fail no-link',
      farEndIsUp: 'fail no-link',
    })
  })

  test('the pair that leads into the box goes before one that lies about', async () => {
    const here = bothOnHost()
    for (const one of here.host.links.slice(-2)) {
      one.index += 10
      one.master = { index: 3, name: 'docker0' }
    }
    here.A.master = null
    here.host.links.push(here.A)
    here.inBox.links.push(here.eth0)
    expect(await verdict(words.farEndIsInContainer, here)).toBe('pass')
  })

  test('a far end in a namespace made by hand is elsewhere', async () => {
    const here = scene()
    unplug(here.inBox, 'eth0')
    here.snapshot.namespaces.push(namespace(inodes.spare, { kind: 'other', name: 'blue' }, [here.eth0]))
    here.A.peer = { namespaceInode: inodes.spare, index: 4, name: 'eth0' }
    expect(await verdicts(words, here)).toMatchObject({
      exists: 'pass',
      farEndIsInContainer: 'fail end-elsewhere',
    })
  })
})

describe('its end on the host', () => {
  test('may be a port of nothing', async () => {
    const here = scene()
    here.A.master = null
    expect(await look(hostEndIsPortOf(cable, 'docker0'), here)).toMatchObject({
      status: 'fail',
      actual: 'no master',
      diagnosis: { code: 'no-bridge', text: 'A is on the host but is a port of no bridge.' },
    })
  })

  test('may be a port of another bridge', async () => {
    const here = scene()
    here.A.master = { index: 11, name: 'other' }
    expect(await look(hostEndIsPortOf(cable, 'docker0'), here)).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'wrong-bridge', text: 'A is a port of other, not of docker0.' },
    })
  })

  test('may be down', async () => {
    const here = scene()
    here.A.up = false
    expect(await verdict(hostEndIsUp(cable), here)).toBe('fail host-end-down')
  })

  test('is up without a carrier too: the far end’s switch is another check', async () => {
    const here = scene()
    Object.assign(here.A, { lowerUp: false, operstate: 'LOWERLAYERDOWN' })
    expect(await verdict(hostEndIsUp(cable), here)).toBe('pass')
  })
})

describe('its end in the container', () => {
  test('may have another name', async () => {
    const here = scene()
    here.eth0.name = 'B'
    expect(await look(farEndIsNamed(cable, 'eth0'), here)).toMatchObject({
      status: 'fail',
      actual: 'B',
      diagnosis: { code: 'wrong-name', text: 'The end in box is called B, not eth0.' },
    })
  })

  test('may be down', async () => {
    const here = scene()
    here.eth0.up = false
    expect(await verdict(farEndIsUp(cable), here)).toBe('fail container-end-down')
  })

  test.each([`namespace ${inodes.box}`, `namespace ${inodes.box} links`])(
    'is known to be there, but neither its name nor its state, when the part “%s” was not read',
    async (part) => {
      const here = scene()
      here.inBox.links = []
      hide(here, part)
      expect(await verdicts(words, here)).toMatchObject({
        exists: 'pass',
        farEndIsInContainer: 'pass',
        farEndIsNamed: 'cannot-run unreadable',
        farEndIsUp: 'cannot-run unreadable',
      })
    },
  )
})
