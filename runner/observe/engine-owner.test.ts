import { stat } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createVoucher, fileInWords, isUnmixed, parseListener } from './engine-owner.ts'
import { serveEngine } from './fixtures/engine-server.ts'

describe('a socket file in the words of ss(8)', () => {
  test('has the kernel’s device number, read as if it were stat(2)’s', () => {
    // tmpfs has devices of major 0; this one is 0:281, which stat prints as 100019 in hexadecimal digits.
    expect(fileInWords({ dev: 0x10_0019n, ino: 4n })).toBe('ino:4 dev:1/25')
    expect(fileInWords({ dev: 0x19n, ino: 4n })).toBe('ino:4 dev:0/25')
    // /dev/sda1, 8:1
    expect(fileInWords({ dev: 0x801n, ino: 9n })).toBe('ino:9 dev:0/2049')
  })

  const printed = [
    'u_str LISTEN 0      4096   /var/run/docker.sock 5067977 * 0 <-> ino:4 dev:1/25 peers:',
    'u_str LISTEN 0      4096   /var/run/docker.sock 5067999 * 0 <-> ino:44 dev:1/25 peers: ',
    '',
  ].join('\n')

  test.each([
    [4n, 'socket:[5067977]'],
    [44n, 'socket:[5067999]'],
    [5n, undefined],
  ])('is found by its inode, %s', (ino, socket) => {
    expect(parseListener(printed, { dev: 0x10_0019n, ino })).toBe(socket)
  })

  test('is not that of another device', () => {
    expect(parseListener(printed, { dev: 0x10_001an, ino: 4n })).toBeUndefined()
  })
})

const maps = `55df28783000-55df2a180000 r-xp 010e9000 fe:00 15884321                   /usr/sbin/dockerd
55df2b783000-55df2d180000 rw-p 010e9000 00:42 77                         /var/lib/docker/network/files/local-kv.db
7f5259b06000-7f5259b16000 r-xp 00026000 fe:00 339380                     /usr/lib/x86_64-linux-gnu/libc.so.6
7f5259cba000-7f5259cbc000 r-xp 00000000 00:00 0                          [vdso]
`

test('a process is unmixed when all its programs come from one device', () => {
  expect(isUnmixed(maps)).toBe(true)
  expect(
    isUnmixed(`${maps}7f5259d06000-7f5259d16000 r-xp 00000000 00:2a 12                     /root/evil.so\n`),
  ).toBe(false)
  expect(isUnmixed('')).toBe(false)
})

test('a program that is not the engine is not vouched for, and named', async () => {
  const { path, close } = await serveEngine((_, outgoing) => outgoing.end('OK'))
  onTestFinished(close)
  const vouch = createVoucher(process.pid)
  // Bound under another name, it is not even looked for.
  await expect(vouch(await stat(path, { bigint: true }))).rejects.toMatchObject({
    code: 'engine-impostor',
    message: expect.stringContaining('no engine has made that socket'),
  })
})
