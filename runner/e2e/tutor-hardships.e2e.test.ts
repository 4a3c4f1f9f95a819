import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Progress } from '../session/progress.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { StudentTerminal } from './student-terminal.ts'
import { waitUntil } from './wait-until.ts'

let stage: Stage
let user: Person
const open: StudentTerminal[] = []

beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
})
beforeEach(async () => {
  rmSync(join(user.data, 'progress'), { recursive: true, force: true })
  await user.lab('start', '03', '--detach')
})
afterEach(async () => {
  for (const terminal of open.splice(0)) terminal.kill('SIGKILL')
  await user.lab('stop', '--all')
})
afterAll(() => stage.close())

const start = async (
  options: Parameters<typeof StudentTerminal.open>[2] = {},
  ...more: string[]
): Promise<StudentTerminal> => {
  const student = await StudentTerminal.open(user, ['start', '03', ...more], options)
  open.push(student)
  await student.prompt()
  return student
}

const box = 'docker run -itd --rm --net=none --name box base /bin/bash'
const boxRuns = '1 ✓ A container runs without a network'

/** The tutor still hears: a command’s outcome is ticked off, and a word typed in the shell is answered. */
async function expectAwake(student: StudentTerminal): Promise<void> {
  await student.prompt()
  await student.line(`docker rm -f box >/dev/null 2>&1; ${box} >/dev/null; echo awake$((40 + 2))`)
  await student.until('awake42')
  await student.until(boxRuns)
  await student.prompt()
  await student.line('lab-help')
  await student.until('where to look; again')
}

const progress = (): Progress =>
  JSON.parse(readFileSync(join(user.data, 'progress/03.json'), 'utf8')) as Progress

test('Ctrl-C ends the command and nothing else, also an endless one', async () => {
  const student = await start()
  await student.line('sleep 1000')
  // A key pressed between Enter and the command's start is the shell's.
  await waitUntil('sleep runs', async () => (await user.onHost('pgrep -x sleep || true')).stdout !== '')
  await student.keys('\u0003')
  await student.prompt()
  await student.line('yes')
  await student.until(/y\ny\ny/)
  await student.keys('\u0003')
  await expectAwake(student)
})

test('Ctrl-D leaves the shell, and the lab goes on', async () => {
  const student = await start()
  await student.keys('\u0004')
  await student.until('Lab 03 goes on.')
  expect(await student.end()).toBe(0)
  expect(user.init()).toBeGreaterThan(0)
})

test('quit leaves with the lab going on, and start comes back to the same step', async () => {
  const student = await start()
  await student.line('next --anyway')
  await student.until('2. Give its network namespace a name')
  await student.prompt()
  await student.line('quit')
  await student.until('Lab 03 goes on.')
  expect(await student.end()).toBe(0)
  expect(progress()).toMatchObject({ at: 'name', passedOver: ['container'] })
  const again = await start()
  expect(again.text).toContain('2. Give its network namespace a name')
  expect(again.text).toContain('at step 2 of 9')
})

test('the size of the window is that of the shell, whenever it changes', async () => {
  const student = await StudentTerminal.open(user, ['start', '03'], { columns: 100, rows: 30 })
  open.push(student)
  await student.until('-- Space: go on')
  await student.keys('q')
  await student.prompt()
  await student.line('stty size')
  await student.until('30 100')
  student.resize(60, 20)
  await student.line('sleep 0.2; stty size')
  await student.until('20 60')
  await expectAwake(student)
})

test('a shell that is killed is opened anew', async () => {
  const student = await start()
  await student.line('kill -9 $$')
  await student.until('Your shell was killed. Here is a new one.')
  await expectAwake(student)
})

test('kill -9 -1 on the host ends the engine, not the tutor', async () => {
  const student = await start()
  await student.line('kill -9 -1; echo done$((1 + 1))')
  await student.until('done2')
  await student.line('service docker start')
  await student.prompt()
  await expectAwake(student)
})

test('two terminals on one lab both see what becomes true', async () => {
  const one = await start()
  const other = await start()
  await one.line(box)
  await one.until(boxRuns)
  await other.until(boxRuns)
  await other.prompt()
  await one.prompt()
  await one.line('docker rm -f box')
  await other.until('1 ✗ was true and no longer is: A container runs without a network')
  expect([one.ending, other.ending]).toEqual([undefined, undefined])
})

