import { describe, expect, test } from 'vitest'
import { hide, link, silenceEngine } from './fixtures.ts'
import { each, look, verdict, verdicts } from './looking-fixtures.ts'
import { hasACableForEachNetwork, hasMoved, theMoved } from './live-networks.ts'
import { connect, disconnect, namespaceOf, userNetworkScene, type Scene12 } from './user-network-fixtures.ts'

const words = { moved: hasMoved(), cable: hasACableForEachNetwork(theMoved) }

const startedOn = (here: Scene12, networkMode: string): Scene12 => {
  const ann = here.snapshot.containers.find(({ name }) => name === 'ann')
  Object.assign(ann ?? {}, { networkMode })
  return here
}

test('both pass on the solved lab', async () => {
  expect(await verdicts(words, userNetworkScene())).toEqual(each(words, 'pass'))
  expect(await look(words.moved, userNetworkScene())).toMatchObject({
    actual: 'ann (started on green, now on blue)',
  })
})

describe('a container', () => {
  test.each(['green', 'green0000000', 'bridge'])('that was started on %s has moved', async (mode) => {
    expect(await verdict(words.moved, startedOn(userNetworkScene(), mode))).toBe('pass')
  })

  test.each(['blue', 'blue00000000', 'none', 'host', 'container:id-of-web'])(
    'that was started on %s has not',
    async (mode) => {
      expect(await verdict(words.moved, startedOn(userNetworkScene(), mode))).toBe('fail not-moved')
    },
  )

  test('that is on its old network still, or again, has not moved; nor one that has ended', async () => {
    const here = userNetworkScene()
    connect(here, 'ann', here.green, '172.18.0.3')
    expect(await look(words.moved, here)).toMatchObject({
      diagnosis: { code: 'not-moved' },
      actual: expect.stringContaining('ann (started on green, now on blue, green)'),
    })
    disconnect(here, 'ann', here.green)
    expect(await verdict(words.moved, here)).toBe('pass')
    for (const one of here.snapshot.containers) one.running = false
    expect(await look(words.moved, here)).toMatchObject({ status: 'fail', actual: 'no container runs' })
  })
})

describe('the interfaces', () => {
  test.each([
    ['no-interface', { addresses: [] }, 'ann has no interface with 10.0.0.4 on the network blue.'],
    ['interface-down', { up: false }, 'eth0 of ann, for 10.0.0.4 on the network blue, is down.'],
  ])('%s', async (code, over, text) => {
    const here = userNetworkScene()
    Object.assign(namespaceOf(here, 'ann').links[1] ?? {}, over)
    expect(await look(words.cable, here)).toMatchObject({ diagnosis: { code, text } })
  })

  test('none is left over', async () => {
    const here = userNetworkScene()
    namespaceOf(here, 'ann').links.push(link(77, 'eth7'))
    expect(await look(words.cable, here)).toMatchObject({
      diagnosis: { code: 'interface-left', text: 'eth7 of ann belongs to none of its networks.' },
    })
  })

  test('without an address of the engine there is none', async () => {
    const here = userNetworkScene()
    const ann = here.snapshot.containers.find(({ name }) => name === 'ann')
    for (const one of ann?.networks ?? []) one.address = null
    expect(await look(words.cable, here)).toMatchObject({
      diagnosis: { text: 'ann has no interface with an address on the network blue.' },
    })
  })
})

describe('nothing is said', () => {
  test('of links that could not be read', async () => {
    const here = hide(userNetworkScene(), 'namespace 201 links')
    expect(await verdict(words.cable, here)).toBe('cannot-run unreadable')
  })

  test('when networks or containers could not be read', async () => {
    expect(await verdicts(words, hide(userNetworkScene(), 'networks'))).toEqual(
      each(words, 'cannot-run unreadable'),
    )
    expect(await verdicts(words, silenceEngine(userNetworkScene()))).toEqual(
      each(words, 'cannot-run engine-silent'),
    )
  })
})
