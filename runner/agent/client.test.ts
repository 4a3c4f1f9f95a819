import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AgentClient } from './client.ts'

const folder = mkdtempSync(join(tmpdir(), 'vethlab-client-'))
const socket = join(folder, 'agent.sock')

/** A server beside this thread, that ends a connection which has been idle for a moment. */
const serving = `
  const { createServer } = require('node:http')
  const { parentPort, workerData } = require('node:worker_threads')
  const server = createServer((_, response) => response.end('{"phase":"ready"}'))
  server.keepAliveTimeout = 2000
  server.listen(workerData, () => parentPort.postMessage('ready'))
`
let worker: Worker

beforeAll(async () => {
  worker = new Worker(serving, { eval: true, workerData: socket })
  await once(worker, 'message')
})
afterAll(async () => {
  await worker.terminate()
  rmSync(folder, { recursive: true })
})

const busyMs = 3500

test('a world is not taken for ended because this process was too busy to see a connection close', async () => {
  const client = new AgentClient(socket)
  expect(await client.status()).toEqual({ phase: 'ready' })
  await new Promise((resolve) => setTimeout(resolve, 50))
  const until = Date.now() + busyMs
  while (Date.now() < until); // nothing is read meanwhile
  expect(await client.status()).toEqual({ phase: 'ready' })
})

test('a world whose socket is gone has ended', async () => {
  await expect(new AgentClient(join(folder, 'none')).status()).rejects.toMatchObject({ code: 'world-gone' })
})
