import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { commonFiles, librariesOf } from './image-files.ts'
import { findTool } from './tools.ts'

test('a dynamic program’s libraries and its loader are found, as files of the machine', async () => {
  const found = await librariesOf(findTool('bash') ?? '')
  expect(found.some((path) => /\/libc\.(so|musl)/.test(path))).toBe(true)
  expect(found.some((path) => /\/ld-[^/]*\.so/.test(path))).toBe(true)
  expect(found.filter((path) => !existsSync(path))).toEqual([])
})

test('a program without libraries has none', async () => {
  expect(await librariesOf('/etc/hostname')).toEqual([])
  expect(await librariesOf('/no/such/program')).toEqual([])
  expect(await librariesOf('$(id); `id`')).toEqual([])
})

describe('the images’ common layer', async () => {
  const files = await commonFiles()
  const paths = files.map(({ path }) => path)

  test('has each path once, and no relative one', () => {
    expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([])
    expect(paths.filter((path) => !path.startsWith('/') || path.includes('..'))).toEqual([])
  })

  test('copies what is there', () => {
    const copied = files.flatMap((file) => ('copyOf' in file ? file.copyOf : []))
    expect(copied.filter((path) => !existsSync(path))).toEqual([])
  })

  test('has the tools that the documents type, and none that stops a machine', () => {
    const tools = ['sh', 'ip', 'ping', 'wget', 'nc', 'ifconfig', 'route', 'arp', 'cat', 'ls', 'ps', 'httpd']
    expect(tools.filter((name) => !paths.includes(`/bin/${name}`))).toEqual([])
    const harmful = ['init', 'reboot', 'poweroff', 'halt', 'insmod', 'modprobe', 'dpkg', 'rpm']
    expect(harmful.filter((name) => paths.includes(`/bin/${name}`))).toEqual([])
  })

  test('has no user of the machine', () => {
    const passwd = files.find(({ path }) => path === '/etc/passwd')
    expect(passwd).toMatchObject({ text: expect.stringMatching(/^root:.*\nnobody:.*\n$/) })
  })
})
