import { describe, expect, test } from 'vitest'
import type { Probes } from '../../runner/judge/view.ts'
import { bridge } from './addressing.ts'
import { docker0Scene } from './bridge-fixtures.ts'
import { theOldest } from './docker-network.ts'
import { hide, inodes, silenceEngine, type Scene } from './fixtures.ts'
import { allAnswer, each, look, verdict, verdicts, viewOf } from './looking-fixtures.ts'
import {
  bridgeHasTheEnginesMtu,
  cablesHaveTheEnginesMtu,
  getsThroughUpToTheMtu,
  getsThroughWhole,
  hasDividedAPacket,
  hasRefusedATooLongPacket,
  longestPingData,
  piecesOfPing,
  promisesAnotherMtu,
  theEnginesMtu,
} from './mtu.ts'
import { gatewayOf, theOutside } from './reach.ts'

const docker0 = bridge('docker0')
const engine = promisesAnotherMtu()
const cables = cablesHaveTheEnginesMtu()
const onBridge = bridgeHasTheEnginesMtu(docker0)
const limit = getsThroughUpToTheMtu(theOldest, gatewayOf(docker0), 'docker0')
const outside = getsThroughWhole(theOldest, theOutside, 'the outside')
const links = { engine, cables, onBridge }
const words = { ...links, limit, outside }

/** Tells the engine an MTU. */
const tell = (here: Scene, mtu: string): Scene => {
  for (const { options } of here.snapshot.networks) options['com.docker.network.driver.mtu'] = mtu
  return here
}

/** The neighbour's end of its cable. */
const farEnd = ({ inNeighbour }: Scene) => {
  const found = inNeighbour.links.find(({ name }) => name === 'eth0')
  if (!found) throw new Error('the scene has no eth0')
  return found
}

/** Lab 09 as it is at its end, as far as lengths go: the neighbour is the container on docker0. */
const narrowed = (): Scene => {
  const here = tell(docker0Scene(), '1400')
  for (const one of [here.docker0, here.veth, farEnd(here)]) one.mtu = 1400
  here.host.ipCounters = { IpFragFails: 1 }
  here.inNeighbour.ipCounters = { IpFragCreates: 2 }
  return here
}

/** A way that takes undivided packets of this many bytes at most, and notes the lengths that it was asked for. */
const wayOf = (bytes: number, asked: (number | undefined)[] = []): Probes => ({
  ...allAnswer,
  ping: (_, __, length) => {
    asked.push(length)
    const reached = length !== undefined && length <= bytes
    return Promise.resolve({ reached, detail: reached ? 'answered' : `message too long, mtu=${bytes}` })
  },
})

const broken: Probes = { ...allAnswer, ping: () => Promise.resolve({ reached: null, detail: 'no ping' }) }

test('all pass on the solved lab', async () => {
  expect(await verdicts(words, narrowed(), wayOf(1400))).toEqual(each(words, 'pass'))
})

test('none can be judged while the engine is silent', async () => {
  expect(await verdicts(words, silenceEngine(narrowed()))).toEqual(each(words, 'cannot-run engine-silent'))
})

test('none can be judged without the engine’s networks', async () => {
  expect(await verdicts(words, hide(narrowed(), 'networks'))).toEqual(each(words, 'cannot-run unreadable'))
})

test('none says anything without a default network', async () => {
  const here = narrowed()
  here.snapshot.networks = []
  expect(await verdicts(words, here)).toEqual(each(words, 'fail no-default-network'))
})

describe('the engine’s MTU', () => {
  test.each(['1400', '1280', '9000'])('is another one: %s', async (mtu) => {
    expect(await verdict(engine, tell(docker0Scene(), mtu))).toBe('pass')
    expect(theEnginesMtu(viewOf(tell(docker0Scene(), mtu)))).toEqual({ thing: Number(mtu) })
  })

  test.each(['1500', '', '0'])('is the usual one: “%s”', async (mtu) => {
    expect(await look(engine, tell(docker0Scene(), mtu))).toMatchObject({
      status: 'fail',
      actual: '1500 bytes',
      diagnosis: { code: 'usual-mtu' },
    })
  })

  test('is the usual one where nothing is said', async () => {
    expect(await verdict(engine, docker0Scene())).toBe('fail usual-mtu')
  })
})

describe('a link', () => {
  test('in the container is wider', async () => {
    const here = narrowed()
    farEnd(here).mtu = 1500
    expect(await look(cables, here)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'other-mtu',
        text: 'eth0 in neighbour has an MTU of 1500 bytes, but the engine’s is 1400.',
      },
    })
  })

  test('on the host is narrower', async () => {
    const here = narrowed()
    here.veth.mtu = 1300
    expect(await look(cables, here)).toMatchObject({
      status: 'fail',
      actual: '1300 bytes',
      exhibits: [{ on: 'host', command: ['ip', 'link', 'show', 'dev', here.veth.name] }],
    })
  })

  test('is missing', async () => {
    const here = narrowed()
    here.veth.peer = null
    expect(await verdict(cables, here)).toBe('fail no-cable')
  })

  test('was not read', async () => {
    const here = hide(narrowed(), `namespace ${inodes.neighbour} links`)
    here.inNeighbour.links = []
    expect(await verdict(cables, here)).toBe('cannot-run unreadable')
  })

  test('is the bridge, and it is wider', async () => {
    const here = narrowed()
    here.docker0.mtu = 1500
    expect(await verdicts(links, here)).toEqual({
      engine: 'pass',
      cables: 'pass',
      onBridge: 'fail other-mtu',
    })
  })
})

