import { describe, expect, test } from 'vitest'
import type { DockerNetwork } from '../../runner/observe/snapshot.ts'
import {
  carriesTheDefaultNetwork,
  handsOutItsAddresses,
  hasAnAddress,
  isGone,
  isPluggedInto,
  isThere,
  isUp,
  lendersOfItsMac,
  theBridgeByHand,
  theBridgeWithAddress,
  theContainerOnTheDefaultNetwork,
  theFirstIsGone,
} from './bridges.ts'
import { runs } from './containers.ts'
import {
  address,
  viewOf,
  container,
  endpoint,
  hide,
  inodes,
  link,
  look,
  namespace,
  scene,
  silenceEngine,
  unplug,
  verdict,
  type Scene,
} from './fixtures.ts'

const made = isThere(theBridgeByHand)
const addressed = hasAnAddress(theBridgeWithAddress)
const up = isUp(theBridgeByHand)
const firstGone = theFirstIsGone('docker0')
const gone = isGone('docker0')
const carries = carriesTheDefaultNetwork(theBridgeByHand)
const pool = handsOutItsAddresses(theBridgeWithAddress)
const box = runs(theContainerOnTheDefaultNetwork, 'a running container on the default network')
const plugged = isPluggedInto(theContainerOnTheDefaultNetwork, theBridgeByHand)

const defaultNetwork = (bridgeName: string, subnet: string, gateway: string | null): DockerNetwork => ({
  id: 'network-bridge',
  name: 'bridge',
  driver: 'bridge',
  scope: 'local',
  internal: false,
  attachable: false,
  ipv6: false,
  ipam: { driver: 'default', pools: [{ subnet, gateway, range: null }] },
  options: { 'com.docker.network.bridge.name': bridgeName },
  labels: {},
  containers: [],
})

const addBridge = ({ host }: Scene, index: number, name: string, ...addresses: string[]) => {
  const added = link(index, name, {
    kind: 'bridge',
    rawKind: 'bridge',
    addresses: addresses.map((text) => address(text)),
  })
  host.links.push(added)
  return added
}

/** A host as it is at first: docker0 carries the default network. */
const untouched = (): Scene => {
  const here = scene()
  here.snapshot.networks = [defaultNetwork('docker0', '172.17.0.0/16', null)]
  return here
}

/** Lab 05 as it stands when every step is done: the neighbour is the container on bridge0. */
const done = () => {
  const here = scene()
  unplug(here.host, 'docker0')
  const bridge0 = addBridge(here, 20, 'bridge0', '192.168.5.1/24')
  here.veth.master = { index: 20, name: 'bridge0' }
  bridge0.mac = here.veth.mac
  const network = defaultNetwork('bridge0', '192.168.5.0/24', '192.168.5.1')
  here.snapshot.networks = [network]
  return { ...here, bridge0, network }
}

test('lab 05 as it stands when all is done passes', async () => {
  const all = [made, addressed, up, firstGone, gone, carries, pool, box, plugged]
  const verdicts = await Promise.all(all.map((statement) => verdict(statement, done())))
  expect(verdicts).toEqual(all.map(() => 'pass'))
})

describe('the bridge made by hand', () => {
  const name = (here: Scene) => {
    const found = theBridgeByHand(viewOf(here))
    return 'thing' in found ? found.thing.name : found.finding.actual
  }

  test.each(['docker0', 'br-0123456789ab', 'docker_gwbridge'])('is not %s', async (engineName) => {
    const here = done()
    here.bridge0.name = engineName
    expect(await look(made, here)).toMatchObject({
      status: 'fail',
      actual: `bridges: ${engineName}`,
      diagnosis: { code: 'no-bridge-by-hand' },
    })
  })

  test.each(['lan', 'br-lan', 'br0', 'docker1'])('may be called %s', async (other) => {
    const here = done()
    here.bridge0.name = other
    expect(await verdict(made, here)).toBe('pass')
  })

  test('is no other kind of link, and a host may have no bridge at all', async () => {
    const here = done()
    here.bridge0.kind = 'dummy'
    expect(await look(made, here)).toMatchObject({ status: 'fail', actual: 'no bridge' })
  })

  test('is, of several, the one that carries the default network', () => {
    const here = done()
    addBridge(here, 30, 'other', '10.0.0.1/8')
    here.bridge0.up = false
    here.bridge0.addresses = []
    expect(name(here)).toBe('bridge0')
  })

  test('is otherwise the one that is furthest along, then the youngest', () => {
    const here = untouched()
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
    const here = done()
    silenceEngine(here)
    for (const statement of [made, addressed, up, firstGone, gone])
      expect(await verdict(statement, here)).toBe('pass')
  })

  test.each(['namespaces', `namespace ${inodes.host}`, `namespace ${inodes.host} links`])(
    'is not said to be missing when the part “%s” was not read',
    async (part) => {
      const here = untouched()
      hide(here, part)
      for (const statement of [made, addressed, up, firstGone, gone])
        expect(await verdict(statement, here)).toBe('cannot-run unreadable')
    },
  )

  test('has an address, or has none', async () => {
    const here = done()
    expect(await look(addressed, here)).toMatchObject({ actual: 'bridge0 has 192.168.5.1/24' })
    here.bridge0.addresses = [address('fe80::1/64')]
    expect(await verdict(addressed, here)).toBe('fail bridge-without-address')
  })

  test('is up, with a port or without one, or is down', async () => {
    const here = done()
    here.bridge0.operstate = 'DOWN'
    expect(await verdict(up, here)).toBe('pass')
    here.bridge0.up = false
    expect(await verdict(up, here)).toBe('fail bridge-down')
  })
})

