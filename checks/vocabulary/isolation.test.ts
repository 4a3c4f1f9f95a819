import { describe, expect, test } from 'vitest'
import { hide, inodes, silenceEngine } from './fixtures.ts'
import { allAnswer, look, probesTo, verdict, viewOf } from './looking-fixtures.ts'
import { later, neighbour, setRules, wall, wallScene, type WallScene } from './isolation-fixtures.ts'
import {
  believesAFalseAddress,
  falseNeighbours,
  knockIsCounted,
  talkIsOff,
  theMate,
  theMatesService,
  twoAreOnTheirOwn,
} from './isolation.ts'
import { exposedService, theDefaultBridge, theServer, theStranger } from './links.ts'

const icc = 'com.docker.network.bridge.enable_icc'

describe('the talk between containers', () => {
  const off = talkIsOff()

  test('is off by the engine’s option', async () => {
    expect(await verdict(off, wallScene())).toBe('pass')
  })

  test.each([
    ['it is on', { [icc]: 'true' }],
    ['nothing is said of it', {}],
  ])('is not off when %s', async (_, options) => {
    const here = wallScene()
    here.bridge.options = options
    expect(await verdict(off, here)).toBe('fail talk-is-on')
  })

  test('is not off because it is on another network', async () => {
    const here = wallScene()
    here.bridge.options[icc] = 'true'
    here.team.options[icc] = 'false'
    expect(await verdict(off, here)).toBe('fail talk-is-on')
  })

  test('cannot be judged while the engine is silent', async () => {
    const here = wallScene()
    silenceEngine(here)
    expect(await verdict(off, here)).toBe('cannot-run engine-silent')
  })
})

