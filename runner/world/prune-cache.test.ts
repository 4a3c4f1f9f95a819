import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pruneSkeletons } from './prune-cache.ts'
import { worldFolder } from './world-folder.ts'

let root = ''
const tomorrow = (): number => Date.now() + 25 * 60 * 60 * 1000
const skeleton = (digit: string): string => join(root, `skeleton-${digit.repeat(16)}`)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vethlab-prune-'))
  for (const digit of ['a', 'b', 'c']) mkdirSync(skeleton(digit))
  mkdirSync(join(root, 'images'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('what a world stands on, what is current and what is no skeleton stays; the rest goes after a day', () => {
  const world = worldFolder({ state: root }, '03')
  mkdirSync(world.path)
  writeFileSync(join(world.path, 'config.json'), JSON.stringify({ root: { path: skeleton('b') } }))
  const damaged = worldFolder({ state: root }, '04')
  pruneSkeletons(root, skeleton('a'), [world, damaged], tomorrow())
  expect(readdirSync(root).sort()).toEqual([
    '03',
    'images',
    `skeleton-${'a'.repeat(16)}`,
    `skeleton-${'b'.repeat(16)}`,
  ])
})

test('nothing goes on the day it was made', () => {
  pruneSkeletons(root, skeleton('a'), [])
  expect(readdirSync(root)).toHaveLength(4)
})