describe('docker0', () => {
  test('is there at first', async () => {
    expect(await verdict(firstGone, untouched())).toBe('fail still-there')
    expect(await verdict(gone, untouched())).toBe('fail still-there')
  })

  test('that is older than the bridge made by hand is still the first', async () => {
    const here = untouched()
    addBridge(here, 20, 'bridge0', '192.168.5.1/24')
    expect(await verdict(firstGone, here)).toBe('fail still-there')
  })

  test('that is younger has come back: the first is gone, but it is there', async () => {
    const here = done()
    addBridge(here, 21, 'docker0', '172.17.0.1/16')
    expect(await look(firstGone, here)).toMatchObject({
      status: 'pass',
      actual: 'docker0 was made anew after bridge0: index 21',
    })
    expect(await verdict(gone, here)).toBe('fail still-there')
  })

  test('is not made old by links that are no bridges, or bridges that the engine makes', async () => {
    const here = untouched()
    here.host.links.push(link(1, 'dummy0', { kind: 'dummy' }))
    addBridge(here, 2, 'br-0123456789ab')
    expect(await verdict(firstGone, here)).toBe('fail still-there')
  })

  test('is not said to be gone by a reading that shows no loopback either', async () => {
    const here = done()
    unplug(here.host, 'lo')
    expect(await verdict(gone, here)).toBe('cannot-run unreadable')
    expect(await verdict(firstGone, here)).toBe('cannot-run unreadable')
  })
})

describe('the default network', () => {
  test('is carried by another bridge', async () => {
    const here = untouched()
    addBridge(here, 20, 'bridge0', '192.168.5.1/24')
    expect(await look(carries, here)).toMatchObject({
      status: 'fail',
      actual: 'docker0',
      diagnosis: {
        code: 'other-bridge',
        text: 'The engine’s default network uses docker0, not bridge0.',
      },
    })
  })

  test('is carried by a bridge that it does not name', async () => {
    const here = done()
    here.network.options = {}
    expect(await look(carries, here)).toMatchObject({ status: 'fail', actual: 'no bridge' })
  })

  test.each([
    ['it has another name', { name: 'mine' }],
    ['it has another driver', { driver: 'null' }],
  ])('is none when %s', async (_, over) => {
    const here = done()
    Object.assign(here.network, over)
    expect(await verdict(carries, here)).toBe('fail no-default-network')
    expect(await verdict(pool, here)).toBe('fail no-default-network')
    here.snapshot.networks = []
    expect(await look(carries, here)).toMatchObject({ status: 'fail', actual: 'no networks' })
  })

  test('cannot be judged without a bridge of one’s own', async () => {
    expect(await verdict(carries, untouched())).toBe('fail no-bridge-by-hand')
    expect(await verdict(pool, untouched())).toBe('fail no-bridge-by-hand')
  })

  test('hands out addresses of the bridge’s network, whoever names the gateway', async () => {
    const here = done()
    expect(await look(pool, here)).toMatchObject({ actual: '192.168.5.0/24, gateway 192.168.5.1' })
    here.network.ipam.pools = [{ subnet: '192.168.5.0/24', gateway: null, range: null }]
    expect(await verdict(pool, here)).toBe('pass')
  })

  test.each([
    ['another network', '172.17.0.0/16', null, 'fail other-pool'],
    ['another prefix length', '192.168.5.0/25', '192.168.5.1', 'fail other-pool'],
    ['another gateway', '192.168.5.0/24', '192.168.5.77', 'fail other-gateway'],
  ])('hands out %s', async (_, subnet, gateway, expected) => {
    const here = done()
    here.network.ipam.pools = [{ subnet, gateway, range: null }]
    expect(await verdict(pool, here)).toBe(expected)
  })

  test('hands out nothing', async () => {
    const here = done()
    here.network.ipam.pools = []
    expect(await look(pool, here)).toMatchObject({ status: 'fail', actual: 'no pool' })
  })

  test('of a silent engine is not judged, nor one that was not read', async () => {
    const silent = done()
    silenceEngine(silent)
    for (const statement of [carries, pool, box, plugged])
      expect(await verdict(statement, silent)).toBe('cannot-run engine-silent')
    const unread = done()
    hide(unread, 'networks')
    expect(await verdict(carries, unread)).toBe('cannot-run unreadable')
    expect(await verdict(pool, unread)).toBe('cannot-run unreadable')
  })
})

