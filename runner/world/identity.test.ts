import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LabError } from '../lab-error.ts'
import { findIdentity, findRange, firstAbove, freeRange } from './identity.ts'

describe('a user’s range of subordinate ids', () => {
  test.each([
    ['by name', 'ada:100000:65536\n'],
    ['by number', '1000:100000:65536\n'],
    ['after the ranges of others', 'bob:1:65536\nada:100000:65536\n'],
    ['before another of his own', 'ada:100000:65536\nada:900000:65536\n'],
    ['after one of his own that is too small', 'ada:500000:1000\nada:100000:65536\n'],
    ['with spaces around it', '  ada:100000:65536  \n'],
    ['without an end of line', 'ada:100000:65536'],
    ['between comments and empty lines', '# who has what\n\n#ada:1:65536\nada:100000:65536\n'],
  ])('is found %s', (_, text) => {
    expect(findRange(text, 'ada', 1000)).toEqual({ start: 100_000, count: 65_536 })
  })

  test('may be larger than needed', () => {
    expect(findRange('ada:100000:1000000\n', 'ada', 1000)).toEqual({ start: 100_000, count: 1_000_000 })
  })

  test.each([
    ['an empty file', ''],
    ['others only', 'bob:100000:65536\n10000:200000:65536\nadam:300000:65536\n'],
    ['too small a one', 'ada:100000:65535\n'],
    ['one that begins with the machine’s root', 'ada:0:65536\n'],
    ['a negative one', 'ada:-5:65536\n'],
    ['no number', 'ada:many:65536\n'],
    ['no count', 'ada:100000\n'],
    ['a fraction', 'ada:1.5:65536\n'],
    ['words for all', 'ada:100000:all\n'],
  ])('is not there with %s', (_, text) => {
    expect(findRange(text, 'ada', 1000)).toBeUndefined()
  })
})

test('root gets a range above everybody’s, when it has none of its own', () => {
  const usual = freeRange('')
  expect(usual.start).toBeGreaterThan(100_000)
  expect(usual.start + usual.count).toBe(0x8000_0000)
  expect(freeRange('ada:100000:65536\nbob:165536:65536\n')).toEqual(usual)
  expect(freeRange('# nonsense\nx:y:z\n')).toEqual(usual)
  expect(freeRange(`bob:${usual.start + 5}:65536\nada:100000:65536\n`).start).toBe(usual.start + 5 + 65_536)
  expect(freeRange('bob:4000000000:65536\n')).toEqual({ start: 4_000_065_536, count: 65_536 })
})

test('a new range lies above all that have been given away', () => {
  expect(firstAbove('', 100_000)).toBe(100_000)
  expect(firstAbove('ada:100000:65536\nbob:165536:65536\n# x\n', 100_000)).toBe(231_072)
})

const user = (name: string, id: number) => ({ username: name, uid: id, gid: id, homedir: '/', shell: null })
const files =
  (uids: string, gids = uids) =>
  (path: string) =>
    path === '/etc/subuid' ? uids : gids

describe('who is root in a world', () => {
  test('is the student himself, and the others are his subordinate ids', () => {
    expect(findIdentity(user('ada', 1000), files('ada:100000:65536', 'ada:300000:65536'))).toEqual({
      uidMappings: [
        { containerID: 0, hostID: 1000, size: 1 },
        { containerID: 1, hostID: 100_000, size: 65_536 },
      ],
      gidMappings: [
        { containerID: 0, hostID: 1000, size: 1 },
        { containerID: 1, hostID: 300_000, size: 65_536 },
      ],
      worldRoot: { uid: 1000, gid: 1000 },
    })
  })

  test('is a subordinate id when real root starts it', () => {
    expect(findIdentity(user('root', 0), files('root:500000:65536'))).toEqual({
      uidMappings: [{ containerID: 0, hostID: 500_000, size: 65_536 }],
      gidMappings: [{ containerID: 0, hostID: 500_000, size: 65_536 }],
      worldRoot: { uid: 500_000, gid: 500_000 },
    })
  })

  test('is a different one for each world where the range has room, and never outside of it', () => {
    const worlds = [0, 2].map((index) =>
      findIdentity(user('root', 0), files('root:500000:200000'), (below) => {
        expect(below).toBe(3)
        return index
      }),
    )
    expect(worlds.map(({ worldRoot }) => worldRoot.uid)).toEqual([500_000, 500_000 + 2 * 65_536])
    const many = Array.from({ length: 50 }, () => findIdentity(user('root', 0), files('')).worldRoot.uid)
    expect(new Set(many).size).toBeGreaterThan(40)
    expect(many.every((id) => id >= 0x7000_0000 && id + 65_536 <= 0x8000_0000)).toBe(true)
  })

  test('is never the machine’s root when real root starts it, whatever the files say', () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('root', '0', 'ada'), fc.integer(), fc.integer())
        .map((parts) => parts.join(':')),
    )
    const text = fc.array(line).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (uids, gids) => {
        const { uidMappings, gidMappings, worldRoot } = findIdentity(user('root', 0), files(uids, gids))
        const ids = [...uidMappings, ...gidMappings].map(({ hostID }) => hostID)
        return [...ids, worldRoot.uid, worldRoot.gid].every((id) => id > 0)
      }),
    )
  })

  test.each([
    ['/etc/subuid', files('', 'ada:100000:65536')],
    ['/etc/subgid', files('ada:100000:65536', '')],
  ])('cannot be found without a range in %s, and the remedy is told', (file, read) => {
    expect(() => findIdentity(user('ada', 1000), read)).toThrow(LabError)
    expect(() => findIdentity(user('ada', 1000), read)).toThrow(
      expect.objectContaining({
        kind: 'cannotRun',
        code: 'no-subordinate-ids',
        message: expect.stringContaining(`${file} gives the user ada no range`),
        next: expect.stringContaining('usermod --add-subuids'),
      }),
    )
  })
})
