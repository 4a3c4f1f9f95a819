import { describe, expect, test } from 'vitest'
import { hide, inodes, namespace, silenceEngine } from './fixtures.ts'
import { each, look, verdict, verdicts, viewOf } from './looking-fixtures.ts'
import {
  hasAStackOfItsOwn,
  hasComeBack,
  hasOnlyTheLoopback,
  itsLoopback,
  mayNotChangeLinks,
  sharesTheHostsStack,
  shareOneStack,
  stacksOfContainers,
  theBare,
  theBridged,
  theGuest,
  thePair,
} from './network-modes.ts'
import { stacksScene, stray } from './stack-fixtures.ts'

const words = {
  bridged: hasAStackOfItsOwn(theBridged, 'a stack of its own'),
  bare: hasAStackOfItsOwn(theBare, 'a stack of its own'),
  only: hasOnlyTheLoopback(theBare),
  pair: shareOneStack(thePair),
  back: hasComeBack(thePair),
  host: sharesTheHostsStack(theGuest),
  weak: mayNotChangeLinks(theGuest),
}

test('each passes on the solved lab', async () => {
  expect(await verdicts(words, stacksScene())).toEqual(each(words, 'pass'))
})

test('none can be judged while the engine is silent', async () => {
  expect(await verdicts(words, silenceEngine(stacksScene()))).toEqual(each(words, 'cannot-run engine-silent'))
})

test('each asks for its container', async () => {
  const here = stacksScene()
  here.snapshot.containers = []
  expect(await verdicts(words, here)).toEqual({
    ...each(words, 'fail no-container'),
    pair: 'fail no-pair',
    back: 'fail no-pair',
  })
  hide(here, 'container abc')
  expect(await verdicts(words, here)).toEqual(each(words, 'cannot-run unreadable'))
})

describe('a stack of its own', () => {
  test('is not the host’s', async () => {
    const here = stacksScene()
    here.box.namespaceInode = inodes.host
    expect(await look(words.bare, here)).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'in-the-hosts-stack', text: 'box lives in the network stack of host1.' },
    })
  })

  test('is told by both numbers', async () => {
    expect(await look(words.bridged, stacksScene())).toMatchObject({
      actual: 'neighbour lives in net:[60], host1 in net:[1]',
      exhibits: [
        { on: 'container', hostPid: 460, command: ['readlink', '/proc/self/ns/net'] },
        { on: 'host', command: ['readlink', '/proc/self/ns/net'] },
      ],
    })
  })
})

describe('the empty stack', () => {
  test('has no other interface', async () => {
    const here = stacksScene()
    here.inBare.links.push(stray())
    expect(await look(words.only, here)).toMatchObject({
      diagnosis: { code: 'other-interface', text: 'box has eth7 besides lo.' },
    })
  })

  test('is not called empty when its links were not read', async () => {
    const here = hide(stacksScene(), `namespace ${inodes.box} links`)
    expect(await verdict(words.only, here)).toBe('cannot-run unreadable')
  })

  test('is looked for among several', async () => {
    const here = stacksScene()
    here.inBare.links.push(stray())
    here.snapshot.namespaces.push(namespace(inodes.spare, { kind: 'container', containerId: 'id-of-second' }))
    here.snapshot.containers.push({ ...here.box, id: 'id-of-second', name: 'second', namespaceInode: 70 })
    expect(await look(words.only, here)).toMatchObject({ actual: 'second has lo alone' })
  })

  test('has a loopback that means itself', () => {
    expect(itsLoopback(viewOf(stacksScene()))).toMatchObject({ thing: { address: '127.0.0.1' } })
  })
})

describe('a pair', () => {
  test('shares a number and an address', async () => {
    expect(await look(words.pair, stacksScene())).toMatchObject({
      actual: 'pal and neighbour live in net:[60], address 172.17.0.2',
    })
  })

  test('may be named by name', async () => {
    const here = stacksScene()
    here.pal.networkMode = 'container:neighbour'
    expect(await verdict(words.pair, here)).toBe('pass')
  })

  test('is none with the same address in two stacks', async () => {
    const here = stacksScene()
    here.pal.namespaceInode = inodes.spare
    here.snapshot.namespaces.push(
      namespace(inodes.spare, { kind: 'container', containerId: here.pal.id }, here.inNeighbour.links),
    )
    expect(await look(words.pair, here)).toMatchObject({
      diagnosis: {
        code: 'left-behind',
        text: 'pal lives in net:[70], but neighbour lives in net:[60].',
      },
    })
  })

  test('needs both', async () => {
    const here = stacksScene()
    here.neighbour.running = false
    expect(await verdict(words.pair, here)).toBe('fail owner-not-running')
  })

  test('is rather one that is together', async () => {
    const here = stacksScene()
    here.snapshot.namespaces.push(namespace(inodes.spare, { kind: 'container', containerId: 'id-of-old' }))
    here.snapshot.containers.unshift({ ...here.pal, id: 'id-of-old', name: 'old', namespaceInode: 70 })
    expect(await look(words.pair, here)).toMatchObject({ status: 'pass' })
  })

  test('has come back only if its owner has ended', async () => {
    const here = stacksScene()
    here.snapshot.history = here.snapshot.history.filter(({ name }) => name !== 'neighbour')
    expect(await verdict(words.back, here)).toBe('fail never-ended')
    expect(await verdict(words.back, hide(here, 'history'))).toBe('cannot-run unreadable')
  })
})

describe('the host’s stack', () => {
  test('is no other', async () => {
    const here = stacksScene()
    here.free.namespaceInode = inodes.box
    expect(await look(words.host, here)).toMatchObject({
      diagnosis: { code: 'in-another-stack', text: 'free lives in net:[50], host1 in net:[1].' },
    })
  })

  test.each([{ privileged: true }, { capAdd: ['NET_ADMIN'] }, { capAdd: ['ALL'] }])(
    'may be changed with %j',
    async (over) => {
      const here = stacksScene()
      Object.assign(here.free, over)
      expect(await verdict(words.weak, here)).toBe('fail may-change-links')
    },
  )

  test('may not be changed with other rights, nor by a second container that has none', async () => {
    const here = stacksScene()
    here.free.capAdd = ['SYS_TIME']
    expect(await verdict(words.weak, here)).toBe('pass')
    here.snapshot.containers.unshift({ ...here.free, id: 'id-of-ruler', name: 'ruler', privileged: true })
    expect(await look(words.weak, here)).toMatchObject({ actual: 'free: SYS_TIME' })
  })
})

test('stacks are counted once each', () => {
  const here = stacksScene()
  expect(stacksOfContainers(here.snapshot)?.toSorted()).toEqual([1, 50, 60])
  expect(stacksOfContainers(hide(here, 'container abc').snapshot)).toBeNull()
})
