import { describe, expect, test } from 'vitest'
import type { Container } from '../../runner/observe/snapshot.ts'
import { hide, inodes, silenceEngine } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { bound, published, request, type Published08 } from './publishing-fixtures.ts'
import {
  isPublished,
  publishedPorts,
  publishesAllThatItExposes,
  serviceAt,
  theContainerWithAllPorts,
  theLoopbackPort,
  theNeighbourOf,
  theOpenPort,
  thePlainPort,
  thePortOfTheEnginesChoice,
  theWebPortOfAll,
  type Published,
} from './publishing.ts'
import type { Subject } from './subject.ts'

const nameOf = (port: Subject<Published>, here: Published08): string => {
  const found = port(viewOf(here))
  return 'thing' in found ? `${found.thing.box.container.name} ${found.thing.hostPort}` : found.finding.status
}

const rebind = (box: Container, asked: string, ...ports: string[]): void => {
  box.portRequests = [request(asked)]
  box.publishedPorts = ports.map(bound)
}

const kinds: [string, Subject<Published>, string, string, keyof Published08][] = [
  ['on all addresses', theOpenPort, 'web 8080', 'nothing-open', 'web'],
  ['on the loopback', theLoopbackPort, 'private 8081', 'nothing-on-loopback', 'private'],
  ['of the engine’s choice', thePortOfTheEnginesChoice, 'picked 32768', 'nothing-chosen', 'picked'],
  ['without an address', thePlainPort, 'plain 8082', 'nothing-plain', 'plain'],
]

describe.each(kinds)('the port %s', (_, port, name, code, key) => {
  const statement = isPublished('a port', port)

  test('is found among all the others', async () => {
    expect(nameOf(port, published())).toBe(name)
    expect(await verdict(statement, published())).toBe('pass')
  })

  test('is missed when its container has ended', async () => {
    const here = published()
    Object.assign(here[key], { running: false, state: 'exited' })
    expect(await verdict(statement, here)).toBe(`fail ${code}`)
  })

  test('is not missed when the engine is silent, or a container or a namespace was not read', async () => {
    const silent = published()
    silenceEngine(silent)
    expect(await verdict(statement, silent)).toBe('cannot-run engine-silent')
    const half = published()
    Object.assign(half[key], { running: false })
    hide(half, 'container abc')
    expect(await verdict(statement, half)).toBe('cannot-run unreadable')
    const closed = published()
    closed.snapshot.namespaces = [closed.host]
    hide(closed, `namespace ${inodes.spare}`)
    expect(await verdict(statement, closed)).toBe('cannot-run unreadable')
  })
})

describe('what was asked for', () => {
  test('tells the loopback by name from the engine’s default', async () => {
    const here = published()
    rebind(here.private, '8081:80', '127.0.0.1:8081:80')
    expect(await verdict(isPublished('a port', theLoopbackPort), here)).toBe('fail nothing-on-loopback')
  })

  test('tells a number that was given from one that was chosen', async () => {
    const here = published()
    rebind(here.picked, '203.0.113.10:8090:80', '203.0.113.10:8090:80')
    expect(await verdict(isPublished('a port', thePortOfTheEnginesChoice), here)).toBe('fail nothing-chosen')
  })

  test('of all addresses is no choice of one', async () => {
    const here = published()
    rebind(here.picked, '0.0.0.0::80', '0.0.0.0:32768:80')
    expect(await verdict(isPublished('a port', thePortOfTheEnginesChoice), here)).toBe('fail nothing-chosen')
  })

  test('counts in the mess of several for one port of a container', () => {
    const here = published()
    here.web.portRequests = [request('8080:80'), request('127.0.0.1:8080:80')]
    here.web.publishedPorts = [bound('127.0.0.1:8080:80')]
    const port = publishedPorts(here.snapshot).find(({ hostPort }) => hostPort === 8080)
    expect(port?.request?.hostAddress).toBe('127.0.0.1')
  })
})

