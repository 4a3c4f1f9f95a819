import { expect, it } from 'vitest'
import { idOnHost, parseGroup } from './parse-accounts.ts'

const passwd = [
  'root:x:0:0:root:/root:/bin/bash',
  'student:x:1000:1000::/home/student:/bin/bash',
  'ann:x:1001:999::/home/ann:/bin/bash',
  '',
].join('\n')

it('finds members by the group’s line and by their own group, and never root', () => {
  const group = 'root:x:0:\n# a note\ndocker:x:999:root,student,nobody-knows\n'
  expect(parseGroup({ passwd, group }, 999)).toEqual({ group: 'docker', users: ['student', 'ann'] })
})

it('a group without a line has no name, but may have users', () => {
  expect(parseGroup({ passwd, group: '' }, 1000)).toEqual({ group: null, users: ['student'] })
  expect(parseGroup({ passwd, group: 'empty:x:50:' }, 50)).toEqual({ group: 'empty', users: [] })
})

it.each([
  ['0 1 65535', 1000, 999],
  ['0 1 65535', 0, null],
  ['         0          0 4294967295\n', 27, 27],
  ['0 1000 1\n1 100000 65535\n', 100_998, 999],
])('with the map %j, %i of the world is %s on the host', (map, id, expected) => {
  expect(idOnHost(map, id)).toBe(expected)
})