describe('an undivided packet', () => {
  test('is sent twice: at the limit, and one byte over it', async () => {
    const asked: (number | undefined)[] = []
    expect(await look(limit, narrowed(), wayOf(1400, asked))).toMatchObject({
      actual: '1400 bytes get through undivided, 1401 do not',
      exhibits: [
        { command: ['ping', '-c', '1', '-W', '1', '-M', 'do', '-s', '1372', '172.17.0.1'] },
        { command: ['ping', '-c', '1', '-W', '1', '-M', 'do', '-s', '1373', '172.17.0.1'] },
      ],
    })
    expect(asked).toEqual([1400, 1401])
  })

  test('is lost on a way that is too narrow, and then nothing is said about a longer one', async () => {
    const asked: (number | undefined)[] = []
    expect(await look(limit, narrowed(), wayOf(1399, asked))).toMatchObject({
      status: 'fail',
      actual: 'message too long, mtu=1399',
      diagnosis: { code: 'full-packet-lost' },
    })
    expect(asked).toEqual([1400])
    expect(await verdict(outside, narrowed(), wayOf(1399))).toBe('fail full-packet-lost')
  })

  test('gets through though it is longer', async () => {
    expect(await look(limit, narrowed(), wayOf(1500))).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'longer-gets-through',
        text: 'A packet of 1401 bytes, one more than the engine’s MTU, gets from neighbour to docker0 (172.17.0.1) undivided.',
      },
    })
    expect(await verdict(outside, narrowed(), wayOf(1500))).toBe('pass')
  })

  test('cannot be sent', async () => {
    expect(await verdict(limit, narrowed(), broken)).toBe('cannot-run probe-failed')
    expect(await verdict(outside, narrowed(), broken)).toBe('cannot-run probe-failed')
    const half: Probes = {
      ...allAnswer,
      ping: (_, __, bytes) => Promise.resolve({ reached: bytes === 1400 || null, detail: 'no ping' }),
    }
    expect(await verdict(limit, narrowed(), half)).toBe('cannot-run probe-failed')
  })

  test('has nobody to be sent to', async () => {
    const here = narrowed()
    here.docker0.addresses = []
    expect(await verdict(limit, here, wayOf(1400))).toBe('fail bridge-without-address')
  })
})

describe('what the kernel has counted', () => {
  const refused = hasRefusedATooLongPacket()
  const divided = hasDividedAPacket()

  test('is a refusal and a division', async () => {
    expect(await look(refused, narrowed())).toMatchObject({ status: 'pass', actual: '1 packets refused' })
    expect(await look(divided, narrowed())).toMatchObject({
      status: 'pass',
      actual: 'neighbour has made 2 pieces',
    })
  })

  test('is nothing', async () => {
    const here = narrowed()
    here.host.ipCounters = { IpFragFails: 0 }
    here.inNeighbour.ipCounters = { IpFragCreates: 0 }
    expect(await verdicts({ refused, divided }, here)).toEqual({
      refused: 'fail never-refused',
      divided: 'fail never-divided',
    })
  })

  test('is not told', async () => {
    const here = narrowed()
    here.host.ipCounters = {}
    here.inNeighbour.ipCounters = {}
    const unknown = each({ refused, divided }, 'cannot-run unreadable')
    expect(await verdicts({ refused, divided }, here)).toEqual(unknown)
    const parts = [inodes.host, inodes.neighbour].map((inode) => `namespace ${inode} sysctls`)
    expect(await verdicts({ refused, divided }, hide(narrowed(), ...parts))).toEqual(unknown)
  })

  test('needs a container', async () => {
    const here = narrowed()
    here.neighbour.running = false
    expect(await verdict(divided, here)).toBe('fail too-few-containers')
    expect(await verdict(refused, here)).toBe('pass')
  })
})

describe('a ping', () => {
  test.each([
    [1372, 1400, 1],
    [1373, 1400, 2],
    [2000, 1400, 2],
    [2744, 1400, 2],
    [2745, 1400, 3],
    [2750, 1400, 3],
    [2750, 1500, 2],
    [65507, 1500, 45],
  ])('with %i bytes of data on links of %i bytes becomes %i packets', (data, mtu, pieces) => {
    expect(piecesOfPing(data, mtu)).toBe(pieces)
  })

  test('carries the MTU less two headers', () => {
    expect(longestPingData(1400)).toBe(1372)
  })
})
