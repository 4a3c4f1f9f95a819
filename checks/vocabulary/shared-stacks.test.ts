import { describe, expect, test } from 'vitest'
import type { ConnectResult, Probes } from '../../runner/judge/view.ts'
import { hide, inodes, unplug } from './fixtures.ts'
import { allAnswer, look, verdict, verdicts, viewOf } from './looking-fixtures.ts'
import { theBridged, theGuest, thePair } from './network-modes.ts'
import {
  isServedAtAnAddedAddress,
  isServedByTheHost,
  itsLoopbackFromOutside,
  itsOpenService,
  meetOnTheLoopback,
  onlyTheGuestReachesIt,
} from './shared-stacks.ts'
import { listen, stacksScene } from './stack-fixtures.ts'

const met = meetOnTheLoopback(thePair)
const served = isServedByTheHost(theGuest)
const added = isServedAtAnAddedAddress(theGuest)
const local = onlyTheGuestReachesIt({ guest: theGuest, stranger: theBridged })

/** Who says what: `FROM ADDRESS:PORT`, then what is said there; anybody else is refused, and null cannot be tried. */
const saying = (table: Record<string, string | null>): Probes => ({
  ...allAnswer,
  connect: ({ name }, to, port): Promise<ConnectResult> => {
    const said = table[`${name} ${to}:${port}`]
    if (said === null) return Promise.resolve({ reached: null, detail: 'curl is gone' })
    if (said === undefined) return Promise.resolve({ reached: false, detail: 'connection refused' })
    return Promise.resolve({ reached: true, detail: 'answered', said })
  },
})
const onSolved = {
  'the container neighbour 127.0.0.1:8080': 'I am pal',
  'the container pal 127.0.0.1:8080': 'I am pal',
  'the container free 127.0.0.1:9000': 'I am host1',
  'the outside 203.0.113.10:80': 'I am free',
  'the outside 203.0.113.11:80': 'I am free',
}
const without = (...keys: string[]): Probes =>
  saying(Object.fromEntries(Object.entries(onSolved).filter(([key]) => !keys.includes(key))))

test('each passes on the solved lab', async () => {
  expect(await verdicts({ met, served, added, local }, stacksScene(), saying(onSolved))).toEqual({
    met: 'pass',
    served: 'pass',
    added: 'pass',
    local: 'pass',
  })
})

test('nobody is said to be silent where nobody could be read', async () => {
  for (const inode of [inodes.host, inodes.neighbour]) {
    const here = hide(stacksScene(), `namespace ${inode} listening`)
    const [statement, other] = inode === inodes.host ? [served, local] : [met, met]
    expect(await verdict(statement, here, saying(onSolved))).toBe('cannot-run unreadable')
    expect(await verdict(other, here, saying(onSolved))).toBe('cannot-run unreadable')
  }
})

describe('a pair', () => {
  test('meets when either serves', async () => {
    const probes = saying({
      'the container neighbour 127.0.0.1:8080': 'I am neighbour',
      'the container pal 127.0.0.1:8080': 'I am neighbour',
    })
    expect(await look(met, stacksScene(), probes)).toMatchObject({
      status: 'pass',
      actual: 'neighbour (127.0.0.1) port 8080 says “I am neighbour”',
    })
  })

  test('does not meet where nobody is named', async () => {
    const probes = saying({
      'the container neighbour 127.0.0.1:8080': 'It works',
      'the container pal 127.0.0.1:8080': 'It works',
    })
    expect(await verdict(met, stacksScene(), probes)).toBe('fail wrong-service')
  })

  test('does not meet on a port that all can call', async () => {
    const here = stacksScene()
    here.inNeighbour.listening = listen(':::80', '0.0.0.0:8080')
    expect(await look(met, here, saying(onSolved))).toMatchObject({
      diagnosis: {
        code: 'nothing-on-loopback',
        text: 'Nobody listens on a TCP port of the loopback of neighbour and pal alone.',
      },
      actual: ':::80, 0.0.0.0:8080',
    })
  })

  test('is tried at each port, and a call that failed outranks one that was not made', async () => {
    const here = stacksScene()
    here.inNeighbour.listening.push(...listen('127.0.0.1:7000'))
    expect(await verdict(met, here, saying(onSolved))).toBe('pass')
    const nothing = { 'the container neighbour 127.0.0.1:7000': null }
    expect(await verdict(met, here, saying(nothing))).toBe('fail no-connection')
  })

  test('is called from outside at its address', () => {
    const loopback = itsLoopbackFromOutside(thePair)
    expect(loopback(viewOf(stacksScene()))).toMatchObject({ thing: { address: '172.17.0.2', port: 8080 } })
    const here = stacksScene()
    here.inNeighbour.listening = []
    expect(loopback(viewOf(here))).toMatchObject({
      finding: { diagnosis: { code: 'nothing-on-loopback' } },
    })
    const lost = stacksScene()
    unplug(lost.inNeighbour, 'eth0')
    expect(loopback(viewOf(lost))).toMatchObject({ finding: { diagnosis: { code: 'no-address' } } })
  })
})

