import { expect, test } from 'vitest'
import { hostsText, readGetent, resolve, resolvText } from './resolve.ts'

const files = {
  hosts: [
    { address: '127.0.0.1', names: ['localhost'] },
    { address: '172.17.0.7', names: ['backend', 'web'] },
  ],
  resolver: {
    nameservers: ['203.0.113.1', '8.8.8.8'],
    search: ['a.example', 'b.example'],
    options: ['ndots:0'],
  },
}
const ended = { stdout: '', stderr: '', exitCode: 0, timedOut: false, truncated: false }

test('the files are written as the C library reads them', () => {
  expect(hostsText(files)).toBe('127.0.0.1\tlocalhost\n172.17.0.7\tbackend web\n')
  expect(resolvText(files)).toBe(
    'nameserver 203.0.113.1\nnameserver 8.8.8.8\nsearch a.example b.example\noptions ndots:0\n',
  )
  expect(resolvText({ ...files, resolver: { nameservers: [], search: [], options: [] } })).toBe('')
})

test('an address is told once, however many kinds of socket it has', () => {
  const stdout =
    '198.51.100.21   STREAM wiki.intranet.example\n198.51.100.21   DGRAM  \n198.51.100.22   STREAM \n'
  expect(readGetent({ ...ended, stdout })).toEqual({
    found: true,
    addresses: ['198.51.100.21', '198.51.100.22'],
  })
})

test('no such name, no answer in time, and no look-up are three things', () => {
  expect(readGetent({ ...ended, exitCode: 2 })).toEqual({ found: false, detail: 'the name was not found' })
  expect(readGetent({ ...ended, exitCode: 137, timedOut: true })).toMatchObject({ found: false })
  expect(readGetent({ ...ended, exitCode: 99, stderr: 'mount: permission denied\n' })).toEqual({
    found: null,
    detail: 'mount: permission denied',
  })
})

test('nothing is looked up where no process leads in', async () => {
  const nowhere = { name: 'the container box', netns: '', hostPid: null }
  expect(await resolve(nowhere, 'wiki', files)).toMatchObject({ found: null })
})