describe('an open port', () => {
  test('is rather one whose number was given, even if -P is older', () => {
    const here = published()
    here.all.publishedPorts = [bound('0.0.0.0:32769:80')]
    expect(nameOf(theOpenPort, here)).toBe('web 8080')
    here.web.running = false
    expect(nameOf(theOpenPort, here)).toBe('all 32769')
  })

  test('is neither UDP nor IPv6 nor one that is not bound', async () => {
    const here = published()
    here.web.publishedPorts = [
      { ...bound('0.0.0.0:8080:80'), protocol: 'udp' },
      { ...bound('0.0.0.0:8080:80'), hostAddress: '::' },
      { ...bound('0.0.0.0:8080:80'), hostPort: null },
    ]
    expect(await verdict(isPublished('a port', theOpenPort), here)).toBe('fail nothing-open')
  })

  test('is told with what is published instead', async () => {
    const here = published()
    here.snapshot.containers = [here.private]
    expect(await look(isPublished('a port', theOpenPort), here)).toMatchObject({
      actual: '127.0.0.1:8081 leads to port 80 of private',
      diagnosis: {
        text: 'No running container has a TCP port that is published on all addresses of the host.',
      },
    })
  })
})

describe('all exposed ports', () => {
  const all = publishesAllThatItExposes(theContainerWithAllPorts)

  test('are published by -P', async () => {
    expect(await verdict(all, published())).toBe('pass')
  })

  test('are more than one by one', async () => {
    const here = published()
    here.all.publishAllPorts = false
    expect(await verdict(all, here)).toBe('fail not-all-ports')
    hide(here, 'namespaces')
    expect(await verdict(all, here)).toBe('cannot-run unreadable')
  })

  test('are more than none', async () => {
    const here = published()
    here.all.exposedPorts = []
    expect(await verdict(all, here)).toBe('fail nothing-exposed')
  })

  test('are lacking one', async () => {
    const here = published()
    here.all.publishedPorts = [bound('127.0.0.1:32769:80')]
    expect(await verdict(all, here)).toBe('fail not-published')
  })

  test('are rather those of a container that exposes something', () => {
    const here = published()
    Object.assign(here.private, { publishAllPorts: true, exposedPorts: [] })
    expect(theContainerWithAllPorts(viewOf(here))).toMatchObject({ thing: { container: { name: 'all' } } })
  })

  test('hold a web server at port 80, or at the lowest', () => {
    const here = published()
    expect(nameOf(theWebPortOfAll, here)).toBe('all 32769')
    here.all.publishedPorts = [bound('127.0.0.1:32771:9000'), bound('127.0.0.1:32770:8000')]
    expect(nameOf(theWebPortOfAll, here)).toBe('all 32770')
    here.all.publishedPorts = []
    expect(nameOf(theWebPortOfAll, here)).toBe('fail')
    here.all.publishAllPorts = false
    expect(nameOf(theWebPortOfAll, here)).toBe('fail')
  })
})

describe('a neighbour', () => {
  const neighbour = theNeighbourOf(theOpenPort)

  test('is rather one that publishes nothing', () => {
    expect(neighbour(viewOf(published()))).toMatchObject({ thing: { container: { name: 'client' } } })
  })

  test('is any other container on the default network', () => {
    const here = published()
    here.snapshot.containers = [here.web, here.plain]
    expect(neighbour(viewOf(here))).toMatchObject({ thing: { container: { name: 'plain' } } })
  })

  test('is not the container itself', () => {
    const here = published()
    here.snapshot.containers = [here.web]
    expect(neighbour(viewOf(here))).toMatchObject({ finding: { diagnosis: { code: 'no-neighbour' } } })
    hide(here, 'containers')
    expect(neighbour(viewOf(here))).toMatchObject({ finding: { status: 'cannot-run' } })
  })

  test('of nobody is nobody', () => {
    const here = published()
    here.web.running = false
    expect(neighbour(viewOf(here))).toMatchObject({ finding: { diagnosis: { code: 'nothing-open' } } })
  })
})

describe('the service behind a port', () => {
  test.each([
    ['uplink', '203.0.113.10'],
    ['bound', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
  ] as const)('is called at %s', (where, address) => {
    expect(serviceAt(theOpenPort, where)(viewOf(published()))).toEqual({
      thing: { name: 'web', address, port: 8080, signs: ['web', 'web', 'web-01234567'] },
    })
  })

  test('is called where it is bound', () => {
    const found = serviceAt(thePortOfTheEnginesChoice, 'bound')(viewOf(published()))
    expect(found).toMatchObject({ thing: { address: '203.0.113.10', port: 32768 } })
  })

  test('has no address towards the outside when the host has none', () => {
    const here = published()
    here.host.links = here.host.links.filter(({ name }) => name !== 'eth0')
    expect(serviceAt(theOpenPort, 'uplink')(viewOf(here))).toMatchObject({
      finding: { status: 'cannot-run' },
    })
  })

  test('of no port is none', () => {
    const here = published()
    here.web.running = false
    expect(serviceAt(theOpenPort, 'bound')(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })
})
