import { afterAll, beforeAll, describe, test } from 'vitest'
import { labSlugs } from '../course/find-labs.ts'
import type { Ending } from './lab-cli.ts'
import { openStage, type Stage } from './stage.ts'

const timeout = 900_000

let stage: Stage
beforeAll(async () => {
  stage = await openStage(labSlugs())
})
afterAll(() => stage.close())

// Together: a lab waits more than it works, for time-outs and for engines that stop.
describe.concurrent.each(labSlugs().map((slug) => slug.slice(0, 2)))('lab %s', (id) => {
  const lab = (...words: string[]): Promise<Ending> =>
    stage.user.labWith({ timeoutMs: timeout / 3 }, ...words)

  test('can be solved, and once more after a reset', { timeout }, async ({ expect }) => {
    expect(await lab('start', id, '--detach')).toMatchObject({ code: 0, stderr: '' })
    const first = stage.user.init(id)
    expect(await lab('solve', id, '--all')).toMatchObject({ code: 0 })
    expect(await lab('check', id, '--wait', '5')).toMatchObject({ code: 0 })
    expect(await lab('reset', id, '--yes')).toMatchObject({ code: 0 })
    expect(stage.user.init(id)).not.toBe(first)
    expect(await lab('check', id)).toMatchObject({ code: 1 })
    expect(await lab('solve', id, '--all')).toMatchObject({ code: 0 })
    expect(await lab('check', id, '--wait', '5')).toMatchObject({ code: 0 })
    expect(await lab('stop', id)).toMatchObject({ code: 0 })
  })
})
