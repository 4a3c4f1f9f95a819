import { describe, expect, test } from 'vitest'
import { hide } from './fixtures.ts'
import { look, verdict } from './looking-fixtures.ts'
import { published } from './publishing-fixtures.ts'
import { theOpenPort } from './publishing.ts'
import { hasNoProxy } from './userland-proxy.ts'

const none = hasNoProxy(theOpenPort)

describe('no docker-proxy', () => {
  test('where the engine holds the numbers itself', async () => {
    expect(await look(none, published())).toMatchObject({
      status: 'pass',
      actual: '0.0.0.0:8080 (dockerd), 127.0.0.1:8081 (dockerd)',
    })
  })

  test('where nobody listens', async () => {
    const here = published()
    here.snapshot.listeners = []
    expect(await verdict(none, here)).toBe('pass')
  })

  test('is not said of a host on which one listens, on any port', async () => {
    const here = published()
    here.snapshot.listeners.push({ address: '::', port: 9000, holders: ['sh', 'docker-proxy'] })
    expect(await look(none, here)).toMatchObject({
      diagnosis: { code: 'proxy-runs', text: 'A docker-proxy listens on :: port 9000 of the host.' },
    })
  })

  test('is not said when the holder of the port is not known', async () => {
    const here = published()
    here.snapshot.listeners = [{ address: '0.0.0.0', port: 8080, holders: [] }]
    expect(await verdict(none, here)).toBe('cannot-run holder-unknown')
    here.snapshot.listeners = [{ address: '0.0.0.0', port: 22, holders: [] }]
    expect(await verdict(none, here)).toBe('pass')
  })

  test('is not said when the sockets could not be read', async () => {
    const here = published()
    hide(here, 'listeners')
    expect(await verdict(none, here)).toBe('cannot-run unreadable')
  })

  test('says nothing where no port is published', async () => {
    const here = published()
    here.web.running = false
    expect(await verdict(none, here)).toBe('fail nothing-open')
  })
})
