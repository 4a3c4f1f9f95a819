import { describe, expect, test } from 'vitest'
import {
  isWithinReach,
  runningContainers,
  runs,
  sourceOf,
  theContainerWithoutNetwork as box,
  theHost,
} from './containers.ts'
import {
  addContainer,
  address,
  container,
  entry,
  hide,
  inodes,
  link,
  scene,
  silenceEngine,
  unplug,
  type Scene,
} from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'

const theBoxRuns = runs(box, 'a running container with network mode none')
const reach = isWithinReach(box)

const chosen = (from: Scene): string | undefined => {
  const found = box(viewOf(from))
  return 'thing' in found ? found.thing.container.name : undefined
}

describe('the container without a network', () => {
  test('it passes when one runs, and says which', async () => {
    expect(await look(theBoxRuns, scene())).toMatchObject({
      status: 'pass',
      actual: 'box runs with network mode none',
    })
  })

  test('it fails when there is no container at all', async () => {
    const here = scene()
    here.snapshot.containers = []
    expect(await look(theBoxRuns, here)).toMatchObject({
      status: 'fail',
      actual: 'no container at all',
      diagnosis: { code: 'no-container' },
    })
  })

  test('it fails when the only one has a network, and names what runs instead', async () => {
    const here = scene()
    here.snapshot.containers = [here.neighbour]
    expect(await look(theBoxRuns, here)).toMatchObject({
      status: 'fail',
      actual: 'neighbour (bridge, running)',
    })
  })

  test('one that has ended does not count', async () => {
    const here = scene()
    Object.assign(here.box, {
      running: false,
      state: 'exited',
      pid: null,
      hostPid: null,
      namespaceInode: null,
    })
    expect(await verdict(theBoxRuns, here)).toBe('fail no-container')
  })

  test('one whose namespace is gone though the engine still calls it running has ended', async () => {
    const here = scene()
    here.snapshot.namespaces = [here.host, here.inNeighbour]
    expect(await verdict(theBoxRuns, here)).toBe('fail no-container')
  })

  test.each(['engine', 'containers', 'container id-of-box', 'namespaces'])(
    'when the part “%s” was not read, nothing is said, there or not',
    async (part) => {
      const here = scene()
      hide(here, part)
      expect(await verdict(theBoxRuns, here)).toMatch(/^cannot-run/)
      here.snapshot.containers = []
      expect(await verdict(theBoxRuns, here)).toMatch(/^cannot-run/)
    },
  )

  test('a silent engine is named as the reason', async () => {
    const here = scene()
    silenceEngine(here)
    expect(await look(theBoxRuns, here)).toMatchObject({
      status: 'cannot-run',
      diagnosis: { code: 'engine-silent', text: expect.stringContaining('host1 does not answer') },
    })
  })

  test('a namespace that is there and could not be opened is not an absent container', async () => {
    const here = scene()
    here.snapshot.namespaces = [here.host, here.inNeighbour]
    hide(here, `namespace ${inodes.box}`)
    expect(await verdict(theBoxRuns, here)).toBe('cannot-run unreadable')
  })

  test('a packet filter or kernel settings that were not read do not matter to it', async () => {
    const here = scene()
    hide(here, `namespace ${inodes.host} firewall`, `namespace ${inodes.box} sysctls`, 'images')
    expect(await verdict(theBoxRuns, here)).toBe('pass')
  })

  test('of several, the one whose wiring is furthest along is meant', () => {
    const here = scene()
    addContainer(here, 'older', inodes.spare, { createdAt: 1 })
    expect(chosen(here)).toBe('box')
    here.eth0.up = false
    here.eth0.addresses = []
    expect(chosen(here)).toBe('box')
    here.snapshot.namespaces.at(-1)?.links.push(link(8, 'eth0'))
    expect(chosen(here)).toBe('older')
  })

  test('an IPv6 address alone is no wiring', () => {
    const here = scene()
    addContainer(here, 'older', inodes.spare, { createdAt: 1 })
    here.snapshot.namespaces.at(-1)?.links.push(link(8, 'eth0', { addresses: [address('fe80::1/64')] }))
    expect(chosen(here)).toBe('box')
  })

  test('of several that are alike, the oldest is meant, whatever the order they are told in', () => {
    const here = scene()
    unplug(here.inBox, 'eth0')
    addContainer(here, 'younger', inodes.spare, { createdAt: 1_500_000 })
    expect(chosen(here)).toBe('box')
    here.snapshot.containers.reverse()
    expect(chosen(here)).toBe('box')
  })

  test('of several, none is chosen while the links of one of them are not known', () => {
    const here = scene()
    addContainer(here, 'other', inodes.spare, { createdAt: 1_500_000 })
    hide(here, `namespace ${inodes.spare} links`)
    expect(chosen(here)).toBeUndefined()
  })

  test('a container that shares the namespace of another has its mode, and is none of ours', () => {
    const here = scene()
    here.snapshot.containers.push(container('guest', inodes.box, { networkMode: 'container:id-of-box' }))
    expect(runningContainers(here.snapshot, 'none').map(({ container: { name } }) => name)).toEqual(['box'])
  })

  test('without a process to enter by, its probes have no path', () => {
    const here = scene()
    here.inBox.pid = null
    here.box.hostPid = null
    expect(sourceOf({ container: here.box, namespace: here.inBox })).toEqual({
      name: 'the container box',
      netns: '',
      hostPid: null,
    })
  })
})

describe('within reach', () => {
  test('a name in /var/run/netns is enough', async () => {
    const here = scene()
    unplug(here.inBox, 'eth0')
    expect(await look(reach, here)).toMatchObject({
      status: 'pass',
      actual: '/var/run/netns/450 is the namespace of box',
    })
  })

  test('so is a link that somebody has put there', async () => {
    const here = scene()
    here.snapshot.entries = []
    expect(await look(reach, here)).toMatchObject({
      status: 'pass',
      actual: 'box has been entered: it holds eth0',
    })
  })

  test.each([
    ['nothing', []],
    ['a name that dangles', [entry('450', null)]],
    ['a name for another namespace', [entry('wrong', inodes.neighbour)]],
    ['a name that is not alive', [entry('old', inodes.box, { alive: false })]],
  ])('with %s it fails', async (_, entries) => {
    const here = scene()
    unplug(here.inBox, 'eth0')
    here.snapshot.entries = entries
    expect(await verdict(reach, here)).toBe('fail not-within-reach')
  })

  test.each(['entries', 'entry 450', `namespace ${inodes.box} links`, `namespace ${inodes.box}`])(
    'when the part “%s” was not read, it is not said that nothing is there',
    async (part) => {
      const here = scene()
      here.snapshot.entries = []
      here.inBox.links = []
      hide(here, part)
      expect(await verdict(reach, here)).toBe('cannot-run unreadable')
    },
  )

  test('a dangling name is told as one', async () => {
    const here = scene()
    unplug(here.inBox, 'eth0')
    here.snapshot.entries = [entry('412', null)]
    expect(await look(reach, here)).toMatchObject({ actual: 'names: 412 (dangling)' })
  })
})

test('a snapshot without the host’s own namespace is our fault, never the student’s', () => {
  const here = scene()
  here.snapshot.namespaces = [here.inBox]
  expect(theHost(viewOf(here))).toMatchObject({
    finding: { status: 'cannot-run' },
  })
})
