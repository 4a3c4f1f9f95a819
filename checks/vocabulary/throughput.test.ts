import { describe, expect, test } from 'vitest'
import { hide } from './fixtures.ts'
import { allAnswer, viewOf } from './looking-fixtures.ts'
import type { Way } from './measurements.ts'
import type { Subject } from './subject.ts'
import { forget, measuredScene, measurement, type MeasuredScene } from './throughput-fixtures.ts'
import {
  byTheBridge,
  byTheCable,
  byTheKernel,
  byTheProxy,
  fastestFirst,
  toTheOutside,
  withShortSegments,
  withTheFewestSegments,
} from './throughput.ts'

/** The file and the ends of a way, or the code of its finding. */
const found = (way: Subject<Way>, here: MeasuredScene): string => {
  const answer = way(viewOf(here, allAnswer))
  if ('finding' in answer)
    return answer.finding.status === 'pass'
      ? 'pass'
      : `${answer.finding.status} ${answer.finding.diagnosis.code}`
  const { measured, ends } = answer.thing
  return `${measured.name}: ${ends.map(({ place, link }) => `${place.name} ${link.name}`).join(', ')}`
}

const ways = {
  bridge: byTheBridge,
  link: byTheCable,
  published: byTheKernel,
  proxy: byTheProxy,
  outside: toTheOutside,
  small: withShortSegments,
}

describe('the ways of the lab', () => {
  test.each([
    [byTheBridge, 'bridge: client eth0, server eth0'],
    [byTheCable, 'link: client A, server B'],
    [byTheKernel, 'published: server eth0'],
    [byTheProxy, 'proxy: server eth0'],
    [toTheOutside, 'outside: client eth0, host1 eth0'],
    [withShortSegments, 'single: client eth0, server eth0'],
    [withTheFewestSegments, 'single: client eth0, server eth0'],
  ])('are found by their addresses', (way, expected) => {
    expect(found(way, measuredScene())).toBe(expected)
  })

  test.each(Object.entries(ways))('%s is not found without its file', (name, way) => {
    const here = measuredScene()
    forget(here, name, ...(name === 'bridge' ? ['small', 'single'] : ['single']))
    expect(found(way, here)).toBe('fail not-measured')
  })

  test.each(Object.entries(ways))('%s is not known where files could not be read', (name, way) => {
    const here = measuredScene()
    forget(here, name, ...(name === 'bridge' ? ['small', 'single'] : ['single']))
    expect(found(way, hide(here, 'measurements'))).toBe('cannot-run unreadable')
  })
})

test('of several by the bridge the fastest is meant, of others the newest', () => {
  const here = measuredScene()
  here.snapshot.measurements.unshift({
    name: 'again',
    result: measurement('172.17.0.3', '172.17.0.2', { bitsPerSecond: 1 }),
    problem: null,
  })
  expect(found(byTheBridge, here)).toMatch(/^bridge:/)
  Object.assign(here.snapshot.measurements[0]!.result!, { bitsPerSecond: 1e12 })
  expect(found(byTheBridge, here)).toMatch(/^again:/)
  Object.assign(here.snapshot.measurements[0]!.result!, { from: '10.1.1.1', bitsPerSecond: 1 })
  Object.assign(here.snapshot.measurements[0]!.result!.to, { address: '10.1.1.2' })
  expect(found(byTheCable, here)).toMatch(/^again:/)
})

test('a measurement in the other direction is one too', () => {
  const here = measuredScene()
  Object.assign(here.kept.link, { from: '10.1.1.2', to: { address: '10.1.1.1', port: 5201 } })
  expect(found(byTheCable, here)).toBe('link: server B, client A')
})

test('a container that is gone has measured nothing', () => {
  const here = measuredScene()
  here.client.running = false
  expect(found(byTheBridge, here)).toBe('fail not-measured')
  expect(found(toTheOutside, here)).toBe('fail not-measured')
})

test('containers of two networks have no bridge between them', () => {
  const here = measuredScene()
  here.client.networks[0]!.name = 'other'
  expect(found(byTheBridge, here)).toBe('fail not-measured')
})

test('a cable with other addresses is another cable', () => {
  const here = measuredScene()
  here.ends.B.addresses = []
  expect(found(byTheCable, here)).toBe('fail not-measured')
})

test('a port that is not published, or on another address, leads nowhere', () => {
  const here = measuredScene()
  here.server.publishedPorts[0]!.hostAddress = '127.0.0.5'
  expect(found(byTheKernel, here)).toBe('fail not-measured')
  here.server.publishedPorts = []
  expect(found(byTheProxy, here)).toBe('fail not-measured')
})

test('who has answered is told by the length of a segment, whatever MTU the container has now', () => {
  const here = measuredScene()
  here.ends.server.mtu = 576
  expect(found(byTheKernel, here)).toBe('published: server eth0')
  here.kept.published.segmentBytes = 32_768
  expect(found(byTheKernel, here)).toBe('fail not-measured')
  here.kept.proxy.segmentBytes = 1448
  expect(found(byTheKernel, here)).toBe('proxy: server eth0')
})

test('the host’s own call is no container’s', () => {
  const here = measuredScene()
  here.kept.outside.from = '203.0.113.10'
  expect(found(toTheOutside, here)).toBe('fail not-measured')
})

test('short is half as long or less', () => {
  const here = measuredScene()
  forget(here, 'single')
  here.kept.small.segmentBytes = 724
  expect(found(withShortSegments, here)).toBe('small: client eth0, server eth0')
  here.kept.small.segmentBytes = 725
  expect(found(withShortSegments, here)).toBe('fail not-measured')
})

describe('the order', () => {
  const order = (here: MeasuredScene): string[] | undefined => {
    const answer = fastestFirst(viewOf(here, allAnswer))
    return 'thing' in answer ? answer.thing.map(({ name }) => name) : undefined
  }

  test('is that of the speeds', () => {
    const here = measuredScene()
    expect(order(here)).toEqual(['link', 'bridge', 'published', 'outside', 'proxy'])
    here.kept.proxy.bitsPerSecond *= 10
    expect(order(here)).toEqual(['proxy', 'link', 'bridge', 'published', 'outside'])
  })

  test('is not known before all five are measured', () => {
    const here = measuredScene()
    forget(here, 'outside')
    expect(order(here)).toBeUndefined()
  })
})