test('the default bridge is the one that the engine names, docker0 where it names none', () => {
  const here = wallScene()
  expect(theDefaultBridge(viewOf(here))).toMatchObject({ thing: { cidr: '172.17.0.1/16' } })
  here.bridge.options = {}
  expect(theDefaultBridge(viewOf(here))).toMatchObject({ thing: { link: { name: 'docker0' } } })
  here.bridge.options = { 'com.docker.network.bridge.name': 'lan' }
  expect(theDefaultBridge(viewOf(here))).toMatchObject({ finding: { diagnosis: { code: 'bridge-missing' } } })
  here.snapshot.networks = []
  expect(theDefaultBridge(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
})

describe('a knock', () => {
  const knock = knockIsCounted(theStranger, exposedService)
  const judge = (at: WallScene, grows: RegExp = /-j DROP/, probes = probesTo({})) =>
    look(knock, at, probes, { lookAgain: () => Promise.resolve(later(at, ({ text }) => grows.test(text))) })
  const codeOf = async (...words: Parameters<typeof judge>): Promise<string> => {
    const finding = await judge(...words)
    return finding.status === 'pass' ? 'pass' : `${finding.status} ${finding.diagnosis.code}`
  }

  test('is counted by the rule that drops it', async () => {
    expect(await judge(wallScene())).toMatchObject({
      status: 'pass',
      actual: '5 packets before a ping, 6 after it',
    })
  })

  test('is counted in whichever chain, dropped or rejected', async () => {
    const here = wallScene()
    setRules(here, ['[5:5] -A DOCKER-USER -i docker0 -o docker0 -j REJECT'])
    expect(await codeOf(here, /REJECT/)).toBe('pass')
  })

  test.each([
    ['it is gone', '-A FORWARD -i docker0 -o docker0 -j DROP', '-A FORWARD -i docker0 -j RETURN'],
    ['it accepts', '-o docker0 -j DROP', '-o docker0 -j ACCEPT'],
    [
      'it is about what leaves the bridge',
      '-i docker0 -o docker0 -j DROP',
      '-i docker0 ! -o docker0 -j DROP',
    ],
    ['it is about pings only', '-i docker0 -o docker0 -j DROP', '-i docker0 -o docker0 -p icmp -j DROP'],
    ['it is about another bridge', '-i docker0 -o docker0 -j DROP', '-i br0 -o br0 -j DROP'],
  ])('has no rule when %s', async (_, words, instead) => {
    const here = wallScene()
    setRules(
      here,
      wall.map((rule) => rule.replace(words, instead)),
    )
    expect(await codeOf(here)).toBe('fail no-drop')
  })

  test('is not counted when something else has dropped it', async () => {
    expect(await codeOf(wallScene(), /STAGE-2|DOCKER-USER/)).toBe('fail not-counted')
  })

  test('cannot be judged when it could not be made, or the rules could not be read', async () => {
    expect(await codeOf(wallScene(), /./, probesTo({ '172.17.0.2': null }))).toBe('cannot-run probe-failed')
    const here = wallScene()
    const blind = wallScene()
    blind.host.firewall = null
    expect(await codeOf(blind)).toBe('cannot-run unreadable')
    const again = { lookAgain: () => Promise.resolve(blind.snapshot) }
    expect(await verdict(knock, here, allAnswer, again)).toBe('cannot-run unreadable')
  })

  test('needs somebody to knock at', async () => {
    const here = wallScene()
    here.web.networks = []
    expect(await codeOf(here)).toBe('fail no-address')
    here.snapshot.networks = []
    expect(await codeOf(wallScene())).toBe('pass')
    const without = wallScene()
    without.snapshot.networks = []
    expect(await codeOf(without)).toBe('fail no-default-network')
  })
})

describe('a false address', () => {
  const believes = believesAFalseAddress(theServer)

  test('is one that is not of the network, learned on the bridge', async () => {
    expect(await look(believes, wallScene())).toMatchObject({
      status: 'pass',
      actual: 'web knows 10.66.66.66 at 02:42:ac:11:00:05',
    })
    expect(falseNeighbours(theServer)(viewOf(wallScene()))).toMatchObject({
      thing: [{ address: '10.66.66.66' }],
    })
  })

  test.each([
    ['nobody is known', []],
    ['all are of the network', [neighbour('172.17.0.3', '02:42:ac:11:00:03')]],
    ['it was never answered', [neighbour('10.66.66.66', null, { state: 'FAILED' })]],
    ['it was made by hand', [neighbour('10.66.66.66', '02:42:ac:11:00:05', { state: 'PERMANENT' })]],
    ['it is on another interface', [neighbour('10.66.66.66', '02:42:ac:11:00:05', { device: 'eth1' })]],
    ['it is IPv6’s', [neighbour('fe80::1', '02:42:ac:11:00:05')]],
  ])('is not there when %s', async (_, neighbours) => {
    const here = wallScene()
    here.inWeb.neighbours = neighbours
    expect(await verdict(believes, here)).toBe('fail no-false-address')
  })

  test.each([`namespace ${inodes.box} neighbours`, `namespace ${inodes.box} links`])(
    'is not said to be missing when “%s” was not read',
    async (part) => {
      const here = wallScene()
      here.inWeb.neighbours = []
      hide(here, part)
      expect(await verdict(believes, here)).toBe('cannot-run unreadable')
    },
  )

  test('needs a server, and a bridge', async () => {
    const here = wallScene()
    here.snapshot.networks = []
    expect(await verdict(believes, here)).toBe('fail no-default-network')
    here.web.running = false
    expect(falseNeighbours(theServer)(viewOf(here))).toMatchObject({
      finding: { diagnosis: { code: 'no-server' } },
    })
  })
})

describe('a network of their own', () => {
  const two = twoAreOnTheirOwn()

  test('has two containers, one of which serves', async () => {
    const here = wallScene()
    expect(await look(two, here)).toMatchObject({ status: 'pass', actual: 'api and worker on team' })
    expect(theMate(viewOf(here))).toMatchObject({ thing: { container: { name: 'worker' } } })
    expect(theMatesService(viewOf(here))).toMatchObject({ thing: { address: '172.18.0.2', port: 80 } })
  })

  test('is the open one of two', async () => {
    const here = wallScene()
    const apart = structuredClone(here.team)
    Object.assign(apart, { name: 'apart', options: { [icc]: 'false' } })
    here.snapshot.networks.unshift(apart)
    expect(await look(two, here)).toMatchObject({ actual: 'api and worker on team' })
    here.snapshot.networks = [here.bridge, apart]
    expect(await look(two, here)).toMatchObject({ actual: 'api and worker on apart' })
  })

  test.each<[string, (here: WallScene) => void]>([
    ['only one is left', (here) => (here.worker.running = false)],
    ['nobody serves', (here) => (here.api.exposedPorts = [])],
    ['the server has no address', (here) => here.team.containers.forEach((one) => (one.address = null))],
    ['nobody is on it', (here) => (here.team.containers = [])],
  ])('is not found when %s', async (_, spoil) => {
    const here = wallScene()
    spoil(here)
    expect(await verdict(two, here)).toBe('fail no-two-there')
    expect(theMate(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
    expect(theMatesService(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })

  test('is not the default one, nor one of another driver', async () => {
    const here = wallScene()
    here.team.driver = 'macvlan'
    expect(await verdict(two, here)).toBe('fail no-own-network')
  })

  test.each(['engine', 'networks', 'namespaces', 'namespace 80'])(
    'is not said to be missing when the part “%s” was not read',
    async (part) => {
      const here = wallScene()
      here.snapshot.networks = []
      hide(here, part)
      expect(await verdict(two, here)).toMatch(/^cannot-run/)
    },
  )
})
