import { expect, test } from 'vitest'
import { freeRange, judgeSpace, judgeSubordinateIds } from './judge-resources.ts'

const mia = { name: 'mia', uid: 1000 }
const others = 'ann:100000:65536\nben:165536:65536\n'

test('a free range lies above everybody’s', () => {
  expect(freeRange({ subuid: '', subgid: '' })).toBe('100000-165535')
  expect(freeRange({ subuid: others, subgid: 'eve:500000:65536\n' })).toBe('565536-631071')
  expect(freeRange({ subuid: '# note\nrubbish\n', subgid: 'ann:x:y' })).toBe('100000-165535')
})

test.each([
  ['both', 'mia:231072:65536\n', 'mia:231072:65536\n', null],
  ['by number', '1000:231072:65536\n', '1000:231072:65536\n', null],
  ['none', '', '', 'sudo usermod --add-subuids 231072-296607 --add-subgids 231072-296607 mia'],
  ['no groups', 'mia:300000:65536\n', '', 'sudo usermod --add-subgids 365536-431071 mia'],
  ['too few', 'mia:300000:1000\n', 'mia:300000:65536', 'sudo usermod --add-subuids 365536-431071 mia'],
])('subordinate ids: %s', (_, uids, gids, remedy) => {
  const judgement = judgeSubordinateIds({ subuid: others + uids, subgid: others + gids }, mia)
  expect(judgement).toMatchObject({ status: remedy === null ? 'found' : 'missing', remedy })
})

test('real root needs no range', () => {
  expect(judgeSubordinateIds({ subuid: '', subgid: '' }, { name: 'root', uid: 0 }).status).toBe('found')
})

test('space is short, enough or not known', () => {
  const needed = 64 * 2 ** 20
  expect(judgeSpace([{ path: '/c', needed, free: needed }]).status).toBe('found')
  expect(judgeSpace([{ path: '/c', needed, free: undefined }]).status).toBe('unknown')
  expect(judgeSpace([{ path: '/c', needed, free: 3 * 2 ** 20 }])).toMatchObject({
    status: 'missing',
    detail: '/c: 3 MB of 64 MB',
  })
})
