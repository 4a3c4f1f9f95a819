import { describe, expect, test } from 'vitest'
import { bridge } from './addressing.ts'
import { hide, silenceEngine } from './fixtures.ts'
import { each, look, probesTo, verdict, verdicts } from './looking-fixtures.ts'
import { pulledScene } from './network-fixtures.ts'
import { oneCableIsPulled, thePulled, theWhole } from './pulled-cables.ts'
import { cannotPing, gatewayOf } from './reach.ts'

const pulled = oneCableIsPulled('docker0')
const silent = cannotPing({
  from: theWhole('docker0'),
  to: thePulled('docker0'),
  toWhat: 'the other',
  control: gatewayOf(bridge('docker0')),
})
const words = { pulled, silent }
const probes = probesTo({ '172.17.0.1': true, '172.17.0.2': false })

test('each passes on the solved lab', async () => {
  expect(await verdicts(words, pulledScene(), probes)).toEqual(each(words, 'pass'))
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

describe('a pulled cable', () => {
  test('is none when no other is whole', async () => {
    const here = pulledScene()
    here.A.master = null
    expect(await look(pulled, here)).toMatchObject({
      status: 'fail',
      actual: 'pulled: box, neighbour',
      diagnosis: { code: 'all-pulled' },
    })
  })

  test('is told, with the one that is whole', async () => {
    expect(await look(pulled, pulledScene())).toMatchObject({ actual: 'pulled: neighbour; whole: box' })
  })

  test('may be pulled at the other end, or out of the bridge', async () => {
    const here = pulledScene()
    here.veth.up = true
    here.veth.master = null
    expect(await verdict(pulled, here)).toBe('pass')
    here.veth.master = { index: 3, name: 'docker0' }
    expect(await verdict(pulled, here)).toBe('fail none-pulled')
    Object.assign(here.inNeighbour.links.at(-1) ?? {}, { up: false })
    expect(await verdict(pulled, here)).toBe('pass')
  })

  test('does not keep an address from being reached elsewhere', async () => {
    expect(await verdict(silent, pulledScene(), probesTo({ '172.17.0.1': true, '172.17.0.2': true }))).toBe(
      'fail reachable',
    )
  })

  test('says nothing while the one that is whole reaches nobody', async () => {
    expect(await verdict(silent, pulledScene(), probesTo({}))).toBe('cannot-run control-failed')
  })

  test('of a container without an address cannot be tried', async () => {
    const here = pulledScene()
    Object.assign(here.neighbour.networks[0] ?? {}, { address: null })
    expect(await verdict(silent, here, probes)).toBe('cannot-run no-engine-address')
  })
})
