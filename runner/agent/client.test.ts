import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AgentClient } from './client.ts'

test('no call uses the connection of another, which the agent may have closed meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-client-'))
  const path = join(folder, 'agent.sock')
  let connections = 0
  const server = createServer((_, response) => response.end('{"phase":"ready"}'))
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(path, resolve))
  try {
    const client = new AgentClient(path)
    expect(await client.status()).toEqual({ phase: 'ready' })
    expect(await client.status()).toEqual({ phase: 'ready' })
    expect(connections).toBe(2)
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  }
})
