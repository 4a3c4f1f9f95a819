import { chmodSync, chownSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quote } from './lab-cli.ts'
import { expectNothingLeft, expectRefusal } from './refusal.ts'
import { openStage, type Person, type Stage } from './stage.ts'

const isRoot = process.getuid?.() === 0

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
})
afterAll(() => stage.close())

/** Gives a file or folder that the test made to the user. */
const give = (path: string): void => {
  if (isRoot) chownSync(path, user.uid, user.uid)
}

describe('wrong words', () => {
  test.each([
    [['start', '99'], /no lab “99”/, /The labs are: .*03/],
    [['run', '../../etc'], /no lab “..\/..\/etc”/, /The labs are: .*03/],
    [['hint', '03', 'nowhere'], /no step “nowhere”/, /1 container/],
    [['hint', '03', '1', '--rung', '9'], /--rung/, /1 to 3/],
    [['stop'], /Which lab/, /lab stop 03/],
  ])('%j', async (args, says, next) => {
    expectRefusal(await user.lab(...args), { code: 2, says, next })
  })

  test.each([
    [['strat', '03'], /start/],
    [['start'], /lab/],
    [['check', '03', '--colour'], /--colour/],
  ])('%j is told by the parser', async (args, says) => {
    const { code, stderr } = await user.lab(...args)
    expect(stderr).toMatch(says)
    expect(stderr).not.toMatch(/\bat .*\.mjs/)
    expect(code).toBe(2)
  })

  test.each(['check', 'shell', 'solve', 'hint'])('%s 03 without a started lab', async (command) => {
    expectRefusal(await user.lab(command, '03'), {
      code: 3,
      says: /Lab 03 is not running/,
      next: /lab start 03/,
    })
  })

  test('--json tells an error as JSON', async () => {
    const { code, stderr, stdout } = await user.lab('check', '03', '--json')
    expect(JSON.parse(stderr)).toMatchObject({
      schemaVersion: 1,
      error: { code: 'lab-not-started', next: 'Start it: lab start 03' },
    })
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  })

  test('a reader who goes away breaks nothing: lab run 03 | head -n 1', async () => {
    const pipe = `${[...user.command, 'run', '03'].map(quote).join(' ')} | head -n 2; echo \${PIPESTATUS[0]}`
    const { stdout, stderr } = await user.machine(['bash', '-c', pipe])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/1\. Start a container without a network\n0\n$/)
    expectNothingLeft(user)
  })
})

describe('damaged files', () => {
  const progressFile = (): string => join(user.data, 'progress/03.json')

  test.each([
    ['', 'was damaged and begins anew'],
    ['{"schemaVersion":1', 'was damaged and begins anew'],
    ['[]', 'was damaged and begins anew'],
    ['{"schemaVersion":99}', 'is a newer vethlab’s and begins anew'],
    ['\u0000\u0001', 'was damaged and begins anew'],
  ])('progress %j is set aside, and the lab goes on', async (text, told) => {
    const folder = join(user.data, 'progress')
    await user.machine(['mkdir', '-p', folder])
    writeFileSync(progressFile(), text)
    give(progressFile())
    const { code, stderr } = await user.lab('status', '03')
    expect(code).toBe(0)
    expect(stderr).toContain(told)
    const aside = readdirSync(folder).find((name) => /damaged|newer/.test(name)) ?? ''
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text)
    rmSync(join(folder, aside))
  })

  test('progress that cannot be read or written is told of', async () => {
    const folder = join(user.data, 'progress')
    chmodSync(folder, 0)
    // Root reads everything, so this says something about the user alone.
    expectRefusal(await user.lab('hint', '03', '1'), {
      code: 3,
      says: /progress in lab 03 cannot be/,
      next: /[Mm]end the permissions/,
    })
    chmodSync(folder, 0o700)
  })

  test.each([
    ['id', ''],
    ['id', '../../../etc'],
    ['pid', 'not a number'],
    ['pid', '1'],
    ['pid', '-1'],
    ['maker', '1'],
    ['maker', 'garbage'],
    ['exchange/orders.json', '{'],
    ['config.json', 'garbage'],
  ])('a dead world’s folder whose %s is %j is swept away', async (file, text) => {
    const world = join(user.state, '03')
    await user.machine(['mkdir', '-p', join(world, 'exchange')])
    writeFileSync(join(world, 'id'), 'deadbeef')
    writeFileSync(join(world, file), text)
    expect(await user.lab('status', '03', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"running":false'),
    })
    expectRefusal(await user.lab('check', '03'), { code: 3, says: /not running/, next: /lab start 03/ })
    expect(await user.lab('stop', '03')).toMatchObject({ code: 0, stdout: 'Nothing was running.\n' })
    expectNothingLeft(user)
  })

  test('garbage among the worlds hinders nobody', async () => {
    const garbage = ['03', 'run-03-', '..garbage', 'a b\nc', '\u001b[31m', '-rf']
    for (const name of garbage) await user.machine(['mkdir', '-p', '--', join(user.state, name)])
    await user.machine([
      'sh',
      '-c',
      'cd "$0" && echo x >file && ln -s /etc link && ln -s nowhere dangling',
      user.state,
    ])
    expect(await user.lab('list')).toMatchObject({ code: 0, stderr: '' })
    expect(await user.lab('start', '03', '--detach')).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(user.state)).toEqual(['03'])
    expect(existsSync('/etc/passwd')).toBe(true)
    expect(await user.lab('stop', '--all')).toMatchObject({ code: 0, stdout: 'Lab 03 has ended.\n' })
    expectNothingLeft(user)
  })

  test('a running lab whose own files are damaged can still be stopped, and is never taken for another process', async () => {
    expect(await user.lab('start', '03', '--detach')).toMatchObject({ code: 0 })
    const pid = join(user.state, '03/pid')
    writeFileSync(pid, String(process.pid))
    expect(await user.lab('status', '03', '--json')).toMatchObject({
      stdout: expect.stringContaining('"running":true'),
    })
    writeFileSync(pid, '')
    expect(await user.onHost('hostname')).toMatchObject({ code: 0, stdout: 'host1\n' })
    rmSync(pid)
    expect(await user.lab('stop', '03')).toMatchObject({ code: 0, stdout: 'Lab 03 has ended.\n' })
    expectNothingLeft(user)
  })
})