describe('the container on the default network', () => {
  test('is the one that was made last', async () => {
    const here = done()
    const younger = container('younger', inodes.spare, { networkMode: 'bridge', createdAt: 9_000_000 })
    here.snapshot.containers.unshift(younger)
    here.snapshot.namespaces.push(namespace(inodes.spare, { kind: 'container', containerId: younger.id }))
    expect(await look(box, here)).toMatchObject({ actual: 'younger runs with network mode bridge' })
  })

  test.each([
    ['it has ended', { running: false }],
    ['it is on another network', { networkMode: 'mine', networks: [endpoint('mine')] }],
  ])('is none when %s', async (_, over) => {
    const here = done()
    Object.assign(here.neighbour, over)
    expect(await verdict(box, here)).toBe('fail no-container')
  })

  test('is none when there is no container at all', async () => {
    const here = done()
    here.snapshot.containers = []
    expect(await look(box, here)).toMatchObject({ status: 'fail', actual: 'no container at all' })
  })

  test.each(['containers', 'container id-of-neighbour', 'namespaces', `namespace ${inodes.neighbour}`])(
    'is not said to be missing when the part “%s” was not read',
    async (part) => {
      const here = done()
      here.snapshot.namespaces = [here.host, here.inBox]
      hide(here, part)
      expect(await verdict(box, here)).toBe('cannot-run unreadable')
    },
  )

  test('is plugged into the bridge by the cable of which it has one end', async () => {
    expect(await look(plugged, done())).toMatchObject({ actual: 'veth1a2b3c is a port of bridge0' })
  })

  test.each([
    ['nothing', null, 'no master', 'a port of no bridge'],
    ['another bridge', { index: 3, name: 'docker0' }, 'master docker0', 'a port of docker0'],
  ])('is plugged into %s', async (_, master, actual, words) => {
    const here = done()
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
    const here = done()
    unplug(here.inNeighbour, 'eth0')
    expect(await verdict(plugged, here)).toBe('fail no-cable')
  })

  test('has no bridge to be plugged into', async () => {
    expect(await verdict(plugged, untouched())).toBe('fail no-bridge-by-hand')
  })

  test.each([
    'peers',
    `namespace ${inodes.neighbour} links`,
    `namespace ${inodes.neighbour} peers`,
    `namespace ${inodes.host} peers`,
  ])('is not said to be unplugged when the part “%s” was not read', async (part) => {
    const here = done()
    here.veth.master = null
    hide(here, part)
    expect(await verdict(plugged, here)).toBe('cannot-run unreadable')
  })
})

describe('who lends the bridge its MAC address', () => {
  const lenders = ({ snapshot }: Scene) => lendersOfItsMac(viewOf({ snapshot }))

  test('is a port that has the same', () => {
    expect(lenders(done())).toEqual({ thing: ['veth1a2b3c'] })
  })

  test('is nobody when the bridge has one of its own, or no port', () => {
    const here = done()
    here.bridge0.mac = '02:42:00:00:00:01'
    expect(lenders(here)).toEqual({ thing: [] })
    here.bridge0.mac = here.veth.mac
    here.veth.master = null
    expect(lenders(here)).toEqual({ thing: [] })
  })

  test('is not known without a bridge', () => {
    expect(lenders(untouched())).toMatchObject({ finding: { status: 'fail' } })
  })
})
