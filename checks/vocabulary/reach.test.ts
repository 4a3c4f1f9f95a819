import { describe, expect, test } from 'vitest'
import type { Probes } from '../../runner/judge/view.ts'
import { bridge } from './addressing.ts'
import { theContainerWithoutNetwork as box } from './containers.ts'
import { container, endpoint, hide, inodes, namespace, scene, silenceEngine } from './fixtures.ts'
import { allAnswer, viewOf, look, probesTo, verdict } from './looking-fixtures.ts'
import { aNeighbour, canPing, cannotPing, gatewayOf, theOutside, type Isolation } from './reach.ts'

const gateway = gatewayOf(bridge('docker0'))
const toGateway = canPing(box, gateway, 'docker0')
const toNeighbour = canPing(box, aNeighbour, 'a neighbour')
const toOutside = canPing(box, theOutside, 'the outside')
const isolated = cannotPing({ from: box, to: theOutside, toWhat: 'the outside', control: gateway })

test('an isolation check without a control does not compile', () => {
  // @ts-expect-error — an isolation check needs a control
  const without: Isolation = { from: box, to: theOutside, toWhat: 'the outside' }
  expect(Object.keys(without)).not.toContain('control')
})

describe('a ping that must come back', () => {
  test('passes when it does, and says from where', async () => {
    expect(await look(toGateway, scene())).toMatchObject({
      status: 'pass',
      actual: 'docker0 (172.17.0.1) answers',
    })
    expect(await look(toNeighbour, scene())).toMatchObject({
      status: 'pass',
      actual: 'the container neighbour (172.17.0.2) answers',
    })
    expect(await look(toOutside, scene())).toMatchObject({ actual: 'the outside (8.8.8.8) answers' })
  })

  test('leaves from the box’s own namespace', async () => {
    const asked: unknown[] = []
    const probes: Probes = {
      ...allAnswer,
      ping: (...words) => {
        asked.push(words)
        return Promise.resolve({ reached: true, detail: '' })
      },
    }
    await look(toOutside, scene(), probes)
    expect(asked).toEqual([
      [{ name: 'the container box', netns: '/proc/1050/ns/net', hostPid: 450 }, '8.8.8.8'],
    ])
  })

  test('fails when it does not, and the exhibit shows the same', async () => {
    expect(await look(toOutside, scene(), probesTo({ '8.8.8.8': false }))).toMatchObject({
      status: 'fail',
      actual: '2 packets transmitted, 0 received',
      diagnosis: { code: 'unreachable', text: 'the outside (8.8.8.8) does not answer a ping from box.' },
      exhibits: [
        {
          on: 'container',
          netns: '/proc/1050/ns/net',
          hostPid: 450,
          command: ['ping', '-c', '1', '-W', '1', '8.8.8.8'],
        },
      ],
    })
  })

  describe('that somebody else has answered', () => {
    /** Everything is answered, but the namespaces of this list have answered nothing. */
    const silent = (...paths: string[]): Probes => ({
      ...allAnswer,
      echoReplies: (netns) => (paths.includes(netns) ? Promise.resolve(7) : allAnswer.echoReplies(netns)),
    })
    test.each([
      ['docker0 (the host)', toGateway, `/proc/${1000 + inodes.host}/ns/net`],
      ['the neighbour', toNeighbour, `/proc/${1000 + inodes.neighbour}/ns/net`],
      ['the outside', toOutside, '/proc/self/ns/net'],
    ])('is no ping that %s has answered', async (_, statement, netns) => {
      expect(await verdict(statement, scene(), silent(netns))).toBe('fail answered-elsewhere')
      expect(await verdict(statement, scene(), silent('/proc/4711/ns/net'))).toBe('pass')
    })

    test('is named', async () => {
      expect(await look(toOutside, scene(), silent('/proc/self/ns/net'))).toMatchObject({
        diagnosis: {
          text: 'A ping from box to 8.8.8.8 is answered, but not by the outside: something on the way answers in its place.',
        },
      })
    })

    test('is not told from the target’s own when that cannot be counted', async () => {
      const blind: Probes = { ...allAnswer, echoReplies: () => Promise.resolve(null) }
      expect(await verdict(toOutside, scene(), blind)).toBe('pass')
    })
  })

  test('that could not be made is neither', async () => {
    expect(await verdict(toOutside, scene(), probesTo({ '8.8.8.8': null }))).toBe('cannot-run probe-failed')
  })

  test.each([
    ['the gateway', toGateway],
    ['a neighbour', toNeighbour],
    ['the outside', toOutside],
    ['nobody', isolated],
  ])('to %s cannot be judged while the engine is silent', async (_, statement) => {
    const here = scene()
    silenceEngine(here)
    expect(await verdict(statement, here)).toBe('cannot-run engine-silent')
  })

  test('to a bridge that was not read cannot be judged', async () => {
    const here = scene()
    hide(here, `namespace ${inodes.host} links`)
    expect(await verdict(toGateway, here)).toBe('cannot-run unreadable')
    expect(await verdict(isolated, here)).toMatch(/^cannot-run/)
  })
})

