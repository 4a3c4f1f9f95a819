import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTextInside } from './read-text-inside.ts'

test('reads a file of a process: this one sees its own', async () => {
  expect(await readTextInside(process.pid, '/etc/passwd')).toBe(await readFile('/etc/passwd', 'utf8'))
})

test('a process that is not there has no file', async () => {
  // Above the largest pid the kernel gives out (proc(5), pid_max).
  await expect(readTextInside(2 ** 22 + 1, '/etc/passwd')).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a folder, a device or a long file is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inside-'))
  try {
    await writeFile(join(folder, 'long'), 'x'.repeat(64 * 1024 + 1))
    await expect(readTextInside(process.pid, join(folder, 'long'))).rejects.toMatchObject({
      code: 'too-long',
    })
    await expect(readTextInside(process.pid, folder)).rejects.toMatchObject({ code: 'no-plain-file' })
    await expect(readTextInside(process.pid, '/dev/zero')).rejects.toMatchObject({ code: 'no-plain-file' })
  } finally {
    await rm(folder, { recursive: true })
  }
})
