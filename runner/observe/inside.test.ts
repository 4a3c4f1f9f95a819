import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findInside } from './inside.ts'

/** The host is this process's own root here; that nothing leads out of another root is in take-snapshot.e2e.test.ts. */
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vethlab-inside-'))
  await mkdir(join(folder, 'real/deep'), { recursive: true })
  await writeFile(join(folder, 'real/file'), 'x')
  await symlink('real', join(folder, 'relative'))
  await symlink(join(folder, 'real'), join(folder, 'absolute'))
  await symlink('../../../../../../../../../../etc', join(folder, 'climb'))
  await symlink('round', join(folder, 'round'))
  await symlink('nowhere', join(folder, 'dangling'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it.each(['real/file', 'relative/file', 'absolute/deep/../file', 'climb/passwd', './real//file'])(
  'finds %s',
  async (path) => {
    const found = await findInside(process.pid, `${folder}/${path}`)
    expect(found.kind === 'file' && found.stats.isFile()).toBe(true)
    if (found.kind === 'file') await found.handle.close()
  },
)

it.each([
  ['dangling', 'ENOENT'],
  ['round', 'path-too-long'],
  ['real/file/below', 'ENOTDIR'],
])('refuses %s with %s', async (path, code) => {
  await expect(findInside(process.pid, `${folder}/${path}`)).rejects.toMatchObject({ code })
})

it("tells the kernel's own links, and not a copy of their text", async () => {
  await symlink('net:[4026531840]', join(folder, 'pretends'))
  expect(await findInside(process.pid, `/proc/${process.pid}/ns/net`)).toMatchObject({
    kind: 'kernel-link',
    text: expect.stringMatching(/^net:\[\d+\]$/),
  })
  await expect(findInside(process.pid, `${folder}/pretends`)).rejects.toMatchObject({ code: 'ENOENT' })
})
