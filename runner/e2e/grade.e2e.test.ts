import { chmodSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordName } from '../grade/record-files.ts'
import type { ClassResults, GradedCheck, GradeRecord } from '../grade/result.ts'
import { killWorlds } from './kill-worlds.ts'
import type { Ending } from './lab-cli.ts'
import { schemaErrors } from './schema.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { waitUntil } from './wait-until.ts'

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  user = stage.user
})
afterAll(() => stage.close())

/** A folder of submissions that anybody may read and write in, by file name. */
function classOf(name: string, files: Record<string, string | Buffer>): string {
  const folder = join(stage.folder, name)
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content)
  }
  return folder
}

/** Where the user may write. */
function placeOf(name: string): string {
  const folder = join(stage.folder, name)
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  return folder
}

const grade = (...args: string[]): Promise<Ending> => user.labWith({ timeoutMs: 280_000 }, 'grade', ...args)

const right = readFileSync(new URL('fixtures/right-03.sh', import.meta.url), 'utf8')
const rightLines = right.split('\n')
/** The number of the line that has this in it. */
const lineWith = (text: string): number => rightLines.findIndex((line) => line.includes(text)) + 1
const before = (text: string): string => `${rightLines.slice(0, lineWith(text) - 1).join('\n')}\n`
const instead = (text: string, line: string): string =>
  right.replace(rightLines[lineWith(text) - 1] ?? '', line)

const recordsOf = (out: string): Map<string, GradeRecord> => {
  const { records } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as ClassResults
  return new Map(records.map((record) => [record.student, record]))
}

const checkOf = (record: GradeRecord | undefined, id: string): GradedCheck | undefined =>
  record?.checks.find((check) => check.id === id)

const failedIn = (record: GradeRecord | undefined): string[] =>
  (record?.checks ?? []).filter(({ status }) => status === 'fail').map(({ id }) => id)

