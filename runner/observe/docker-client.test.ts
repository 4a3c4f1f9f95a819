import type { RequestListener } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createDockerClient } from './docker-client.ts'
import type { DockerClient } from './docker-client.ts'
import { connectToEngine } from './engine-socket.ts'
import { exited, images, networks, running41 } from './fixtures/docker.ts'
import { serveEngine } from './fixtures/engine-server.ts'
import { readEngine } from './read-engine.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()))
})

const clientOf = async (
  answer: RequestListener,
  limits: { timeoutMs?: number; maxBytes?: number } = {},
): Promise<DockerClient> => {
  const { path, close } = await serveEngine(answer)
  open.push(close)
  return createDockerClient({ connect: () => connectToEngine(process.pid, path), ...limits })
}

describe('requests', () => {
  it("asks with the engine's own API version and reads JSON", async () => {
    const client = await clientOf((incoming, outgoing) =>
      outgoing.end(JSON.stringify({ asked: `${incoming.method} ${incoming.url}` })),
    )
    expect(await client.get('/containers/json?all=1')).toEqual({ asked: 'GET /v1.41/containers/json?all=1' })
    expect(await client.post('/containers/prune', {})).toEqual({ asked: 'POST /v1.41/containers/prune' })
    expect(await client.ping()).toEqual({ version: '20.10.24', apiVersion: '1.41', swarm: null })
  })

  it.each<[string, RequestListener]>([
    ['engine-http-404', (_, outgoing) => void outgoing.writeHead(404).end('{"message":"no such container"}')],
    ['engine-no-json', (_, outgoing) => void outgoing.end('{"half":')],
    ['engine-too-much', (_, outgoing) => void outgoing.end('x'.repeat(20_000))],
    ['engine-timeout', () => undefined],
    ['engine-timeout', (_, outgoing) => void outgoing.write('[')],
    ['engine-unreachable', (_, outgoing) => void outgoing.destroy()],
  ])('fails with %s', async (code, answer) => {
    const client = await clientOf(answer, { timeoutMs: 200, maxBytes: 10_000 })
    await expect(client.get('/containers/json')).rejects.toMatchObject({ code })
  })

  it('says so when nobody listens, and refuses a path that is none', async () => {
    const client = createDockerClient({ connect: () => connectToEngine(process.pid, '/no/such.sock') })
    await expect(client.ping()).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: expect.stringContaining('there is no /no/such.sock'),
    })
    const file = createDockerClient({ connect: () => connectToEngine(process.pid, '/etc/passwd') })
    await expect(file.ping()).rejects.toThrow('/etc/passwd is no socket')
    const answering = await clientOf((_, outgoing) => outgoing.end())
    await expect(answering.get('/a\r\nb')).rejects.toMatchObject({ code: 'engine-path' })
  })

  it('gives up on a connection that never comes', async () => {
    const client = createDockerClient({ connect: () => new Promise(() => undefined), timeoutMs: 50 })
    await expect(client.ping()).rejects.toMatchObject({ code: 'engine-timeout' })
  })
})

describe('events', () => {
  const line = (id: string): string =>
    `${JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID: id, Attributes: {} }, time: 1 })}\n`

  it('come as they happen, across chunks, until the signal', async () => {
    const client = await clientOf(
      (incoming, outgoing) => {
        expect(incoming.url).toBe('/v1.41/events?since=12.500')
        outgoing.write(line('one') + line('two').slice(0, 20))
        outgoing.write(line('two').slice(20))
      },
      { timeoutMs: 500 },
    )
    const stop = new AbortController()
    const ids: string[] = []
    for await (const event of client.events({ signal: stop.signal, since: 12_500 })) {
      ids.push(event.id)
      if (ids.length === 2) stop.abort()
    }
    expect(ids).toEqual(['one', 'two'])
  })

  it('end with an error when one is broken or endless', async () => {
    const read = async (answer: RequestListener): Promise<void> => {
      const client = await clientOf(answer, { maxBytes: 1000 })
      for await (const event of client.events({ signal: new AbortController().signal }))
        expect(event.id).toBe('one')
    }
    await expect(read((_, outgoing) => outgoing.end(`${line('one')}{{\n`))).rejects.toMatchObject({
      code: 'engine-no-json',
    })
    await expect(read((_, outgoing) => outgoing.end('x'.repeat(5000)))).rejects.toMatchObject({
      code: 'engine-too-much',
    })
  })
})

describe('readEngine', () => {
  const bodies = new Map<string, unknown>([
    [
      '/v1.41/containers/json?all=1',
      [{ Id: running41.Id }, { Id: exited.Id }, { Id: 'c'.repeat(64) }, { Id: 'f'.repeat(64) }],
    ],
    [`/v1.41/containers/${running41.Id}/json`, running41],
    [`/v1.41/containers/${exited.Id}/json`, exited],
    [`/v1.41/containers/${'c'.repeat(64)}/json`, { Id: 'c'.repeat(64), State: 'odd' }],
    ['/v1.41/networks', [...networks, 7]],
    ['/v1.41/images/json', images],
    [`/v1.41/images/${images[0]?.Id}/history`, [{ CreatedBy: 'bash', Comment: '', Size: 5 }]],
  ])

  it('reads everything, tells what has a wrong shape, and passes over what has just gone', async () => {
    const client = await clientOf((incoming, outgoing) => {
      const body = bodies.get(incoming.url ?? '')
      outgoing
        .writeHead(body === undefined ? 404 : 200)
        .end(JSON.stringify(body ?? { message: 'no such container' }))
    })
    const read = await readEngine(client)
    expect(read.containers.map(({ name }) => name)).toEqual(['web', 'job'])
    expect(read.networks).toHaveLength(2)
    // The second has no date: it is one that every host has, and is not asked about.
    expect(read.images.map(({ madeBy, createdAt }) => [madeBy, createdAt])).toEqual([
      ['commit', 1_700_000_000_000],
      [null, null],
    ])
    expect(read.unreadable.map(({ part }) => part).sort()).toEqual([
      `container ${'c'.repeat(64)}`,
      'networks',
    ])
  })

  it('tells every part to be unreadable when no engine answers', async () => {
    const client = createDockerClient({ connect: () => connectToEngine(process.pid, '/no/such.sock') })
    const { engine, unreadable } = await readEngine(client)
    expect(engine).toBeNull()
    expect(unreadable.map(({ part }) => part)).toEqual(['engine', 'containers', 'networks', 'images'])
  })
})
