import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import type { Progress } from '../session/progress.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { StudentTerminal } from './student-terminal.ts'

const ids = ['01', '03', '04']
const timeout = 300_000

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage(ids.map((id) => findLab(id).slug))
  ;({ user } = stage)
})
afterAll(() => stage.close())

const progress = (id: string): Progress =>
  JSON.parse(readFileSync(join(user.data, `progress/${id}.json`), 'utf8')) as Progress

/** Types a whole lab as its walkthrough says, step by step, and reads nothing else. */
async function solve(lab: Lab, student: StudentTerminal): Promise<void> {
  for (const { number, commands, title } of lab.steps) {
    await student.until(`${number}. ${title}`)
    await student.prompt()
    for (const command of commands) {
      await student.line(command.replaceAll('\n', '\r'))
      await student.prompt()
    }
    await student.until(`Step ${number} is done`)
    await student.line('next')
  }
}

describe.concurrent.each(ids)('lab %s', (id) => {
  test('is solved from lab start alone, key by key', { timeout }, async ({ expect }) => {
    const lab = findLab(id)
    const student = await StudentTerminal.open(user, ['start', id])
    await student.until(`Lab ${id}: ${lab.title}`)
    await solve(lab, student)
    await student.until(`Lab ${id} is done: every check passes`)
    await student.line('exit')
    expect(await student.end()).toBe(0)
    const { at, finishedAt, solved, passedOver = [], steps } = progress(id)
    expect({ at, solved, passedOver }).toEqual({ at: null, solved: [], passedOver: [] })
    expect(finishedAt).not.toBeNull()
    expect(Object.values(steps).every(({ assisted }) => !assisted)).toBe(true)
    await user.lab('stop', id)
  })
})

test('nobody is left', async ({ expect }) => {
  await user.lab('stop', '--all')
  expect(user.processes()).toEqual([])
})
