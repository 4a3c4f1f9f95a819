import { describe, expect, test } from 'vitest'
import { bridge } from './addressing.ts'
import { defaultNetwork, docker0Scene } from './bridge-fixtures.ts'
import { handsOutAPart, hasAChosenAddress, isInThePart } from './customise.ts'
import { theOldest } from './docker-network.ts'
import { address, hide, inodes, silenceEngine, unplug, type Scene } from './fixtures.ts'
import { look, verdict } from './looking-fixtures.ts'

const chosen = hasAChosenAddress(bridge('docker0'))
const part = handsOutAPart()
const within = isInThePart(theOldest)

/** A docker0 with this address, whose engine hands out this range; the neighbour has an address of it. */
const customised = (cidr = '192.168.1.5/24', range: string | null = '192.168.1.128/25'): Scene => {
  const here = docker0Scene()
  here.docker0.addresses = [address(cidr)]
  const network = defaultNetwork('docker0', '192.168.1.0/24', '192.168.1.5')
  network.ipam.pools = [{ subnet: '192.168.1.0/24', gateway: '192.168.1.5', range }]
  here.snapshot.networks = [network]
  return boxHas(here, '192.168.1.128/24')
}

/** Gives the neighbour's eth0 these addresses. */
const boxHas = (here: Scene, ...addresses: string[]): Scene => {
  const eth0 = here.inNeighbour.links.find(({ name }) => name === 'eth0')
  if (eth0) eth0.addresses = addresses.map((text) => address(text))
  return here
}

describe('docker0’s address', () => {
  test.each(['192.168.1.5/24', '172.17.42.1/16', '172.17.0.1/24'])('is chosen: %s', async (cidr) => {
    expect(await verdict(chosen, customised(cidr))).toBe('pass')
  })

  test('is the engine’s own choice', async () => {
    expect(await look(chosen, docker0Scene())).toMatchObject({
      status: 'fail',
      actual: '172.17.0.1/16',
      diagnosis: { code: 'usual-address' },
    })
  })

  test('is not there', async () => {
    const here = customised()
    here.docker0.addresses = []
    expect(await verdict(chosen, here)).toBe('fail bridge-without-address')
    unplug(here.host, 'docker0')
    expect(await verdict(chosen, here)).toBe('fail bridge-missing')
  })

  test('was not read', async () => {
    expect(await verdict(chosen, hide(docker0Scene(), `namespace ${inodes.host} links`))).toBe(
      'cannot-run unreadable',
    )
  })
})

describe('the range of the default network', () => {
  test('is a part of it', async () => {
    expect(await look(part, customised())).toMatchObject({
      status: 'pass',
      actual: '192.168.1.128/25 of 192.168.1.0/24',
    })
  })

  test.each([null, '192.168.1.0/24', 'nonsense'])('is all of it: %s', async (range) => {
    expect(await verdict(part, customised(undefined, range))).toBe('fail whole-network')
    expect(await verdict(within, customised(undefined, range))).toBe('fail whole-network')
  })

  test('is nowhere without a pool', async () => {
    const here = customised()
    for (const { ipam } of here.snapshot.networks) ipam.pools = []
    expect(await look(part, here)).toMatchObject({ status: 'fail', actual: 'no pool' })
  })

  test('is of IPv4', async () => {
    const here = customised()
    for (const { ipam } of here.snapshot.networks)
      ipam.pools = [{ subnet: 'fd00::/64', gateway: null, range: 'fd00::/80' }]
    expect(await verdict(part, here)).toBe('fail whole-network')
  })

  test('is not known of a silent engine, or without its networks', async () => {
    expect(await verdict(part, silenceEngine(customised()))).toBe('cannot-run engine-silent')
    expect(await verdict(part, hide(customised(), 'networks'))).toBe('cannot-run unreadable')
    const here = customised()
    here.snapshot.networks = []
    expect(await verdict(part, here)).toBe('fail no-default-network')
  })
})

describe('the container’s address', () => {
  test.each([['192.168.1.128/24'], ['192.168.1.20/24', '192.168.1.200/24']])(
    'lies in the part: %s',
    async (...addresses) => {
      expect(await verdict(within, boxHas(customised(), ...addresses))).toBe('pass')
    },
  )

  test('lies in the part that is kept free', async () => {
    expect(await look(within, boxHas(customised(), '192.168.1.99/24'))).toMatchObject({
      status: 'fail',
      actual: '192.168.1.99',
      diagnosis: {
        code: 'outside-part',
        text: '192.168.1.99, the address of neighbour, does not lie in 192.168.1.128/25, which is what the engine hands out.',
      },
    })
  })

  test('is not there', async () => {
    expect(await verdict(within, boxHas(customised()))).toBe('fail no-address')
    expect(await verdict(within, boxHas(customised(), 'fd00::2/64'))).toBe('fail no-address')
  })

  test('was not read', async () => {
    const here = hide(boxHas(customised()), `namespace ${inodes.neighbour} links`)
    expect(await verdict(within, here)).toBe('cannot-run unreadable')
  })

  test('is nobody’s where no container runs', async () => {
    const here = customised()
    here.neighbour.running = false
    expect(await verdict(within, here)).toBe('fail too-few-containers')
  })
})
