import { describe, expect, test } from 'vitest'
import { bridge } from './addressing.ts'
import {
  address,
  container,
  endpoint,
  entry,
  hide,
  inodes,
  link,
  look,
  namespace,
  probesTo,
  scene,
  silenceEngine,
  verdict,
  type Scene,
} from './fixtures.ts'
import {
  aLabelledCableIsWhole,
  allCablesAreLabelled,
  oneCableIsLabelled,
  oneCableIsPulled,
  oneHasAName,
  oneHoldsAnAddedAddress,
  thePulled,
  theWhole,
} from './namespaces.ts'
import { cannotPing, gatewayOf } from './reach.ts'

const trace = oneHoldsAnAddedAddress()
const name = oneHasAName()
const label = oneCableIsLabelled()
const labels = allCablesAreLabelled()
const whole = aLabelledCableIsWhole('docker0')
const pulled = oneCableIsPulled('docker0')
const silent = cannotPing({
  from: theWhole('docker0'),
  to: thePulled('docker0'),
  toWhat: 'the other',
  control: gatewayOf(bridge('docker0')),
})
const all = Object.entries({ trace, name, label, labels, whole, pulled, silent })
const probes = probesTo({ '172.17.0.1': true, '172.17.0.2': false })

/** Lab 02 when it is done: box is whole, the neighbour's cable is pulled on the host. */
const solved = (): Scene => {
  const here = scene()
  const mac = '02:42:ac:11:00:63'
  Object.assign(here.eth0, { mac, addresses: [address('172.17.42.99/16'), address('192.0.2.7/32')] })
  Object.assign(here.box, {
    networkMode: 'bridge',
    networks: [endpoint('bridge', { address: '172.17.42.99', prefixLength: 16, mac })],
  })
  here.A.name = 'to-box'
  Object.assign(here.veth, { name: 'to-neighbour', up: false, operstate: 'DOWN' })
  return here
}

test.each(all)('%s passes on the solved lab', async (_, statement) => {
  expect(await verdict(statement, solved(), probes)).toBe('pass')
})

test.each(all)('%s asks for two containers', async (_, statement) => {
  const here = solved()
  here.neighbour.running = false
  expect(await verdict(statement, here, probes)).toBe('fail too-few-containers')
})

test.each(all)('%s cannot be judged while the engine is silent', async (_, statement) => {
  const here = solved()
  silenceEngine(here)
  expect(await verdict(statement, here, probes)).toBe('cannot-run engine-silent')
})

test.each(Object.entries({ label, labels, whole, pulled, silent }))(
  '%s cannot be judged when it is not known where cables lead',
  async (_, statement) => {
    const here = solved()
    hide(here, 'peers')
    expect(await verdict(statement, here, probes)).toBe('cannot-run unreadable')
  },
)

describe('an added address', () => {
  test('is told', async () => {
    expect(await look(trace, solved())).toMatchObject({ actual: 'box holds 192.0.2.7' })
  })

  test('may be on the loopback', async () => {
    const here = solved()
    here.eth0.addresses = [address('172.17.42.99/16')]
    here.inBox.links[0]?.addresses.push(address('127.0.0.9/8', { scope: 'host' }))
    expect(await verdict(trace, here)).toBe('pass')
  })

  test('is none that Docker or the kernel gave', async () => {
    const here = solved()
    here.box.networks[0] = endpoint('bridge', { address: '172.17.42.99', address6: 'fd00::63' })
    here.eth0.addresses = ['172.17.42.99/16', 'fd00::63/64'].map((text) => address(text))
    here.eth0.addresses.push(address('fe80::1/64', { scope: 'link' }))
    here.inBox.links[0]?.addresses.push(address('::1/128', { scope: 'host' }))
    expect(await look(trace, here)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'only-dockers-addresses',
        text: 'In the network namespaces of box and neighbour there is no address but those that Docker gave them.',
      },
    })
  })

  test('is not said to be missing when links were not read', async () => {
    const here = solved()
    here.eth0.addresses = [address('172.17.42.99/16')]
    hide(here, `namespace ${inodes.neighbour} links`)
    expect(await verdict(trace, here)).toBe('cannot-run unreadable')
  })
})

describe('a name', () => {
  test('is told', async () => {
    expect(await look(name, solved())).toMatchObject({ actual: '/var/run/netns/450 is the namespace of box' })
  })

  test('may be a mount, and of either container', async () => {
    const here = solved()
    here.snapshot.entries = [entry('red', inodes.neighbour, { kind: 'mount' })]
    expect(await verdict(name, here)).toBe('pass')
  })

  test.each([
    ['no-name', []],
    ['leads-elsewhere', [entry('default', inodes.host)]],
    ['leads-nowhere', [entry('412', null)]],
    ['leads-nowhere', [entry('note', null, { kind: 'file', dangling: false })]],
    ['leads-elsewhere', [entry('412', null), entry('default', inodes.host)]],
  ])('may be wrong: %s', async (code, entries) => {
    const here = solved()
    here.snapshot.entries = entries
    expect(await verdict(name, here)).toBe(`fail ${code}`)
  })

  test.each(['entries', 'entry blue'])('is not missing when the part “%s” was not read', async (part) => {
    const here = solved()
    here.snapshot.entries = []
    hide(here, part)
    expect(await verdict(name, here)).toBe('cannot-run unreadable')
  })
})

