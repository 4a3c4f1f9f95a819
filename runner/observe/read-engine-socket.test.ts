import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readEngineSocket } from './read-engine-socket.ts'

let folder = ''
const gid = process.getgid?.() ?? 0
const places = (): { socket: string; passwd: string; group: string } => ({
  socket: join(folder, 'docker.sock'),
  passwd: join(folder, 'passwd'),
  group: join(folder, 'group'),
})
const server = createServer()

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-socket-'))
  writeFileSync(places().passwd, 'student:x:1000:1000::/:/bin/bash\n')
  writeFileSync(places().group, `engine:x:${gid}:student\n`)
  await new Promise<void>((resolve) => server.listen(places().socket, resolve))
})
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

it('tells the permissions, the group and who is in it', async () => {
  chmodSync(places().socket, 0o660)
  expect(await readEngineSocket(process.pid, places())).toEqual({
    engineSocket: { mode: 0o660, gid, group: 'engine', users: ['student'] },
    unreadable: [],
  })
})

it('a plain file is no socket, and nothing is none either', async () => {
  const { passwd } = places()
  expect(await readEngineSocket(process.pid, { ...places(), socket: passwd })).toEqual({
    engineSocket: null,
    unreadable: [],
  })
  expect(await readEngineSocket(process.pid, { ...places(), socket: join(folder, 'gone') })).toEqual({
    engineSocket: null,
    unreadable: [],
  })
})

it('accounts that are no plain file are not waited for', async () => {
  const { engineSocket, unreadable } = await readEngineSocket(process.pid, {
    ...places(),
    group: '/dev/zero',
  })
  expect(engineSocket).toBeNull()
  expect(unreadable).toMatchObject([{ part: 'socket', reason: expect.stringContaining('/dev/zero') }])
})