describe('a class for lab 03', () => {
  let out = ''
  let roster = ''
  let records = new Map<string, GradeRecord>()
  let ending: Ending

  const neighbours = "$(sudo docker inspect -f '{{.State.Pid}}' neighbour)"
  const submissions: Record<string, string | Buffer> = {
    'right.sh': right,
    'in-a-folder/03.sh': right.replace('# Lab 03', '# My lab 03'),
    'windows.sh': right.replaceAll('\n', '\r\n'),
    'strict.sh': right.replace('# Lab 03', 'set -euo pipefail'),
    'exit-1.sh': `${right}exit 1\n`,
    'reads.sh': right.replace('# Lab 03', 'read -r -p "Your name? " name'),
    'variant.sh': readFileSync(new URL('fixtures/variant-03.sh', import.meta.url), 'utf8'),
    's-4711.sh': right.replace('# Lab 03', '# by its id'),
    'wrong-container.sh': instead(
      'netns "$pid"',
      `sudo docker run -d -i --name neighbour base cat\nsudo ip link set B netns ${neighbours}`,
    ),
    'wrong-network.sh': right.replace('172.17.42.99/16', '10.9.8.7/16'),
    'no-address.sh': right.replace(rightLines[lineWith('addr add') - 1] ?? '', ''),
    'unplugs.sh': `${right}sudo ip link set A nomaster\necho done\n`,
    'in-a-function.sh': readFileSync(new URL('fixtures/function-03.sh', import.meta.url), 'utf8'),
    'empty.sh': '',
    'early.sh': `${before('addif')}exit 0\n${right}`,
    'kills-itself.sh': `${before('addif')}kill -9 $$\n${right}`,
    'binary.sh': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]),
    'loops.sh': `${before('ip link add')}while :; do :; done\n`,
    'floods.sh': `${right}yes\n`,
  }

  beforeAll(async () => {
    out = join(placeOf('class-out'), 'report')
    const folder = classOf('class', submissions)
    symlinkSync('/etc/passwd', join(folder, 'link.sh'))
    roster = join(classOf('rosters', { 'r.csv': 'student,id\nby-id,s-4711\nright,\nabsent,\n' }), 'r.csv')
    ending = await grade('03', folder, '--out', out, '--roster', roster, '--time', '30')
    records = recordsOf(out)
  })

  test('has a row for everybody, whatever was handed in', () => {
    expect(ending.stderr).not.toContain('lab:')
    expect(ending.code).toBe(0)
    expect(ending.stdout).toContain('On the roster, but without a submission: absent.')
    expect([...records.values()].map(({ outcome }) => outcome).toSorted()).toEqual([
      ...Array.from({ length: 16 }, () => 'graded'),
      'over-limit',
      'refused',
      'refused',
      'timed-out',
    ])
    expect(readdirSync(join(out, 'records')).toSorted()).toEqual(
      [...records.keys()].map((student) => `${recordName(student)}.json`).toSorted(),
    )
    expect(user.processes()).toEqual([])
  })

  test('is written as its schema says', () => {
    expect(schemaErrors('grade', JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')))).toEqual([])
  })

  test.each(['right', 'in-a-folder', 'windows', 'strict', 'exit-1', 'reads', 'variant', 'by-id'])(
    '%s is right',
    (student) => {
      const record = records.get(student)
      expect(failedIn(record)).toEqual([])
      expect(record).toMatchObject({ outcome: 'graded', points: 17, maxPoints: 17, attempts: 1 })
    },
  )

  test('how a script ends is told, and is no grade', () => {
    expect(records.get('exit-1')?.script?.exitCode).toBe(1)
    expect(records.get('kills-itself')?.script?.exitCode).toBe(137)
    expect(records.get('windows')?.notes).toContain(
      'Its lines ended as on Windows; they were read as on Linux.',
    )
  })

  test('the line that did it is named', () => {
    const blamed = (student: string, id: string): [number | undefined, string | undefined] => {
      const line = checkOf(records.get(student), id)?.line
      return [line?.number, line?.text]
    }
    expect(blamed('wrong-container', 'inside.there')).toEqual([
      lineWith('netns "$pid"') + 1,
      `sudo ip link set B netns ${neighbours}`,
    ])
    expect(blamed('wrong-network', 'address.network')[0]).toBe(lineWith('addr add'))
    expect(blamed('unplugs', 'bridge.port')).toEqual([rightLines.length, 'sudo ip link set A nomaster'])
    expect(checkOf(records.get('unplugs'), 'bridge.port')?.attribution).toBe(
      `Line ${rightLines.length} (sudo ip link set A nomaster): A left docker0. Since then: A is on the host but is a port of no bridge; nothing after it repaired that.`,
    )
    expect(blamed('in-a-function', 'address.mask')).toEqual([
      16,
      'nsenter -t "$pid" -n ip addr add "$address" dev eth0',
    ])
  })

  test('where nobody did what is missing, no line is named; what waits for it says so', () => {
    expect(checkOf(records.get('no-address'), 'address.network')).toMatchObject({
      status: 'fail',
      line: null,
      attribution: 'No line did what is missing here: No interface of box has an IPv4 address.',
    })
    expect(checkOf(records.get('no-address'), 'ping.gateway')).toMatchObject({
      status: 'skipped',
      attribution: 'It waits for “Its address lies in docker0’s network”, which does not pass.',
    })
    expect(checkOf(records.get('empty'), 'container.runs')?.line).toBeNull()
    expect(failedIn(records.get('early'))).toContain('bridge.port')
    expect(failedIn(records.get('kills-itself'))).toContain('bridge.port')
  })

  test('what failed in a script is told in its own words', () => {
    expect(records.get('wrong-container')?.script?.failed).toContainEqual({
      line: lineWith('addr add') + 1,
      text: 'sudo ip netns exec "$pid" ip addr add 172.17.42.99/16 dev eth0',
      exitCode: 1,
      said: 'Cannot find device "eth0"',
    })
  })

  test('who breaks a limit is judged as it stood, and told where it was', () => {
    expect(records.get('loops')).toMatchObject({
      outcome: 'timed-out',
      problem: `It did not end within 30 s and was stopped, at line ${lineWith('ip link add')} (while :; do :; done); it was judged as it stood then.`,
      points: 2,
    })
    expect(records.get('floods')).toMatchObject({ outcome: 'over-limit', points: 17 })
    expect(records.get('floods')?.problem).toContain('It printed more than 1 MiB and was stopped, at line')
  })

  test('what is no submission has its reason', () => {
    expect(records.get('link')).toMatchObject({
      outcome: 'refused',
      problem: 'It is a symbolic link.',
      attempts: 0,
    })
    expect(records.get('binary')).toMatchObject({ outcome: 'refused', points: 0, maxPoints: 17 })
  })

  test('lab grade explain says why', async () => {
    const { code, stdout } = await user.lab('grade', 'explain', out, 'wrong-network', 'address.network')
    expect(code).toBe(0)
    const words = stdout.replaceAll(/\s+/g, ' ')
    expect(words).toContain(
      `Line ${lineWith('addr add')} (sudo ip netns exec "$pid" ip addr add 10.9.8.7/16 dev eth0):`,
    )
    expect(words).toContain(
      '10.9.8.7/16 does not lie in the network of docker0, 172.17.0.0/16; nothing after it',
    )
    expect(stdout).toContain('    $ sudo nsenter')
  })

  test('a second call runs nothing again', async () => {
    const folder = join(stage.folder, 'class')
    const again = await grade('03', folder, '--out', out, '--roster', roster, '--time', '30')
    expect(again.code).toBe(0)
    expect(again.stderr.match(/ {2}(graded|timed out|broke a limit), as before/g)).toHaveLength(18)
    const started = ([, { startedAt }]: [string, GradeRecord]): number => startedAt
    const ran = [...records].filter(([, { attempts }]) => attempts > 0)
    const known = recordsOf(out)
    expect([...known].filter(([, { attempts }]) => attempts > 0).map(started)).toEqual(ran.map(started))
  })
})

