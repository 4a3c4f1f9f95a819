import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LabReport } from '../judge/verdict.ts'
import type { Progress } from '../session/progress.ts'
import { expectRefusal } from './refusal.ts'
import { schemaErrors } from './schema.ts'
import { openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
})
beforeEach(async () => {
  await user.lab('stop', '--all')
})
afterAll(() => stage.close())

const progress = (): Progress =>
  JSON.parse(readFileSync(join(user.data, 'progress/03.json'), 'utf8')) as Progress

const check = async (): Promise<LabReport> =>
  JSON.parse((await user.lab('check', '03', '--json')).stdout) as LabReport

const passing = ({ steps }: LabReport): string[] =>
  steps.filter(({ status }) => status === 'pass').map(({ id }) => id)

test('a step that there is not is told with those that there are, before anything is made', async () => {
  expectRefusal(await user.lab('goto', '03', 'nowhere'), {
    code: 2,
    says: /no step “nowhere”/,
    next: /1 container/,
  })
  expect(user.processes()).toEqual([])
})

test('goto 1 is a fresh lab, and nothing is assisted', async () => {
  const { code, stdout, stderr } = await user.lab('goto', '03', '1', '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(schemaErrors('goto', JSON.parse(stdout))).toEqual([])
  expect(JSON.parse(stdout)).toMatchObject({ step: { id: 'container', number: 1 }, played: [] })
  expect(passing(await check())).toEqual([])
  expect(progress()).toMatchObject({ steps: {}, solved: [] })
})

test('a step by its id: what comes before is done and assisted, the step is the student’s', async () => {
  const before = ['container', 'name', 'cable', 'bridge']
  const { code, stdout, stderr } = await user.lab('goto', '03', 'inside', '--detach')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('4. Plug one end into docker0: done for you\n')
  expect(stdout).toContain('stands before step 5')
  expect(passing(await check())).toEqual(before)
  expect(progress().solved).toEqual(before)
  expect(Object.entries(progress().steps).map(([id, { assisted }]) => [id, assisted])).toEqual(
    before.map((id) => [id, true]),
  )
  expect((await user.lab('status', '03')).stdout).toContain('in progress; runs')
  expect((await user.lab('hint', '03')).stdout).toContain('Step 5, ')

  await user.onHost(
    `pid=$(docker inspect -f '{{.State.Pid}}' box); ip link set B netns $pid; nsenter -t $pid -n sh -c 'ip link set B name eth0; ip link set eth0 up'`,
  )
  expect((await user.lab('check', '03', '--wait', '3')).code).toBe(1)
  expect(progress().steps['inside']).toMatchObject({ assisted: false })
})

test('the last step by its number, over a lab that runs, with a shell; earned steps stay earned', async () => {
  await user.lab('start', '03', '--detach')
  await user.onHost('touch /root/mine')
  const typed = { input: 'ls /root; docker ps --format "{{.Names}}"; exit\n' }
  const { code, stdout, stderr } = await user.labWith(typed, 'goto', '03', '9', '--yes')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/at step 9 of 9[\s\S]*\nneighbour\nbox\n$/)
  expect(stdout).not.toContain('mine')
  expect(progress().steps['inside']).toMatchObject({ assisted: false })
  expect(progress().solved).not.toContain('inside')
  expect(progress().steps['ping']).toMatchObject({ assisted: true })
  expect(await user.lab('solve', '03')).toMatchObject({ code: 0 })
  expect((await user.lab('list')).stdout).toContain('done with help')
})

test('reset leads back to the first step; what was done stays noted', async () => {
  await user.lab('goto', '03', 'bridge', '--detach')
  const { steps, solved } = progress()
  const reset = await user.lab('reset', '03', '--yes')
  expect(reset).toMatchObject({ code: 0, stderr: '' })
  expect(reset.stdout.replaceAll('\n', ' ')).toContain('You are at step 1 again; `lab goto 03 4`')
  expect(progress()).toMatchObject({ at: 'container', steps, solved })
  expect(passing(await check())).toEqual([])
  expect((await user.lab('reset', '03', '--yes')).stdout).toBe('Lab 03 stands anew. Enter it: lab start 03\n')
})
