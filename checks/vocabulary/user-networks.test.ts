import { boxOf } from './containers.ts'
import { describe, expect, test } from 'vitest'
import { hide, inodes, silenceEngine, unplug } from './fixtures.ts'
import { allAnswer, each, look, probesTo, verdict, verdicts } from './looking-fixtures.ts'
import { canPing } from './reach.ts'
import { theServingMember, theMemberElsewhere } from './network-roles.ts'
import {
  addressOf,
  areThere,
  bridgeNameOf,
  gatewayOfMember,
  haveTheirBridges,
  isMember,
} from './user-networks.ts'
import { connect, disconnect, namespaceOf, userNetworkScene } from './user-network-fixtures.ts'

const there = areThere()
const bridges = haveTheirBridges()
const words = { there, bridges, server: isMember(theServingMember, 'a server') }

test('all pass on the solved lab', async () => {
  expect(await verdicts(words, userNetworkScene())).toEqual(each(words, 'pass'))
  expect(await look(there, userNetworkScene())).toMatchObject({
    actual: 'green 172.18.0.0/16; blue 10.0.0.0/24',
  })
  expect(await look(bridges, userNetworkScene())).toMatchObject({
    actual: 'green: br-green0000000 with 172.18.0.1/16; blue: br-blue00000000 with 10.0.0.1/24',
  })
})

describe('the subnets', () => {
  test.each(['172.31.0.0/16', '172.18.0.0/16', '192.168.16.0/20'])(
    'the engine may have chosen %s',
    async (subnet) => {
      const here = userNetworkScene()
      here.green.ipam.pools = [{ subnet, gateway: null, range: null }]
      expect(await verdict(there, here)).toBe('pass')
      here.blue.ipam.pools = [{ subnet, gateway: null, range: null }]
      expect(await verdict(there, here)).toBe('fail no-persons-choice')
    },
  )

  test.each(['172.18.5.0/24', '10.5.0.0/16', '192.168.77.0/24', '172.32.0.0/16'])(
    'a person has chosen %s',
    async (subnet) => {
      const here = userNetworkScene()
      here.blue.ipam.pools = [{ subnet, gateway: null, range: null }]
      expect(await verdict(there, here)).toBe('pass')
      here.green.ipam.pools = [{ subnet, gateway: null, range: null }]
      expect(await verdict(there, here)).toBe('fail no-engines-choice')
    },
  )

  test('of internal networks, of other drivers and of the engine’s own networks do not count', async () => {
    const here = userNetworkScene()
    here.green.internal = true
    expect(await look(there, here)).toMatchObject({
      diagnosis: { code: 'no-engines-choice' },
      actual: 'blue 10.0.0.0/24; green 172.18.0.0/16 (internal); vault 172.19.0.0/16 (internal)',
    })
    here.green.internal = false
    here.green.driver = 'macvlan'
    expect(await verdict(there, here)).toBe('fail no-engines-choice')
    here.snapshot.networks = here.snapshot.networks.slice(0, 3)
    expect(await look(there, here)).toMatchObject({ actual: 'no bridge network but the default one' })
  })

  test('the network with most containers is meant, wherever it stands', async () => {
    const here = userNetworkScene()
    const empty = { ...here.green, id: 'e'.repeat(64), name: 'empty', containers: [] }
    here.snapshot.networks.unshift(empty)
    expect(await look(there, here)).toMatchObject({ actual: 'green 172.18.0.0/16; blue 10.0.0.0/24' })
    disconnect(here, 'web', here.green)
    disconnect(here, 'hub', here.green)
    expect(await look(there, here)).toMatchObject({ actual: 'empty 172.18.0.0/16; blue 10.0.0.0/24' })
  })
})

describe('the bridges', () => {
  test('may have a name of their own', async () => {
    const here = userNetworkScene()
    here.blue.options = { 'com.docker.network.bridge.name': 'mine0' }
    expect(bridgeNameOf(here.blue)).toBe('mine0')
    expect(await look(bridges, here)).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'bridge-missing', text: 'The host has no bridge mine0.' },
    })
    const link = here.host.links.find(({ name }) => name === 'br-blue00000000')
    Object.assign(link ?? {}, { name: 'mine0' })
    expect(await verdict(bridges, here)).toBe('pass')
  })

  test('have an address, and it is the gateway’s', async () => {
    const here = userNetworkScene()
    const link = here.host.links.find(({ name }) => name === 'br-green0000000')
    const [address] = link?.addresses ?? []
    Object.assign(address ?? {}, { address: '172.18.0.9' })
    expect(await look(bridges, here)).toMatchObject({
      diagnosis: {
        code: 'other-address',
        text: 'br-green0000000, the bridge of the network green, does not have the gateway’s address.',
      },
    })
    Object.assign(address ?? {}, { address: '192.168.1.1' })
    expect(await verdict(bridges, here)).toBe('fail other-address')
    Object.assign(link ?? {}, { addresses: [] })
    expect(await verdict(bridges, here)).toBe('fail bridge-without-address')
    unplug(here.host, 'br-green0000000')
    expect(await verdict(bridges, here)).toBe('fail bridge-missing')
    expect(await verdict(bridges, hide(here, `namespace ${inodes.host} links`))).toBe('cannot-run unreadable')
  })
})

describe('who is on them', () => {
  test('is told in one sentence', async () => {
    expect(await look(words.server, userNetworkScene())).toMatchObject({
      actual: 'web (172.18.0.2) on green',
    })
  })

  test('has ended, or has no address', async () => {
    const here = userNetworkScene()
    const web = here.snapshot.containers.find(({ name }) => name === 'web')
    Object.assign(web ?? {}, { running: false })
    expect(await verdict(words.server, here)).toBe('fail no-server')
    Object.assign(web ?? {}, { running: true })
    expect(await verdict(words.server, here)).toBe('pass')
    for (const one of here.green.containers) one.address = null
    expect(await verdict(words.server, here)).toBe('fail no-server')
  })

  test('is reached by its address, and its gateway is the bridge', async () => {
    const probes = probesTo({ '172.18.0.2': true })
    const toServer = canPing(boxOf(theMemberElsewhere), addressOf(theServingMember), 'the server')
    expect(await look(toServer, userNetworkScene(), probes)).toMatchObject({
      actual: 'the container web (172.18.0.2) answers',
    })
    const toGateway = canPing(boxOf(theMemberElsewhere), gatewayOfMember(theMemberElsewhere), 'the gateway')
    expect(await look(toGateway, userNetworkScene())).toMatchObject({
      actual: 'br-blue00000000 (10.0.0.1) answers',
    })
  })

  test('the oldest stands first', async () => {
    const here = userNetworkScene()
    connect(here, 'safe', here.green, '172.18.0.9')
    const safe = here.snapshot.containers.find(({ name }) => name === 'safe')
    Object.assign(safe ?? {}, { exposedPorts: ['80/tcp'], createdAt: 5 })
    expect(await look(words.server, here)).toMatchObject({ actual: 'safe (172.18.0.9) on green' })
    expect(namespaceOf(here, 'safe').links).toHaveLength(3)
  })
})

test.each(['networks', 'containers', 'container id-of-web', 'namespaces', 'namespace 200'])(
  'without %s nothing is said',
  async (part) => {
    expect(await verdicts(words, hide(userNetworkScene(), part), allAnswer)).toEqual(
      each(words, 'cannot-run unreadable'),
    )
  },
)

test('nor when the engine is silent', async () => {
  expect(await verdicts(words, silenceEngine(userNetworkScene()))).toEqual(
    each(words, 'cannot-run engine-silent'),
  )
})
