import { describe, expect, test } from 'vitest'
import { hide, inodes, silenceEngine } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { wallScene, type WallScene } from './isolation-fixtures.ts'
import {
  aliasLeadsToServer,
  exposedService,
  mainPort,
  otherService,
  theLinked,
  theServer,
  theStranger,
} from './links.ts'

const nameOf = (subject: typeof theServer, at: WallScene): string => {
  const found = subject(viewOf(at))
  if ('thing' in found) return found.thing.container.name
  return found.finding.status === 'pass' ? 'pass' : `${found.finding.status} ${found.finding.diagnosis.code}`
}

describe('the containers of a link', () => {
  test('are the server, the one that is linked to it, and the one that is not', () => {
    const here = wallScene()
    expect(nameOf(theServer, here)).toBe('web')
    expect(nameOf(theLinked, here)).toBe('client')
    expect(nameOf(theStranger, here)).toBe('stranger')
  })

  test('the server is the one that others are linked to, though another one is older', () => {
    const here = wallScene()
    here.stranger.exposedPorts = ['25/tcp']
    here.stranger.createdAt = 0
    expect(nameOf(theServer, here)).toBe('web')
    here.client.links = []
    expect(nameOf(theServer, here)).toBe('stranger')
  })

  test('no server where nothing exposes a TCP port, and then nobody beside it', () => {
    const here = wallScene()
    here.web.exposedPorts = ['53/udp']
    expect(nameOf(theServer, here)).toBe('fail no-server')
    expect(nameOf(theStranger, here)).toBe('fail no-server')
    expect(exposedService(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
    expect(otherService(8080)(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })

  test('a container of the same beginning is another container', () => {
    const here = wallScene()
    here.client.links = ['web2:server']
    expect(nameOf(theLinked, here)).toBe('fail no-link')
  })

  test('one that has ended is no link', () => {
    const here = wallScene()
    here.client.running = false
    expect(nameOf(theLinked, here)).toBe('fail no-link')
  })

  test('a stranger has no other network', () => {
    const here = wallScene()
    here.stranger.networks.push(...here.worker.networks)
    expect(nameOf(theStranger, here)).toBe('fail no-stranger')
  })

  test.each(['engine', 'containers', 'container id-of-web', 'namespaces'])(
    'are not said to be missing when the part “%s” was not read',
    (part) => {
      const here = wallScene()
      here.snapshot.containers = []
      hide(here, part)
      expect(nameOf(theServer, here)).toMatch(/^cannot-run/)
    },
  )

  test('are not said to be missing when a namespace was not read', () => {
    const here = wallScene()
    here.snapshot.namespaces = here.snapshot.namespaces.filter(({ inode }) => inode !== inodes.neighbour)
    hide(here, `namespace ${inodes.neighbour}`)
    expect(nameOf(theLinked, here)).toBe('cannot-run unreadable')
  })
})

describe('the services of the server', () => {
  test('the exposed one is that on port 80, or else on the lowest', () => {
    expect(exposedService(viewOf(wallScene()))).toMatchObject({ thing: { address: '172.17.0.2', port: 80 } })
    expect(mainPort({ ...wallScene().web, exposedPorts: ['8443/tcp', '443/tcp', '53/udp'] })).toBe(443)
    expect(mainPort(wallScene().worker)).toBeUndefined()
  })

  test('another one is known by the same words', () => {
    expect(otherService(8080)(viewOf(wallScene()))).toEqual({
      thing: {
        name: 'the container web',
        address: '172.17.0.2',
        port: 8080,
        signs: ['It works', 'web', 'web', 'id-of-web'],
      },
    })
  })

  test('there is none without an address', () => {
    const here = wallScene()
    here.web.networks = []
    expect(exposedService(viewOf(here))).toMatchObject({ finding: { diagnosis: { code: 'no-address' } } })
  })
})

describe('the alias', () => {
  const alias = aliasLeadsToServer()

  test('stands for the server’s address', async () => {
    expect(await look(alias, wallScene())).toMatchObject({ status: 'pass', actual: 'server: 172.17.0.2' })
  })

  test('is not there', async () => {
    const here = wallScene()
    here.client.hosts = [{ address: '127.0.0.1', names: ['localhost'] }]
    expect(await look(alias, here)).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'no-alias', text: 'The /etc/hosts of client does not know server.' },
    })
  })

  test('stands for another address: the first line decides', async () => {
    const here = wallScene()
    here.client.hosts?.unshift({ address: '172.17.0.1', names: ['server'] })
    expect(await verdict(alias, here)).toBe('fail alias-elsewhere')
  })

  test('of several, each must', async () => {
    const here = wallScene()
    here.client.links.push('web:www')
    expect(await verdict(alias, here)).toBe('fail no-alias')
    here.client.hosts?.push({ address: '172.17.0.2', names: ['www'] })
    expect(await look(alias, here)).toMatchObject({ status: 'pass', actual: 'server and www: 172.17.0.2' })
  })

  test('cannot be judged when the file was not read', async () => {
    const here = wallScene()
    delete here.client.hosts
    expect(await verdict(alias, here)).toBe('cannot-run unreadable')
    hide(here, 'hosts id-of-client')
    expect(await verdict(alias, here)).toBe('cannot-run unreadable')
    silenceEngine(here)
    expect(await verdict(alias, here)).toBe('cannot-run engine-silent')
  })

  test('has no meaning while an end has no address', async () => {
    const here = wallScene()
    here.client.networks = []
    expect(await verdict(alias, here)).toBe('fail no-address')
  })
})
