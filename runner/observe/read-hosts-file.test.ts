import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parseHostsFile, readHostsFile } from './read-hosts-file.ts'

test('a line is an address and its names', () => {
  const text = [
    '127.0.0.1\tlocalhost',
    '# a comment',
    '',
    '172.17.0.2\tserver b4884da020cc web # mine',
    '  fe00::0   ip6-localnet  ',
    '10.0.0.1',
    '#10.0.0.2 commented',
  ].join('\n')
  expect(parseHostsFile(text)).toEqual([
    { address: '127.0.0.1', names: ['localhost'] },
    { address: '172.17.0.2', names: ['server', 'b4884da020cc', 'web'] },
    { address: 'fe00::0', names: ['ip6-localnet'] },
  ])
})

test('an empty file has no lines', () => {
  expect(parseHostsFile('')).toEqual([])
})

test('reads the file of a process: this one sees its own', async () => {
  expect(await readHostsFile(process.pid)).toEqual(parseHostsFile(await readFile('/etc/hosts', 'utf8')))
})

test('a process that is not there has no file', async () => {
  // Above the largest pid the kernel gives out (proc(5), pid_max).
  await expect(readHostsFile(2 ** 22 + 1)).rejects.toMatchObject({ code: 'ENOENT' })
})