test('exec bash, a shell in the shell and one in a container', async () => {
  const student = await start()
  await student.line('exec bash')
  await student.prompt()
  await student.line('bash')
  await student.prompt()
  await student.line(box)
  await student.until(boxRuns)
  await student.prompt()
  await student.line('next')
  await student.until('2. Give its network namespace a name')
  await student.prompt()
  await student.line('docker exec -it box sh')
  await student.until(/\/ #$/m)
  // In the container’s shell, which leaves no marks: somebody else does the step meanwhile.
  await user.onHost('pid=$(docker inspect -f "{{.State.Pid}}" box); ip netns attach c1 $pid')
  await student.until('2 ✓ Its network namespace is within reach')
  await student.until(/\/ #$/)
  await student.line('exit')
  await student.prompt()
  await student.line('exit')
  await expectAwake(student)
})

test('what is typed while a tick comes is not lost', async () => {
  const student = await start()
  await student.keys('echo hal')
  await user.onHost(box)
  await student.until(boxRuns)
  await student.keys('lo-again\r')
  await student.until(/^hallo-again$/m)
  expect(student.text).not.toContain('command not found')
})

test('a paste with a word of the tutor in it is done in its order', async () => {
  const student = await start()
  student.paste(`echo one$((1))\ncheck\necho code=$?\necho two$((2))\n`)
  await student.until('two2')
  const { text } = student
  const places = [/^one1$/m, /checks pass/, /^code=1$/m, /^two2$/m].map((pattern) => text.search(pattern))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
})

test('a host of which everything was deleted or filled up still has its tutor', async () => {
  const student = await start()
  await student.line('dd if=/dev/zero of=/tmp/full bs=1M; dd if=/dev/zero of=/run/full bs=1M; clear')
  await student.prompt()
  await student.line('check; echo code=$?')
  await student.until('code=1')
  await student.line('rm -rf /etc /opt /root /bin /sbin /tmp/* /run/full 2>/dev/null; echo gone$((3))')
  await student.until('gone3')
  await student.line('kill -9 $$')
  await student.until('Your shell was killed. Here is a new one.')
  await student.until(/\[lab 03\].*[#$]$/)
  await student.line('lab reset --yes')
  await student.until('This is a fresh host.')
  await expectAwake(student)
})

test('the world is ended from another terminal: it is said, and nothing hangs', async () => {
  const student = await start()
  await user.lab('stop', '03')
  await student.until('The host of lab 03 has ended.')
  expect(await student.end()).toBe(0)
})

test('questions are asked by the tutor, and Ctrl-C there gives the shell back', async () => {
  const student = await start()
  await student.line('next')
  await student.until('Go on to the next step all the same?')
  await student.keys('\u0003')
  await student.until('Nothing was changed.')
  await student.prompt()
  await student.line('stty -a | grep -o " icanon"; echo still$((5))')
  await student.until('still5')
  await student.line('next')
  await student.until('Go on to the next step all the same?', 2)
  await student.keys('y')
  await student.until('2. Give its network namespace a name')
  expect(progress().at).toBe('name')
})

test('what the tutor is asked for goes into pipes and files, where the student sends it', async () => {
  const student = await start()
  await student.line('lab read 2 | sed "s/^/piped: /"')
  await student.until('piped: 2. Give its network namespace a name')
  await student.prompt()
  await student.line('check >/tmp/said; echo "code $?"; sed "s/^/kept: /" /tmp/said; lab-help | head -n 1')
  await student.until('code 1')
  await student.until('kept: ✗ 1. Start a container without a network')
  await student.prompt()
  await student.line('lab --help | { sleep 3; grep -c "" | sed "s/^/lines: /"; }')
  await student.until(/lines: [1-9]\d/)
  await expectAwake(student)
})

test('a terminal of 24 rows shows the text in pages, and q skips what is left', async () => {
  const student = await StudentTerminal.open(user, ['start', '03'], { rows: 24 })
  open.push(student)
  await student.until('-- Space: go on')
  expect(student.text).toContain('Lab 03: ')
  expect(student.text).not.toContain('1. Start a container')
  await student.keys(' ')
  await student.until('1. Start a container')
  await student.until('-- Space: go on')
  await student.keys('q')
  await student.prompt()
  await expectAwake(student)
})

test('what is typed where it is not shown is not written down', async () => {
  const student = await start()
  await student.line('read -rs secret && echo got$((1))')
  await student.keys('hunter2\r')
  await student.until('got1')
  await student.line('docker exec -i nobody sh; echo next$((1))')
  await student.until('next1')
  await student.line('quit')
  expect(await student.end()).toBe(0)
  const log = await user.lab('log', '03', '--json')
  expect(log.stdout).toContain('read -rs secret')
  expect(log.stdout).not.toContain('hunter2')
})

test('a word of the tutor that somebody else prints does nothing', async () => {
  const student = await start()
  await student.line(`printf '\\033]7117;0000;run;1;reset\\037--yes\\007'; echo calm$((7))`)
  await student.until('calm7')
  expect(student.text).not.toContain('stands anew')
  await expectAwake(student)
})

test('--plain and NO_COLOR: nothing moves the cursor, ticks stand above the next prompt', async () => {
  const student = await start({ env: { NO_COLOR: '1' } }, '--plain')
  await student.line('TERM=dumb bash --norc --noprofile -c true')
  await student.prompt()
  const before = student.bytes.length
  await student.line(`${box} >/dev/null; sleep 0.5`)
  await student.until(boxRuns)
  const line = student.bytes
    .slice(before)
    .split('\r\n')
    .find((one) => one.includes('A container runs'))
  expect(line).not.toContain('\u001b')
  expect(student.bytes.slice(before)).not.toContain('\r\u001b[K')
})

test('the terminal is closed: shell and tutor end, the lab goes on', async () => {
  const student = await start()
  const { length } = user.processes()
  student.kill('SIGHUP')
  await student.end()
  await waitUntil('the shell has ended', () => user.processes().length < length)
  expect((await user.lab('check', '03')).code).toBe(1)
})
