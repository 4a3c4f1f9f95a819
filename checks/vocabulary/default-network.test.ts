import { describe, expect, test } from 'vitest'
import { addBridge, docker0Scene, ownBridgeScene } from './bridge-fixtures.ts'
import { theBridgeByHand, theBridgeWithAddress } from './bridges.ts'
import { carriesTheDefaultNetwork, handsOutItsAddresses } from './default-network.ts'
import { hide, silenceEngine } from './fixtures.ts'
import { each, look, verdict, verdicts } from './looking-fixtures.ts'

const carries = carriesTheDefaultNetwork(theBridgeByHand)
const pool = handsOutItsAddresses(theBridgeWithAddress)
const words = { carries, pool }

test('both pass on the solved lab', async () => {
  expect(await verdicts(words, ownBridgeScene())).toEqual(each(words, 'pass'))
})

describe('the default network', () => {
  test('is carried by another bridge', async () => {
    const here = docker0Scene()
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
    const here = ownBridgeScene()
    here.network.options = {}
    expect(await look(carries, here)).toMatchObject({ status: 'fail', actual: 'no bridge' })
  })

  test.each([
    ['it has another name', { name: 'mine' }],
    ['it has another driver', { driver: 'null' }],
  ])('is none when %s', async (_, over) => {
    const here = ownBridgeScene()
    Object.assign(here.network, over)
    expect(await verdict(carries, here)).toBe('fail no-default-network')
    expect(await verdict(pool, here)).toBe('fail no-default-network')
    here.snapshot.networks = []
    expect(await look(carries, here)).toMatchObject({ status: 'fail', actual: 'no networks' })
  })

  test('cannot be judged without a bridge of one’s own', async () => {
    expect(await verdict(carries, docker0Scene())).toBe('fail no-bridge-by-hand')
    expect(await verdict(pool, docker0Scene())).toBe('fail no-bridge-by-hand')
  })

  test('hands out addresses of the bridge’s network, whoever names the gateway', async () => {
    const here = ownBridgeScene()
    expect(await look(pool, here)).toMatchObject({ actual: '192.168.5.0/24, gateway 192.168.5.1' })
    here.network.ipam.pools = [{ subnet: '192.168.5.0/24', gateway: null, range: null }]
    expect(await verdict(pool, here)).toBe('pass')
  })

  test.each([
    ['another network', '172.17.0.0/16', null, 'fail other-pool'],
    ['another prefix length', '192.168.5.0/25', '192.168.5.1', 'fail other-pool'],
    ['another gateway', '192.168.5.0/24', '192.168.5.77', 'fail other-gateway'],
  ])('hands out %s', async (_, subnet, gateway, expected) => {
    const here = ownBridgeScene()
    here.network.ipam.pools = [{ subnet, gateway, range: null }]
    expect(await verdict(pool, here)).toBe(expected)
  })

  test('hands out nothing', async () => {
    const here = ownBridgeScene()
    here.network.ipam.pools = []
    expect(await look(pool, here)).toMatchObject({ status: 'fail', actual: 'no pool' })
  })

  test('of a silent engine is not judged, nor one that was not read', async () => {
    const silent = silenceEngine(ownBridgeScene())
    expect(await verdicts(words, silent)).toEqual(each(words, 'cannot-run engine-silent'))
    const unread = hide(ownBridgeScene(), 'networks')
    expect(await verdicts(words, unread)).toEqual(each(words, 'cannot-run unreadable'))
  })
})
