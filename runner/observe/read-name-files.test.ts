import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { container } from '../../checks/vocabulary/fixtures.ts'
import { parseHosts } from './parse-name-files.ts'
import { withNameFiles } from './read-name-files.ts'

test('a container that runs has what its first process sees: this one sees its own /etc/hosts', async () => {
  const { containers, unreadable } = await withNameFiles([{ ...container('box', 1), pid: process.pid }])
  expect(containers[0]?.hosts).toEqual(parseHosts(await readFile('/etc/hosts', 'utf8')))
  expect(unreadable.filter(({ part }) => part.startsWith('hosts'))).toEqual([])
})

test('one that does not run has none, and nothing is missing', async () => {
  const ended = container('box', null)
  expect(await withNameFiles([ended])).toEqual({ containers: [ended], unreadable: [] })
})

test('one whose files cannot be read says so for each', async () => {
  // Above the largest pid the kernel gives out (proc(5), pid_max).
  const gone = { ...container('box', 1), pid: 2 ** 22 + 1 }
  const { containers, unreadable } = await withNameFiles([gone])
  expect(containers).toEqual([gone])
  expect(unreadable.map(({ part }) => part).toSorted()).toEqual([
    'hostname id-of-box',
    'hosts id-of-box',
    'resolver id-of-box',
  ])
})
