import { describe, expect, test } from 'vitest'
import { bindsToOneAddress, elsewhere, fromBeyond, isBoundToTheDefault } from './default-binding.ts'
import { hide, silenceEngine } from './fixtures.ts'
import { verdict, viewOf } from './looking-fixtures.ts'
import { bound, defaultNetwork, published } from './publishing-fixtures.ts'
import { thePlainPort } from './publishing.ts'

const one = bindsToOneAddress()
const plain = isBoundToTheDefault(thePlainPort)

/** The engine was told `--ip 203.0.113.10` instead. */
const onEth0 = () => {
  const here = published()
  here.snapshot.networks = [defaultNetwork('203.0.113.10')]
  here.plain.publishedPorts = [bound('203.0.113.10:8082:80')]
  return here
}

describe('the engine’s default address', () => {
  test.each(['127.0.0.1', '203.0.113.10'])('is one: %s', async (address) => {
    const here = published()
    here.snapshot.networks = [defaultNetwork(address)]
    expect(await verdict(one, here)).toBe('pass')
  })

  test('is all of them', async () => {
    const here = published()
    here.snapshot.networks = [defaultNetwork('0.0.0.0')]
    expect(await verdict(one, here)).toBe('fail binds-to-all')
  })

  test('is all of them where nothing is said', async () => {
    const here = published()
    here.snapshot.networks = [{ ...defaultNetwork(''), options: {} }]
    expect(await verdict(one, here)).toBe('fail binds-to-all')
  })

  test('is not that of another network', async () => {
    const here = published()
    here.snapshot.networks = [{ ...defaultNetwork('127.0.0.1'), name: 'mine' }]
    expect(await verdict(one, here)).toBe('fail no-default-network')
  })

  test('is not known of a silent engine, or when networks were not read', async () => {
    const here = published()
    hide(here, 'networks')
    expect(await verdict(one, here)).toBe('cannot-run unreadable')
    silenceEngine(here)
    expect(await verdict(one, here)).toMatch('cannot-run')
  })
})

describe('a port without an address', () => {
  test('is bound to the default one', async () => {
    expect(await verdict(plain, published())).toBe('pass')
    expect(await verdict(plain, onEth0())).toBe('pass')
  })

  test('is bound elsewhere', async () => {
    const here = published()
    here.plain.publishedPorts = [bound('203.0.113.10:8082:80')]
    expect(await verdict(plain, here)).toBe('fail bound-elsewhere')
  })

  test('is not there', async () => {
    const here = published()
    here.plain.running = false
    expect(await verdict(plain, here)).toBe('fail nothing-plain')
  })

  test('cannot be judged without the default', async () => {
    const here = published()
    hide(here, 'networks')
    expect(await verdict(plain, here)).toBe('cannot-run unreadable')
  })
})

describe('who must not get through', () => {
  test('is the outside, where the port is on the loopback', () => {
    const view = viewOf(published())
    expect(fromBeyond(thePlainPort)(view)).toMatchObject({ thing: { name: 'the outside' } })
    expect(elsewhere(thePlainPort)(view)).toMatchObject({ thing: { address: '203.0.113.10', port: 8082 } })
  })

  test('is the host’s loopback, where it is not', () => {
    const view = viewOf(onEth0())
    expect(fromBeyond(thePlainPort)(view)).toMatchObject({ thing: { name: 'host1' } })
    expect(elsewhere(thePlainPort)(view)).toMatchObject({ thing: { address: '127.0.0.1', port: 8082 } })
  })

  test('is nobody, where there is no such port', () => {
    const here = published()
    here.plain.running = false
    expect(fromBeyond(thePlainPort)(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
    expect(elsewhere(thePlainPort)(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })
})