describe('a neighbour', () => {
  const find = (from: ReturnType<typeof scene>) => aNeighbour(viewOf(from))

  test('is a running container on the default network', () => {
    expect(find(scene())).toMatchObject({
      thing: { name: 'the container neighbour', address: '172.17.0.2' },
    })
  })

  test('is reached by its address there, whatever other networks it is in', () => {
    const here = scene()
    here.neighbour.networks.unshift(endpoint('backend', { address: '172.18.0.2' }))
    expect(find(here)).toMatchObject({ thing: { address: '172.17.0.2' } })
  })

  test.each([
    ['it has ended', { running: false }],
    ['it is on a network of its own', { networkMode: 'backend' }],
    ['it has no address', { networks: [endpoint('bridge')] }],
  ])('is none when %s', async (_, over) => {
    const here = scene()
    Object.assign(here.neighbour, over)
    expect(await verdict(toNeighbour, here)).toBe('fail no-neighbour')
  })

  test.each([
    'engine',
    'containers',
    'container id-of-neighbour',
    'namespaces',
    `namespace ${inodes.neighbour}`,
  ])('is not said to be missing when the part “%s” was not read', (part) => {
    const here = scene()
    here.snapshot.namespaces = [here.host, here.inBox]
    hide(here, part)
    expect(find(here)).toMatchObject({ finding: { status: 'cannot-run' } })
  })

  test('may be any of several, the oldest first', () => {
    const here = scene()
    const younger = container('younger', inodes.spare, {
      networkMode: 'bridge',
      networks: [endpoint('bridge', { address: '172.17.0.3' })],
      createdAt: 9_000_000,
    })
    here.snapshot.containers.unshift(younger)
    here.snapshot.namespaces.push(namespace(inodes.spare, { kind: 'container', containerId: younger.id }))
    expect(find(here)).toMatchObject({ thing: { address: '172.17.0.2' } })
  })
})

describe('a ping that must not come back', () => {
  test('passes when it does not, while the control’s does', async () => {
    const probes = probesTo({ '8.8.8.8': false, '172.17.0.1': true })
    expect(await look(isolated, scene(), probes)).toMatchObject({
      status: 'pass',
      actual: 'the outside (8.8.8.8) does not answer, while docker0 does',
    })
  })

  test('fails when it does', async () => {
    expect(await verdict(isolated, scene(), allAnswer)).toBe('fail reachable')
  })

  test.each([
    ['does not come back either', { '8.8.8.8': false, '172.17.0.1': false }],
    ['could not be made', { '8.8.8.8': false, '172.17.0.1': null }],
    ['could not be made, nor the other', { '8.8.8.8': null, '172.17.0.1': null }],
  ])('says nothing when the control’s %s', async (_, table) => {
    expect(await verdict(isolated, scene(), probesTo(table))).toBe('cannot-run control-failed')
  })

  test('says nothing when it could not be made itself', async () => {
    expect(await verdict(isolated, scene(), probesTo({ '8.8.8.8': null, '172.17.0.1': true }))).toBe(
      'cannot-run probe-failed',
    )
  })

  test('says nothing when there is nobody to be the control', async () => {
    const here = scene()
    here.neighbour.running = false
    const statement = cannotPing({ from: box, to: theOutside, toWhat: 'the outside', control: aNeighbour })
    expect(await verdict(statement, here, probesTo({}))).toBe('cannot-run control-failed')
  })

  test('fails when there is nobody to be kept from', async () => {
    const here = scene()
    here.neighbour.running = false
    const statement = cannotPing({ from: box, to: aNeighbour, toWhat: 'a neighbour', control: gateway })
    expect(await verdict(statement, here, probesTo({ '172.17.0.1': true }))).toBe('fail no-neighbour')
  })

  test('a probe that throws is not caught here: the judge says that the check is broken', async () => {
    const probes: Probes = { ...allAnswer, ping: () => Promise.reject(new Error('nsenter is gone')) }
    await expect(look(isolated, scene(), probes)).rejects.toThrow('nsenter is gone')
  })
})
