import { describe, expect, test } from 'vitest'
import type { Probes } from '../../runner/judge/view.ts'
import { hide, silenceEngine } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { answering, nameScene } from './name-fixtures.ts'
import {
  allContainers,
  finds,
  lookUp,
  nameFilesOf,
  theNameStaysOnItsNetwork,
  thePeers,
  theSearcherOf,
  whetherItFindsItsPeer,
  whetherItFindsTheOutside,
  type Question,
} from './resolving.ts'
import type { Subject } from './subject.ts'

const names = answering()
const deaf: Probes = {
  ...names,
  resolve: () => Promise.resolve({ found: null, detail: 'getent is missing' }),
}

const searcher = theSearcherOf('intranet.example', '203.0.113.1')
const wiki: Subject<Question> = (view) => {
  const box = searcher(view)
  if ('finding' in box) return box
  return { thing: { box: box.thing, target: { name: 'wiki', address: '198.51.100.21' } } }
}
const findsWiki = finds(wiki, 'servers', 'wiki is found')

describe('all containers', () => {
  const told = (at: ReturnType<typeof nameScene>) => {
    const found = allContainers(viewOf(at))
    return 'thing' in found
      ? found.thing.map(({ container }) => container.name).join(' ')
      : found.finding.status
  }

  test('are those that run on any network, oldest first', () => {
    const here = nameScene()
    here.web.running = false
    expect(told(here)).toBe('box client tester caller copy db app')
  })

  test('that share the names of another are not among them', () => {
    const here = nameScene()
    here.client.networkMode = `container:${here.web.id}`
    here.tester.networkMode = 'host'
    expect(told(here)).toBe('box web caller copy db app')
  })

  test.each(['engine', 'containers', 'container 7', 'namespaces', 'namespace 101'])(
    'are not told when “%s” was not read',
    (part) => {
      const here = nameScene()
      here.snapshot.namespaces = here.snapshot.namespaces.filter(({ inode }) => inode !== 101)
      expect(told(hide(here, part))).toBe('cannot-run')
    },
  )
})

describe('a look-up', () => {
  test('is made with the files of the container', async () => {
    expect(await look(findsWiki, nameScene(), names)).toMatchObject({
      status: 'pass',
      actual: 'in client, wiki is 198.51.100.21',
    })
  })

  test('by the servers alone reads no /etc/hosts', async () => {
    const here = nameScene()
    here.client.resolver = { nameservers: ['203.0.113.1'], search: ['intranet.example'], options: [] }
    here.client.hosts?.push({ address: '10.0.0.1', names: ['wiki'] })
    expect(await verdict(findsWiki, here, names)).toBe('pass')
    expect(await verdict(finds(wiki, 'files and servers', ''), here, names)).toBe('fail name-elsewhere')
  })

  test('searches the domain of the hostname where no other is named', () => {
    const here = nameScene()
    const searched = (): string[] => {
      const boxes = allContainers(viewOf(here))
      const [box] = 'thing' in boxes ? boxes.thing : []
      const files = box && nameFilesOf(box, viewOf(here))
      return files && 'thing' in files ? files.thing.resolver.search : ['nothing']
    }
    expect(searched()).toEqual(['example'])
    here.named.hostname = 'shop'
    expect(searched()).toEqual([])
    here.named.resolver = { nameservers: [], search: ['intranet.example'], options: [] }
    here.named.hostname = 'shop.example'
    expect(searched()).toEqual(['intranet.example'])
  })

  test('finds nothing', async () => {
    expect(await look(findsWiki, nameScene(), answering({}))).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'name-unknown', text: 'client finds no address for the name wiki.' },
    })
  })

  test('finds another address', async () => {
    const elsewhere = answering({ 'wiki.intranet.example': '198.51.100.22' })
    expect(await look(findsWiki, nameScene(), elsewhere)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'name-elsewhere',
        text: 'In client the name wiki stands for 198.51.100.22, not for 198.51.100.21.',
      },
    })
  })

  test('cannot be made', async () => {
    expect(await verdict(findsWiki, nameScene(), deaf)).toBe('cannot-run probe-failed')
    const here = nameScene()
    expect(await verdict(findsWiki, hide(here, `hosts ${here.client.id}`), names)).toBe(
      'cannot-run unreadable',
    )
    delete here.client.hosts
    here.snapshot.unreadable = []
    expect(await verdict(findsWiki, here, names)).toBe('cannot-run unreadable')
  })

  test('tells its finding where there is nobody to ask', async () => {
    const here = nameScene()
    const boxes = allContainers(viewOf(here))
    if ('finding' in boxes) throw new Error('no containers')
    const [box] = boxes.thing
    if (!box) throw new Error('no container')
    expect(await lookUp(box, 'www', 'servers', viewOf(here, names))).toEqual({
      thing: { found: true, addresses: ['198.51.100.80'] },
    })
  })
})

