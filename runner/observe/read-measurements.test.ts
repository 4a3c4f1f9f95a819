import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readMeasurements } from './read-measurements.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-results-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const here = (): ReturnType<typeof readMeasurements> => readMeasurements(process.pid, folder)
const keep = (name: string, text: string): void => writeFileSync(join(folder, name), text)

test('each JSON file has its name and what is in it, and other files are none', async () => {
  keep('link.json', '{"error": "unable to connect"}')
  keep('bridge.json', '')
  keep('notes.txt', 'mine')
  expect(await here()).toEqual({
    measurements: [
      { name: 'bridge', result: null, problem: 'It holds no finished TCP measurement of iperf3 --json.' },
      { name: 'link', result: null, problem: 'iperf3 says: unable to connect' },
    ],
    unreadable: [],
  })
})

test('what could lead elsewhere, block or be endless is told, not read', async () => {
  keep('huge.json', '')
  truncateSync(join(folder, 'huge.json'), 2 ** 30)
  symlinkSync('/etc/passwd', join(folder, 'link.json'))
  mkdirSync(join(folder, 'folder.json'))
  execFileSync('mkfifo', [join(folder, 'pipe.json')])
  const { measurements, unreadable } = await here()
  expect(measurements).toEqual([])
  expect(unreadable.map(({ part }) => part).sort()).toEqual([
    'measurement folder',
    'measurement huge',
    'measurement link',
    'measurement pipe',
  ])
})

test('fifty are read, and it is told that there are more', async () => {
  for (let number = 100; number < 151; number += 1) keep(`${number}.json`, '')
  const { measurements, unreadable } = await here()
  expect(measurements).toHaveLength(50)
  expect(unreadable).toEqual([
    { part: 'measurements', reason: `Only 50 of 51 files in ${folder} were read.` },
  ])
})

test('a host without the folder has none, nor has a process that is not there', async () => {
  const nothing = { measurements: [], unreadable: [] }
  expect(await readMeasurements(process.pid, join(folder, 'no-such'))).toEqual(nothing)
  // Above the largest pid the kernel gives out (proc(5), pid_max).
  expect(await readMeasurements(2 ** 22 + 1)).toEqual(nothing)
})

test('something else in the folder’s place is no folder without files', async () => {
  keep('file', '')
  await expect(readMeasurements(process.pid, join(folder, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})
