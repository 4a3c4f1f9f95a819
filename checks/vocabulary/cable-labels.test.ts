import { describe, expect, test } from 'vitest'
import { aLabelledCableIsWhole, allCablesAreLabelled, oneCableIsLabelled } from './cable-labels.ts'
import { addContainer, endpoint, hide, inodes, link, silenceEngine, type Scene } from './fixtures.ts'
import { each, look, verdict, verdicts } from './looking-fixtures.ts'
import { pulledScene } from './network-fixtures.ts'

const label = oneCableIsLabelled()
const labels = allCablesAreLabelled()
const whole = aLabelledCableIsWhole('docker0')
const words = { label, labels, whole }

test('each passes on the solved lab', async () => {
  expect(await verdicts(words, pulledScene())).toEqual(each(words, 'pass'))
})

test('each asks for two containers', async () => {
  const here = pulledScene()
  here.neighbour.running = false
  expect(await verdicts(words, here)).toEqual(each(words, 'fail too-few-containers'))
})

test('none can be judged while the engine is silent', async () => {
  const here = silenceEngine(pulledScene())
  expect(await verdicts(words, here)).toEqual(each(words, 'cannot-run engine-silent'))
})

test('none can be judged when it is not known where cables lead', async () => {
  const here = hide(pulledScene(), 'peers')
  expect(await verdicts(words, here)).toEqual(each(words, 'cannot-run unreadable'))
})

describe('a label', () => {
  const named = (ofBox: string, ofNeighbour: string): Scene => {
    const here = pulledScene()
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
    const here = pulledScene()
    const network = endpoint('bridge', { address: '172.17.0.3' })
    addContainer(here, 'third', inodes.spare, { networkMode: 'bridge', networks: [network] }, link(8, 'eth0'))
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
    const here = pulledScene()
    here.veth.name = 'veth1a2b3c4'
    spoil(here)
    expect(await verdict(whole, here)).toBe(`fail ${code}`)
  })
})