describe('a class that is graded in parts', () => {
  const three = { 'a.sh': right, 'b.sh': `${right}# b\n`, 'c.sh': `${right}sudo ip link set A down\n` }

  test('is interrupted cleanly, and goes on where it was', async () => {
    const folder = classOf('interrupted', { ...three, 'd.sh': `${right}# d\n` })
    const out = join(placeOf('interrupted-out'), 'report')
    const { child, ending } = user.launch(['grade', '03', folder, '--out', out, '--worlds', '1'])
    await waitUntil('one submission is graded', () => {
      try {
        return readdirSync(join(out, 'records')).some((name) => name.endsWith('.json'))
      } catch {
        return false // not yet begun
      }
    })
    child.kill('SIGINT')
    const { code, stderr } = await ending
    expect(code).toBe(130)
    expect(stderr).toContain('lab: interrupted; what is graded is kept')
    expect(user.processes()).toEqual([])
    expect(readdirSync(user.state)).toEqual([])
    const kept = readdirSync(join(out, 'records')).length
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(4)
    const again = await grade('03', folder, '--out', out)
    expect(again.code).toBe(0)
    expect(again.stderr.match(/as before/g)).toHaveLength(kept)
    expect([...recordsOf(out).keys()]).toEqual(['a', 'b', 'c', 'd'])
  })

  test('is the same in two shards as in one, and the same when it is graded again', async () => {
    const folder = classOf('sharded', three)
    const place = placeOf('sharded-out')
    const outs = ['1', '2'].map((index) => join(place, index))
    for (const [index, out] of outs.entries()) {
      const { code } = await grade('03', folder, '--out', out, '--shard', `${index + 1}/2`)
      expect(code).toBe(0)
    }
    expect([...recordsOf(outs[0] ?? '').keys()]).toEqual(['a', 'c'])
    const whole = join(place, 'whole')
    const merged = await grade('merge', ...outs, '--out', whole)
    expect(merged.code).toBe(0)
    expect([...recordsOf(whole)].map(([student, { points }]) => [student, points])).toEqual([
      ['a', 17],
      ['b', 17],
      ['c', 13],
    ])
    const again = await grade('03', folder, '--out', whole, '--regrade')
    expect(again.stdout).toContain('Graded again: nothing has changed.')
    expect(again.stderr).not.toContain('as before')
    expect(again.code).toBe(0)
  })

  test('a result that differs on equal input is found by grading again', async () => {
    const folder = classOf('changed', { 'a.sh': right })
    const out = join(placeOf('changed-out'), 'report')
    await grade('03', folder, '--out', out)
    const file = join(out, 'records', 'a.json')
    const record = JSON.parse(readFileSync(file, 'utf8')) as GradeRecord
    const checks = record.checks.map((check) =>
      check.id === 'exit.clean'
        ? { ...check, status: 'fail', diagnosis: { code: 'dangling', text: 'A name dangles.' } }
        : check,
    )
    const draft = await user.machine(['sh', '-c', 'cat >"$0"', file], {
      input: JSON.stringify({ ...record, checks }),
    })
    expect(draft.code).toBe(0)
    const again = await grade('03', folder, '--out', out, '--regrade')
    expect(again.code).toBe(1)
    expect(again.stdout).toContain('a (EQUAL INPUT): exit.clean: fail before, now pass')
  })
})

