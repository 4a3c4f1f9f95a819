import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clearWorld, sweepWorlds } from './find-worlds.ts'
import { worldFolder, type WorldFolder } from './world-folder.ts'

let state = ''

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'vethlab-worlds-'))
})

afterEach(() => rmSync(state, { recursive: true, force: true }))

/** What a world leaves that was killed: its files, and runc's note of its container, which root has runc delete. */
function deadWorld(name: string, id: string): WorldFolder {
  const folder = worldFolder({ state }, name)
  mkdirSync(join(folder.runc, `vethlab-${id}`), { recursive: true })
  for (let index = 0; index < 40; index++)
    mkdirSync(join(folder.exchange, 'hosts', String(index)), { recursive: true })
  writeFileSync(folder.idFile, id)
  writeFileSync(folder.pidFile, '4194305') // above what the kernel gives: proc(5), pid_max
  return folder
}

describe('worlds that have ended', () => {
  test('are all gone after several have cleared them at once', async () => {
    const worlds = Array.from({ length: 12 }, (_, index) => deadWorld(`verify-03-${index}`, `fade${index}`))
    await Promise.all([
      sweepWorlds({ state }),
      ...worlds.map((world) => clearWorld(world)),
      sweepWorlds({ state }),
      ...worlds.map((world) => clearWorld(world)),
    ])
    expect(readdirSync(state)).toEqual([])
  })

  test('leave their name to the next one at once', async () => {
    const folder = deadWorld('03', 'fade')
    const clearing = clearWorld(folder)
    const next = deadWorld('03', 'bead')
    await clearing
    expect(readdirSync(state)).toEqual(['03'])
    expect(readdirSync(next.runc)).toEqual(['vethlab-bead'])
  })

  test('are not taken for the next one of their name', async () => {
    const folder = deadWorld('03', 'fade')
    await clearWorld(folder, 'fade')
    expect(readdirSync(state)).toEqual([])
    deadWorld('03', 'bead')
    await clearWorld(folder, 'fade')
    expect(readdirSync(state)).toEqual(['03'])
  })

  test('are cleared later when the command that cleared them was killed', async () => {
    const { path } = deadWorld('03', 'fade')
    const { pid } = process
    mkdirSync(`${path}.4194305.new`)
    mkdirSync(`${path}.${pid}.new`)
    await sweepWorlds({ state })
    expect(readdirSync(state)).toEqual([`03.${pid}.new`])
  })
})
