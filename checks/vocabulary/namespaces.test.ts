import { describe, expect, test } from 'vitest'
import { address, endpoint, entry, hide, inodes, silenceEngine } from './fixtures.ts'
import { each, look, verdict, verdicts } from './looking-fixtures.ts'
import { oneHasAName, oneHoldsAnAddedAddress } from './namespaces.ts'
import { pulledScene } from './network-fixtures.ts'

const trace = oneHoldsAnAddedAddress()
const name = oneHasAName()
const words = { trace, name }

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

describe('an added address', () => {
  test('is told', async () => {
    expect(await look(trace, pulledScene())).toMatchObject({ actual: 'box holds 192.0.2.7' })
  })

  test('may be on the loopback', async () => {
    const here = pulledScene()
    here.eth0.addresses = [address('172.17.42.99/16')]
    here.inBox.links[0]?.addresses.push(address('127.0.0.9/8', { scope: 'host' }))
    expect(await verdict(trace, here)).toBe('pass')
  })

  test('is none that Docker or the kernel gave', async () => {
    const here = pulledScene()
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
    const here = pulledScene()
    here.eth0.addresses = [address('172.17.42.99/16')]
    hide(here, `namespace ${inodes.neighbour} links`)
    expect(await verdict(trace, here)).toBe('cannot-run unreadable')
  })
})

describe('a name', () => {
  test('is told', async () => {
    expect(await look(name, pulledScene())).toMatchObject({
      actual: '/var/run/netns/450 is the namespace of box',
    })
  })

  test('may be a mount, and of either container', async () => {
    const here = pulledScene()
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
    const here = pulledScene()
    here.snapshot.entries = entries
    expect(await verdict(name, here)).toBe(`fail ${code}`)
  })

  test.each(['entries', 'entry blue'])('is not missing when the part “%s” was not read', async (part) => {
    const here = pulledScene()
    here.snapshot.entries = []
    hide(here, part)
    expect(await verdict(name, here)).toBe('cannot-run unreadable')
  })
})
