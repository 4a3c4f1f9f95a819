import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { describeEntry, parseNamespaceMounts } from './parse-entries.ts'

it('finds the mounts of network namespaces, and no other', () => {
  const mountinfo = [
    '22 1 0:21 / / rw - tmpfs tmpfs rw',
    '95 44 0:4 net:[4026532288] /run/netns/blue rw shared:3 - nsfs nsfs rw',
    '96 44 0:4 net:[4026532289] /run/netns/a\\040b\\134c rw - nsfs nsfs rw',
    '97 44 0:4 mnt:[4026532290] /run/netns/other rw - nsfs nsfs rw',
    '98 44 0:30 net:[4026532291] /run/netns/fake rw - tmpfs tmpfs rw',
  ].join('\n')
  expect(parseNamespaceMounts(mountinfo)).toEqual([
    { path: '/run/netns/blue', inode: 4_026_532_288 },
    { path: '/run/netns/a b\\c', inode: 4_026_532_289 },
  ])
})

it('never throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseNamespaceMounts(text)).toBeInstanceOf(Array)
    }),
  )
})

it.each([
  [
    { name: 'a', leadsTo: { kind: 'namespace', inode: 7 } },
    { kind: 'mount', inode: 7, alive: true, dangling: false },
  ],
  [
    { name: 'a', target: '/proc/9/ns/net', leadsTo: { kind: 'namespace', inode: 7 } },
    { kind: 'symlink', inode: 7, alive: true, dangling: false },
  ],
  [
    { name: 'a', target: '/proc/9/ns/net', leadsTo: { kind: 'nothing' } },
    { kind: 'symlink', inode: null, alive: false, dangling: true },
  ],
  [
    { name: 'a', target: '/etc/passwd', leadsTo: { kind: 'other' } },
    { kind: 'symlink', alive: false, dangling: false },
  ],
  [
    { name: 'a', leadsTo: { kind: 'other' } },
    { kind: 'file', inode: null, alive: false, dangling: false },
  ],
] as const)('describes %j', (found, entry) => {
  expect(describeEntry(found)).toMatchObject(entry)
})