describe('a label', () => {
  const named = (ofBox: string, ofNeighbour: string): Scene => {
    const here = solved()
    here.A.name = ofBox
    here.veth.name = ofNeighbour
    return here
  }

  test.each(['box', 'BOX-cable', 'veth-box', 'id-of-'])('may be %s', async (text) => {
    expect(await verdict(label, named(text, 'veth1a2b3c4'))).toBe('pass')
  })

  test('is none when it says nothing', async () => {
    const here = named('A', 'veth1a2b3c4')
    expect(await look(label, here)).toMatchObject({
      status: 'fail',
      actual: 'A leads to box, veth1a2b3c4 leads to neighbour',
      diagnosis: { code: 'no-label' },
    })
    expect(await look(labels, here)).toMatchObject({
      diagnosis: { text: 'The name of A does not tell that it leads to box.' },
    })
    expect(await verdict(whole, here)).toBe('fail no-label')
  })

  test('of Docker’s making is none, whatever letters are in it', async () => {
    const here = named('vethbadcafe', 'veth1a2b3c4')
    here.box.name = 'bad'
    expect(await verdict(label, here)).toBe('fail no-label')
  })

  test('may be on the wrong cable', async () => {
    const here = named('to-neighbour', 'to-box')
    expect(await look(label, here)).toMatchObject({
      diagnosis: { code: 'wrong-cable', text: 'to-neighbour is named after neighbour but leads to box.' },
    })
    expect(await verdict(labels, here)).toBe('fail wrong-cable')
    expect(await verdict(label, named('A', 'to-box'))).toBe('fail wrong-cable')
  })

  test('of one cable is not enough for all', async () => {
    const here = named('to-box', 'veth1a2b3c4')
    expect(await verdict(label, here)).toBe('pass')
    expect(await verdict(labels, here)).toBe('fail no-label')
  })

  test('for web10 is none for web1', async () => {
    const here = named('to-web10', 'to-web1')
    here.box.name = 'web1'
    here.neighbour.name = 'web10'
    expect(await verdict(labels, here)).toBe('fail wrong-cable')
    here.A.name = 'to-web1'
    here.veth.name = 'to-web10'
    expect(await verdict(labels, here)).toBe('pass')
  })

  test('may have the beginning of a long name', async () => {
    const here = named('to-distract', 'to-neighbour')
    here.box.name = 'distracted_lamarr'
    expect(await verdict(labels, here)).toBe('pass')
  })

  test('is asked of every container', async () => {
    const here = solved()
    const third = container('third', inodes.spare, {
      networkMode: 'bridge',
      networks: [endpoint('bridge', { address: '172.17.0.3' })],
    })
    here.snapshot.containers.push(third)
    here.snapshot.namespaces.push(
      namespace(inodes.spare, { kind: 'container', containerId: third.id }, [link(8, 'eth0')]),
    )
    here.host.links.push(
      link(9, 'veth1111111', { peer: { namespaceInode: inodes.spare, index: 8, name: null } }),
    )
    expect(await verdict(label, here)).toBe('pass')
    expect(await verdict(labels, here)).toBe('fail no-label')
  })
})

describe('the labelled cable', () => {
  test.each([
    ['host-end-down', (here: Scene) => Object.assign(here.A, { up: false })],
    ['container-end-down', (here: Scene) => Object.assign(here.eth0, { up: false })],
    ['not-a-port', (here: Scene) => Object.assign(here.A, { master: null })],
    ['not-a-port', (here: Scene) => Object.assign(here.A, { master: { index: 9, name: 'other' } })],
  ])('may be broken: %s', async (code, spoil) => {
    const here = solved()
    here.veth.name = 'veth1a2b3c4'
    spoil(here)
    expect(await verdict(whole, here)).toBe(`fail ${code}`)
    expect(await verdict(pulled, here)).toBe('fail all-pulled')
  })
})

describe('a pulled cable', () => {
  test('is told, with the one that is whole', async () => {
    expect(await look(pulled, solved())).toMatchObject({ actual: 'pulled: neighbour; whole: box' })
  })

  test('may be pulled at the other end, or out of the bridge', async () => {
    const here = solved()
    here.veth.up = true
    here.veth.master = null
    expect(await verdict(pulled, here)).toBe('pass')
    here.veth.master = { index: 3, name: 'docker0' }
    expect(await verdict(pulled, here)).toBe('fail none-pulled')
    Object.assign(here.inNeighbour.links.at(-1) ?? {}, { up: false })
    expect(await verdict(pulled, here)).toBe('pass')
  })

  test('does not keep an address from being reached elsewhere', async () => {
    expect(await verdict(silent, solved(), probesTo({ '172.17.0.1': true, '172.17.0.2': true }))).toBe(
      'fail reachable',
    )
  })

  test('says nothing while the one that is whole reaches nobody', async () => {
    expect(await verdict(silent, solved(), probesTo({}))).toBe('cannot-run control-failed')
  })

  test('of a container without an address cannot be tried', async () => {
    const here = solved()
    Object.assign(here.neighbour.networks[0] ?? {}, { address: null })
    expect(await verdict(silent, here, probes)).toBe('cannot-run no-engine-address')
  })
})