describe('a world that dies', () => {
  const slow = right.replace('# Lab 03', 'sleep 7')

  test('once costs nothing but time', async () => {
    const out = join(placeOf('once-out'), 'report')
    const { ending } = user.launch(['grade', '03', classOf('once', { 'a.sh': slow }), '--out', out], {
      timeoutMs: 280_000,
    })
    let isOver = false
    void ending.then(() => (isOver = true))
    expect(await killWorlds(user, 1, () => isOver)).toBe(1)
    expect((await ending).code).toBe(0)
    expect(recordsOf(out).get('a')).toMatchObject({ outcome: 'graded', points: 17, attempts: 2 })
  })

  test('three times makes it ungradable, which is no grade at all', async () => {
    const out = join(placeOf('thrice-out'), 'report')
    const folder = classOf('thrice', { 'a.sh': slow })
    const { ending } = user.launch(['grade', '03', folder, '--out', out], { timeoutMs: 280_000 })
    let isOver = false
    void ending.then(() => (isOver = true))
    expect(await killWorlds(user, 3, () => isOver)).toBe(3)
    const { code, stdout } = await ending
    expect(code).toBe(1)
    expect(stdout).toContain('1 submission: 1 ungradable.')
    expect(recordsOf(out).get('a')).toMatchObject({
      outcome: 'ungradable',
      points: null,
      attempts: 3,
      checks: [],
    })
    expect(user.processes()).toEqual([])
    const again = await grade('03', folder, '--out', out)
    expect(again.code).toBe(0)
    expect(recordsOf(out).get('a')).toMatchObject({ outcome: 'graded', points: 17 })
  })
})

test('a bundle of lab submit is what its student has typed, signed', async () => {
  expect((await user.lab('start', '03', '--detach')).code).toBe(0)
  const typed = rightLines.filter((line) => line !== '' && !line.startsWith('#'))
  const entries = [...typed, 'lab check'].map((command) => ({
    at: Date.now(),
    terminal: 'pts/1',
    command,
    exitCode: 0,
    changes: [],
    turned: [],
  }))
  const old = { ...entries[0], at: 1000, command: 'ip link del A' }
  const noted = [old, ...entries].map((entry) => `${JSON.stringify(entry)}\n`).join('')
  const transcript = join(user.data, 'transcripts', '03.jsonl')
  await user.machine(['sh', '-c', 'mkdir -p "$(dirname "$0")" && cat >"$0"', transcript], { input: noted })
  const place = placeOf('bundles')
  const bundle = join(place, 'alice.vethlab')
  const made = await user.lab('submit', '03', '--out', bundle, '--json')
  expect(made.stderr).toBe('')
  expect(schemaErrors('submit', JSON.parse(made.stdout))).toEqual([])
  expect(JSON.parse(made.stdout)).toMatchObject({
    lab: '03',
    file: bundle,
    commands: entries.length,
    points: 0,
    maxPoints: 17,
  })
  await user.lab('stop', '03')
  const text = readFileSync(bundle, 'utf8')
  writeFileSync(join(place, 'bob.vethlab'), text.replace('172.17.42.99/16', '10.9.8.7/16'))
  const out = join(placeOf('bundles-out'), 'report')
  expect((await grade('03', place, '--out', out)).code).toBe(0)
  const [alice, bob] = ['alice', 'bob'].map((student) => recordsOf(out).get(student))
  expect(alice).toMatchObject({ outcome: 'graded', points: 17, submission: { kind: 'bundle' } })
  expect(alice?.notes).toEqual([
    'The bundle says 0 of 17 points; its commands gave 17 of 17 here.',
    'Signed with the same key as bob’s: it was made on the same installation.',
  ])
  expect(failedIn(bob)).toContain('address.network')
  expect(bob?.notes[0]).toBe(
    'The bundle’s signature does not hold: it was edited, or damaged, after it was made.',
  )
})
