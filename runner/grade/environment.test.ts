import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { projectFolder } from '../course/find-labs.ts'
import { hashInputs, labHash, type Inputs } from './environment.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-environment-'))
  mkdirSync(join(folder, 'labs'))
  cpSync(join(projectFolder(), 'labs/03-manual-wiring'), join(folder, 'labs/03-manual-wiring'), {
    recursive: true,
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a lab’s hash is that of what its student reads and its author does', () => {
  const lab = { slug: '03-manual-wiring' }
  const before = labHash(lab, folder)
  expect(before).toMatch(/^[0-9a-f]{64}$/)
  expect(labHash(lab)).toBe(before)
  writeFileSync(join(folder, 'labs/03-manual-wiring/picture.svg'), '')
  expect(labHash(lab, folder)).toBe(before)
  writeFileSync(join(folder, 'labs/03-manual-wiring/walkthrough.md'), 'x')
  expect(labHash(lab, folder)).not.toBe(before)
})

const inputs: Inputs = {
  submission: 'a',
  lab: '03',
  environment: { engine: '1', kernel: '2', vethlab: '3', labHash: '4', checksHash: '5' },
  seed: null,
  timeMs: 1000,
  outputBytes: 10,
}

test('each thing that verdicts depend on changes the hash', () => {
  const { environment } = inputs
  const others: Inputs[] = [
    { ...inputs, submission: 'b' },
    { ...inputs, lab: '04' },
    { ...inputs, seed: 'alice' },
    { ...inputs, timeMs: 2000 },
    { ...inputs, outputBytes: 20 },
    ...Object.keys(environment).map((name) => ({
      ...inputs,
      environment: { ...environment, [name]: 'other' },
    })),
    // The same letters, otherwise divided.
    { ...inputs, environment: { ...environment, engine: '12', kernel: '' } },
  ]
  const hashes = [inputs, ...others].map(hashInputs)
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(hashInputs({ ...inputs })).toBe(hashes[0])
})