describe('the container with a search domain', () => {
  test('is the one that asks the right server, though another one is older', async () => {
    const here = nameScene()
    here.named.resolver = { nameservers: ['8.8.8.8'], search: ['intranet.example'], options: [] }
    expect(await look(findsWiki, here, names)).toMatchObject({ actual: 'in client, wiki is 198.51.100.21' })
    here.client.running = false
    expect(await look(findsWiki, here, names)).toMatchObject({ actual: 'in box, wiki is 198.51.100.21' })
  })

  test('is not there', async () => {
    const here = nameScene()
    here.client.resolver = { nameservers: ['203.0.113.1'], search: [], options: [] }
    expect(await verdict(findsWiki, here, names)).toBe('fail no-search-domain')
    expect(await verdict(findsWiki, hide(here, `resolver ${here.web.id}`), names)).toBe(
      'cannot-run unreadable',
    )
    expect(await verdict(findsWiki, silenceEngine(nameScene()), names)).toBe('cannot-run engine-silent')
  })
})

describe('the peers of a network', () => {
  const peer = finds(whetherItFindsItsPeer, 'servers', '')

  test('find each other, and the outside', async () => {
    expect(await look(peer, nameScene(), names)).toMatchObject({ actual: 'in db, app is 172.18.0.3' })
    expect(await verdict(finds(whetherItFindsTheOutside, 'servers', ''), nameScene(), names)).toBe('pass')
  })

  test('are missing', async () => {
    const here = nameScene()
    here.app.networks = []
    expect(await verdict(peer, here, names)).toBe('fail no-peers')
    expect(await verdict(finds(whetherItFindsTheOutside, 'servers', ''), here, names)).toBe('fail no-peers')
  })

  test('are not those of the default network', () => {
    const here = nameScene()
    here.snapshot.networks = here.snapshot.networks.filter(({ name }) => name === 'bridge')
    expect(thePeers(viewOf(here))).toMatchObject({ finding: { diagnosis: { code: 'no-peers' } } })
  })

  test('are not said to be missing when the networks were not read', async () => {
    expect(await verdict(peer, hide(nameScene(), 'networks'), names)).toBe('cannot-run unreadable')
    expect(await verdict(peer, silenceEngine(nameScene()), names)).toBe('cannot-run engine-silent')
  })
})

describe('the name stays on its network', () => {
  const stays = theNameStaysOnItsNetwork()

  test('while the outside’s names are found', async () => {
    expect(await look(stays, nameScene(), names)).toMatchObject({
      status: 'pass',
      actual: 'box finds outside.example, but not app',
    })
  })

  test('no longer', async () => {
    const here = nameScene()
    here.named.hosts?.push({ address: '172.18.0.3', names: ['app'] })
    expect(await look(stays, here, names)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'name-known',
        text: 'box, on the default network, finds 172.18.0.3 for the name app.',
      },
    })
  })

  test('says nothing when nothing is found at all', async () => {
    expect(await verdict(stays, nameScene(), answering({}))).toBe('cannot-run control-failed')
    expect(await verdict(stays, nameScene(), deaf)).toBe('cannot-run probe-failed')
  })

  test('says nothing without a name to ask for', async () => {
    const here = nameScene()
    here.app.networks = []
    expect(await verdict(stays, here, names)).toBe('cannot-run control-failed')
  })

  test('needs a container on the default network alone', async () => {
    const here = nameScene()
    for (const one of here.snapshot.containers) one.networks.push(...here.app.networks)
    expect(await verdict(stays, here, names)).toBe('fail no-stranger')
    expect(await verdict(stays, silenceEngine(nameScene()), names)).toBe('cannot-run engine-silent')
  })
})
