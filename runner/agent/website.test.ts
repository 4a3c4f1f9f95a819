import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutsideNeighbours } from './outside-neighbours.ts'
import { Website } from './website.ts'

let neighbours: OutsideNeighbours = { neighbours: [] }
const website = new Website(() => Promise.resolve(neighbours))
let server: Server
const get = async (path: string): Promise<string> => {
  const { port } = server.address() as AddressInfo
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text()
}

beforeAll(async () => {
  server = await website.serve({ port: 0, address: '127.0.0.1' })
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('the outside’s web server', () => {
  test('tells a visitor his address, and remembers him', async () => {
    expect(await get('/visitors')).toBe('Nobody has called yet.\n')
    expect(await get('/hello')).toBe('Hello from the outside. You come from 127.0.0.1.\n')
    expect(website.visits).toMatchObject([{ from: '127.0.0.1', path: '/hello' }])
    expect(await get('/visitors')).toMatch(/^\d\d:\d\d:\d\d {2}127\.0\.0\.1 {8}GET \/hello\n$/)
  })

  test('forgets the oldest of very many, and the end of a very long path', async () => {
    for (let count = 0; count < 205; count += 1) await get(`/${count}`)
    expect(website.visits).toHaveLength(200)
    expect(website.visits[0]?.path).toBe('/5')
    await get(`/${'x'.repeat(3000)}`)
    expect(website.visits.at(-1)?.path).toHaveLength(80)
  })

  test('forgets calls for / before pages that were asked for by name', async () => {
    await get('/signed')
    for (let count = 0; count < 205; count += 1) await get('/')
    expect(website.visits).toHaveLength(200)
    expect(website.visits.map(({ path }) => path)).toContain('/signed')
    expect(website.visits.filter(({ path }) => path === '/').length).toBeLessThan(200)
  })

  test('shows whom the outside has met on its wire, and counts no visit for it', async () => {
    const before = website.visits.length
    expect(await get('/neighbours')).toBe('The outside has met nobody yet.\n')
    neighbours = {
      neighbours: [
        { address: '203.0.113.192', mac: '02:42:cb:00:71:c0', device: 'wire', state: 'STALE' },
        { address: '203.0.113.10', mac: null, device: 'wire', state: 'FAILED' },
      ],
    }
    expect(await get('/neighbours')).toBe(
      '203.0.113.10     -                  FAILED\n203.0.113.192    02:42:cb:00:71:c0  STALE\n',
    )
    neighbours = { unreadable: 'no \u001b[2J' }
    expect(await get('/neighbours')).toBe('The outside cannot read its neighbour table: no \\x1b[2J\n')
    expect(website.visits).toHaveLength(before)
  })

  test.each(['/look/127.0.0.1:80', '/look/8.8.8.8:53', '/look/203.0.113.10', '/look'])(
    'does not look at %s',
    async (path) => {
      const before = website.visits.length
      expect(await get(path)).toContain('Ask for /look/203.0.113.10:8080')
      expect(website.visits).toHaveLength(before)
    },
  )
})
