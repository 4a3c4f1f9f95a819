import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { enterCommand } from './enter.ts'
import { mustRun } from './run-command.ts'

const entry = { init: 4711, host: 'host1', command: ['id', '-u'], terminal: false, env: {} }

test('without control groups of the world’s own, it goes straight into the world and on to the host', () => {
  const words = enterCommand(entry, [])
  expect(words[0]).toBe('nsenter')
  expect(words.slice(-3)).toEqual(['host1', 'id', '-u'])
})

test('otherwise it goes into those first, and on even when one of them is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-groups-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const words = enterCommand(entry, [join(folder, 'gone'), folder])
  const own = words.slice(0, words.indexOf('nsenter'))
  await mustRun([String(own[0]), ...own.slice(1), 'true'])
  expect(readFileSync(join(folder, 'cgroup.procs'), 'utf8')).toBe('0\n')
})