describe('the open service', () => {
  test('is the lowest port that others can call', () => {
    const here = stacksScene()
    here.inNeighbour.listening = listen('127.0.0.1:79', '172.17.0.2:81', '0.0.0.0:443')
    expect(itsOpenService(theBridged)(viewOf(here))).toMatchObject({
      thing: { address: '172.17.0.2', port: 81, signs: ['neighbour', 'id-of-neighb', 'neighbour'] },
    })
  })

  test('is missing, or was not read', () => {
    const here = stacksScene()
    here.inNeighbour.listening = listen('127.0.0.1:80')
    expect(itsOpenService(theBridged)(viewOf(here))).toMatchObject({
      finding: { status: 'fail', diagnosis: { code: 'nothing-open' } },
    })
    hide(here, `namespace ${inodes.neighbour} listening`)
    expect(itsOpenService(theBridged)(viewOf(here))).toMatchObject({ finding: { status: 'cannot-run' } })
  })
})

describe('the host', () => {
  test('serves by what listens on all addresses or on its own', async () => {
    const here = stacksScene()
    here.host.listening = listen('203.0.113.10:80')
    expect(await verdict(served, here, saying(onSolved))).toBe('pass')
    expect(await verdict(added, here, saying(onSolved))).toBe('fail nothing-listens')
    here.host.listening = listen('127.0.0.1:80')
    expect(await look(served, here, saying(onSolved))).toMatchObject({
      diagnosis: {
        code: 'nothing-listens',
        text: 'Nobody listens on a TCP port of host1 at 203.0.113.10.',
      },
    })
  })

  test('serves nothing of the container when somebody else answers', async () => {
    const probes = saying({ 'the outside 203.0.113.10:80': 'I am neighbour' })
    expect(await verdict(served, stacksScene(), probes)).toBe('fail wrong-service')
    expect(await verdict(served, stacksScene(), saying({}))).toBe('fail no-connection')
    expect(await verdict(served, stacksScene(), saying({ 'the outside 203.0.113.10:80': null }))).toBe(
      'cannot-run probe-failed',
    )
  })

  test('has no address but the first', async () => {
    const here = stacksScene()
    const uplink = here.host.links.find(({ name }) => name === 'eth0')
    if (uplink) uplink.addresses = uplink.addresses.slice(0, 1)
    expect(await verdict(added, here, saying(onSolved))).toBe('fail no-added-address')
    if (uplink) uplink.addresses = []
    expect(await verdict(served, here, saying(onSolved))).toBe('fail no-uplink')
  })

  test('has an added address that nobody reaches', async () => {
    const probes = without('the outside 203.0.113.11:80')
    expect(await verdict(added, stacksScene(), probes)).toBe('fail no-connection')
  })
})

describe('the host’s loopback', () => {
  test('is not closed when a stranger gets the same page', async () => {
    const probes = saying({ ...onSolved, 'the container neighbour 127.0.0.1:9000': 'I am host1' })
    expect(await look(local, stacksScene(), probes)).toMatchObject({
      diagnosis: {
        code: 'stranger-reaches',
        text: 'neighbour gets the page of host1 at 127.0.0.1 port 9000 too.',
      },
    })
  })

  test('may be a number that a stranger uses for something else', async () => {
    const probes = saying({ ...onSolved, 'the container neighbour 127.0.0.1:9000': 'I am neighbour' })
    expect(await verdict(local, stacksScene(), probes)).toBe('pass')
  })

  test('says nothing about a stranger who could not be asked', async () => {
    const probes = saying({ ...onSolved, 'the container neighbour 127.0.0.1:9000': null })
    expect(await verdict(local, stacksScene(), probes)).toBe('cannot-run probe-failed')
  })

  test('has nobody, or somebody who does not name the host', async () => {
    const here = stacksScene()
    here.host.listening = listen(':::80')
    expect(await verdict(local, here, saying(onSolved))).toBe('fail nothing-on-loopback')
    const probes = saying({ 'the container free 127.0.0.1:9000': 'It works' })
    expect(await verdict(local, stacksScene(), probes)).toBe('fail wrong-service')
  })

  test('asks for a stranger', async () => {
    const here = stacksScene()
    here.neighbour.running = false
    expect(await verdict(local, here, saying(onSolved))).toBe('fail no-container')
  })
})
