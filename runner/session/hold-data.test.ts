import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scriptForOthers } from './fixtures/other-process.ts'
import { holdData } from './hold-data.ts'
import { openProgress } from './open-progress.ts'
import { readProgress } from './progress.ts'

let folder = ''
const data = (): string => join(folder, 'data')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-hold-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const places = () => ({ data: data(), cache: '', state: '' })

test('who holds the data is alone, until he is done or has thrown', () => {
  expect(holdData(places(), () => 'result')).toBe('result')
  expect(() =>
    holdData(places(), () => {
      throw new Error('broken')
    }),
  ).toThrow('broken')
  expect(holdData(places(), () => 'again')).toBe('again')
})

test('commands that change one lab’s progress at the same time lose nothing of each other’s', async () => {
  const start = await scriptForOthers(
    folder,
    { 'open-progress': ['openProgress'], games: ['withHint'] },
    `const [data, name] = process.argv.slice(2)
     const progress = openProgress({ data, cache: '', state: '' }, '03', { err: (text) => process.stderr.write(text) })
     for (let rung = 1; rung <= 20; rung++) progress.save((current) => withHint(current, name + '-' + rung, rung))`,
  )
  const names = ['one', 'two', 'three', 'four']
  const endings = await Promise.all(names.map((name) => start(data(), name).ended))
  expect(endings).toEqual(names.map(() => ({ code: 0, signal: null, out: '', err: '' })))
  const { hints } = readProgress(places(), '03').progress
  expect(Object.keys(hints).sort()).toEqual(
    names.flatMap((name) => Array.from({ length: 20 }, (_, index) => `${name}-${index + 1}`)).sort(),
  )
  expect(readdirSync(join(data(), 'progress'))).toEqual(['03.json'])
})

test('of commands that meet a damaged file at the same time one sets it aside, and nothing good is', async () => {
  const start = await scriptForOthers(
    folder,
    { 'open-progress': ['openProgress'], games: ['withHint'] },
    `const [data, name] = process.argv.slice(2)
     process.stdout.write('ready')
     await new Promise((resolve) => process.stdin.once('data', resolve))
     process.stdin.destroy()
     openProgress({ data, cache: '', state: '' }, '03', { err: (text) => process.stderr.write(text) })
       .save((current) => withHint(current, name, 1))`,
  )
  mkdirSync(join(data(), 'progress'), { recursive: true })
  writeFileSync(join(data(), 'progress/03.json'), '{"half":')
  const names = ['one', 'two', 'three', 'four']
  const others = names.map((name) => start(data(), name))
  await Promise.all(others.map(({ child }) => once(child.stdout ?? child, 'data')))
  for (const { child } of others) child.stdin?.write('go')
  const told = (await Promise.all(others.map(({ ended }) => ended))).map(({ err }) => err).join('')
  expect(told.match(/was damaged/g)).toHaveLength(1)
  expect(Object.keys(readProgress(places(), '03').progress.hints).sort()).toEqual(names.sort())
  expect(readdirSync(join(data(), 'progress'))).toHaveLength(2)
})

test('who is killed while he holds the data leaves no lock behind', async () => {
  const start = await scriptForOthers(
    folder,
    { 'hold-data': ['holdData'] },
    `holdData({ data: process.argv[2] }, () => {
       process.stdout.write('held')
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
     })`,
  )
  const { child, ended } = start(data())
  await once(child.stdout ?? child, 'data')
  expect(() => holdData(places(), () => undefined)).toThrow(
    expect.objectContaining({ code: 'data-busy', exitCode: 3, next: expect.any(String) }),
  )
  child.kill('SIGKILL')
  expect((await ended).signal).toBe('SIGKILL')
  const { save } = openProgress(places(), '03', { err: () => undefined })
  expect(() => save()).not.toThrow()
})
