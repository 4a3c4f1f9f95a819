import { describe, expect, test } from 'vitest'
import { hide } from './fixtures.ts'
import { look, verdict } from './looking-fixtures.ts'
import { allAreFinished, isMeasured, wasCarried, wentInSinglePackets } from './measurements.ts'
import { counters, forget, measuredScene } from './throughput-fixtures.ts'
import { byTheBridge, toTheOutside, withTheFewestSegments } from './throughput.ts'

const measured = isMeasured('a measurement by the bridge', byTheBridge)
const carried = wasCarried(byTheBridge)
const single = wentInSinglePackets(withTheFewestSegments)

describe('is measured', () => {
  test('where a file tells of it', async () => {
    expect(await look(measured, measuredScene())).toMatchObject({
      status: 'pass',
      actual: 'bridge: 172.17.0.3 to 172.17.0.2 port 5201, 8000 Mbit/s',
    })
  })

  test('is not said where no file does, and the others are told', async () => {
    const here = measuredScene()
    forget(here, 'bridge', 'small', 'single', 'proxy', 'published', 'link')
    here.snapshot.measurements.push({ name: 'late', result: null, problem: 'It is empty.' })
    expect(await look(measured, here)).toMatchObject({
      actual: 'outside: 172.17.0.3 to 203.0.113.1 port 5201, 6000 Mbit/s; late: It is empty.',
      diagnosis: {
        code: 'not-measured',
        text: 'No file in /root/results holds a measurement from one container to another by their bridge, of 2.0 MB or more.',
      },
    })
  })

  test('is not said of a few bytes', async () => {
    const here = measuredScene()
    forget(here, 'small', 'single')
    here.kept.bridge.receivedBytes = 1_999_999
    expect(await verdict(measured, here)).toBe('fail not-measured')
  })

  test.each(['measurements', 'measurement bridge', 'engine', 'containers', 'namespaces', 'namespace 50'])(
    'is not known without %s',
    async (part) => {
      const here = measuredScene()
      forget(here, 'bridge', 'small', 'single')
      expect(await verdict(measured, hide(here, part))).toMatch(/^cannot-run (unreadable|engine-silent)$/)
    },
  )
})

describe('was carried', () => {
  test('by both ends', async () => {
    expect(await look(carried, measuredScene())).toMatchObject({
      status: 'pass',
      actual:
        'eth0 in client has carried 320.0 MB in 15000 packets, eth0 in server has carried 320.0 MB in 15000 packets',
    })
  })

  test.each(['client', 'server'] as const)('not by %s, whose cable is new', async (name) => {
    const here = measuredScene()
    here.ends[name].counters = counters(99_999_999, 15_000)
    expect(await look(carried, here)).toMatchObject({
      diagnosis: {
        code: 'carried-less',
        text: `bridge.json tells of 100.0 MB, but eth0 in ${name} has carried 100.0 MB since it was made.`,
      },
    })
  })

  test('not by the host’s uplink', async () => {
    const here = measuredScene()
    for (const one of here.host.links) one.counters = counters(5_000_000, 100)
    expect(await look(wasCarried(toTheOutside), here)).toMatchObject({
      diagnosis: {
        text: 'outside.json tells of 100.0 MB, but eth0 on host1 has carried 5.0 MB since it was made.',
      },
    })
  })

  test('is not known without counters', async () => {
    const here = measuredScene()
    here.ends.server.counters = null
    expect(await verdict(carried, here)).toBe('cannot-run no-counters')
  })
})

describe('went in single packets', () => {
  test('where there are as many packets as segments', async () => {
    expect(await verdict(single, measuredScene())).toBe('pass')
  })

  test('not where many segments were one packet', async () => {
    const here = measuredScene()
    forget(here, 'single')
    expect(await look(single, here)).toMatchObject({
      diagnosis: {
        code: 'packets-too-few',
        text: 'bridge.json tells of 69060 segments, but eth0 in client has carried 15000 packets since it was made.',
      },
    })
  })

  test('not by a measurement of which too little has arrived, which is told', async () => {
    const here = measuredScene()
    here.kept.single.receivedBytes = 1_400_000
    expect(await look(single, here)).toMatchObject({
      diagnosis: {
        code: 'packets-too-few',
        text: 'bridge.json tells of 69060 segments, but eth0 in client has carried 15000 packets since it was made. single.json does not count: 1.4 MB have arrived, not 2.0 MB or more.',
      },
    })
  })

  test('is not known without counters', async () => {
    const here = measuredScene()
    here.ends.client.counters = null
    expect(await verdict(single, here)).toBe('cannot-run no-counters')
  })
})

describe('all are finished', () => {
  test('where every file has a result', async () => {
    expect(await verdict(allAreFinished, measuredScene())).toBe('pass')
  })

  test('not where one has none', async () => {
    const here = measuredScene()
    here.snapshot.measurements.push({ name: 'late', result: null, problem: 'iperf3 says: no route.' })
    expect(await look(allAreFinished, here)).toMatchObject({
      diagnosis: { code: 'not-finished', text: 'late.json holds no result. iperf3 says: no route.' },
    })
  })

  test('not where there is one alone, or none', async () => {
    const here = measuredScene()
    here.snapshot.measurements.splice(1)
    expect(await verdict(allAreFinished, here)).toBe('fail too-few')
    here.snapshot.measurements = []
    expect(await look(allAreFinished, here)).toMatchObject({ actual: 'no files' })
  })

  test('is not known where a file could not be read', async () => {
    expect(await verdict(allAreFinished, hide(measuredScene(), 'measurement bridge'))).toBe(
      'cannot-run unreadable',
    )
  })
})
