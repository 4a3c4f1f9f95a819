import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { projectFolder } from '../course/find-labs.ts'
import { commands } from './commands.ts'
import { call, newPlaces } from './fixtures/call.ts'

const places = newPlaces()
afterAll(() => places.remove())
const lab = (...argv: string[]) => call(places, argv)

describe('help', () => {
  test('shows every command on one page', async () => {
    const { code, out, err } = await lab('--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatchInlineSnapshot(`
      "Usage: lab [options] [command]

      Hands-on labs in Docker networking, each on a throw-away host with a Docker
      Engine of its own.

      Options:
        -V, --version                            print the version
        -h, --help                               print this help

      Commands:
        list [options]                           show the labs of the course
        start [options] [lab]                    start a lab, or come back to it: step
                                                 by step, with a shell on its host
        read <lab> [step]                        print a lab’s walkthrough, or one
                                                 step of it
        shell [options] <lab> [command...]       open a shell on a started lab’s host,
                                                 or run one command there (after --)
        check [options] <lab>                    see which steps of a started lab are
                                                 done
        topo [options] <lab>                     draw the network of a started lab as
                                                 it is now, and its goal
        explain [options] <lab> <from> <to>      walk a packet from one place to
                                                 another, and see where it stops and
                                                 why
        chart [options] <lab>                    draw what was measured on a started
                                                 lab’s host, as a table and as bars
        next [options] <lab>                     go on to the next step, when this one
                                                 is done
        back <lab>                               go back to the step before, to read
                                                 it again
        hint [options] <lab> [step]              a hint for the step you are at; ask
                                                 again for the next rung
        solve [options] <lab> [step]             have one step done for you (the first
                                                 that is not done)
        goto [options] <lab> <step>              a fresh lab in which all that comes
                                                 before this step has been done for
                                                 you
        undo [options] <lab>                     take back what the last command on
                                                 the host has changed, and see how
        break [options] <lab>                    a fresh lab, all done, with something
                                                 wrong in it: find it and mend it
        scores [options]                         your break games: how many in a row
                                                 you mended alone, and your best times
        ask [options] <lab> [question] [answer]  the lab’s questions; your answer is
                                                 held against your own host
        status [options] [lab]                   which labs run, and how far you are
        log [options] <lab>                      what you have typed in a lab, what it
                                                 changed and which checks it turned
        notes [options] <lab> [text...]          your own notes on a lab: read them,
                                                 or add a line
        export [options] [file]                  write your progress, notes and
                                                 transcripts of all labs into one file
                                                 (- for standard output)
        import [options] <file>                  take in what \`lab export\` has
                                                 written, on this machine or another
                                                 (- for standard input)
        forget [options] [lab]                   take your progress, notes and
                                                 transcript of a lab away; its host
                                                 stays (see reset)
        submit [options] <lab>                   make a bundle of what you have done
                                                 in a started lab, to be handed in
        reset [options] <lab>                    throw a lab’s host away and start
                                                 anew
        stop [options] [lab]                     end a lab; its host and all that is
                                                 on it is gone
        run [options] <lab>                      play a lab from start to verdict in a
                                                 world of its own, and leave nothing
                                                 behind
        grade [options] <lab> <submissions>      for instructors: run each submission
                                                 of a folder on a host of its own, and
                                                 judge it
        values [options] [lab]                   for instructors: give each student
                                                 names, addresses and ports of their
                                                 own
        worker [options]                         for instructors: grade what \`lab
                                                 grade --queue\` asks for, on this
                                                 machine
        verify [options] [labs...]               for authors: prove a lab’s text,
                                                 script and checks against each other
        doctor [options]                         test what this machine can do for the
                                                 labs
        help [command]                           print the help of a command

      Begin with: lab list, then lab start 00
      Exit codes: 0 all pass, 1 a check failed, 2 usage, 3 cannot run here, 4 a fault of vethlab.
      "
    `)
  })

  test('is what a call without words says', async () => {
    expect(await lab()).toEqual(await lab('--help'))
    expect(await lab('help')).toEqual(await lab('--help'))
  })

  test('keeps to the terminal’s width', async () => {
    const { out } = await call(places, ['--help'], { width: 60 })
    expect(out.split('\n').filter((line) => line.length > 60 && !/^(Begin|Exit)/.test(line))).toEqual([])
  })

  test.each(commands.map(({ name, summary }) => [name, summary]))(
    'of `%s` says what it does',
    async (name, summary) => {
      const { code, out, err } = await lab(name, '--help')
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain(`Usage: lab ${name}`)
      expect(out.replaceAll(/\s+/g, ' ')).toContain(summary)
      expect(await lab('help', name)).toEqual({ code, out, err })
    },
  )
})

test('the version is the package’s', async () => {
  const { version } = JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8')) as {
    version: string
  }
  expect(await lab('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  expect(await lab('-V')).toEqual(await lab('--version'))
})

describe('words that mean nothing', () => {
  test('as a command get a suggestion', async () => {
    expect(await lab('chek', '03')).toEqual({
      code: 2,
      out: '',
      err: "error: unknown command 'chek'\n(Did you mean check?)\nTry: lab --help\n",
    })
  })

  test('as an option get a suggestion', async () => {
    const { code, out, err } = await lab('check', '03', '--jsno')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe("error: unknown option '--jsno'\n(Did you mean --json?)\nTry: lab check --help\n")
  })

  test('are told as JSON when JSON was asked for', async () => {
    const { code, out, err } = await lab('check', '03', '--jsno', '--json')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(JSON.parse(err)).toEqual({
      schemaVersion: 1,
      error: {
        code: 'words-wrong',
        message: "unknown option '--jsno'\n(Did you mean --json?)",
        next: 'Try: lab check --help',
      },
    })
  })

  test('below a command point to its help', async () => {
    const { err } = await lab('grade', 'explain', 'carol', '--all')
    expect(err).toBe("error: unknown option '--all'\nTry: lab grade explain --help\n")
  })

  test.each([
    ['no lab', ['check'], "missing required argument 'lab'"],
    ['too many words', ['check', '03', '04'], 'too many arguments'],
    ['an option without its value', ['check', '03', '--wait'], 'argument missing'],
    ['an option of another command', ['list', '--wait', '3'], 'unknown option'],
  ])('(%s) are a fault of usage', async (_, argv, said) => {
    const { code, out, err } = await lab(...argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
  })

  test.each([
    'check',
    'hint',
    'start',
    'shell',
    'solve',
    'break',
    'ask',
    'reset',
    'run',
    'verify',
    'status',
    'stop',
  ])('as the lab of `%s` are answered with the labs that there are', async (name) => {
    const { code, out, err } = await lab(name, '99')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^lab: There is no lab “99”\.\n {2}The labs are: .*03.*\. See `lab list`\.\n$/)
  })

  test.each([
    ['hint', '03', 'wiring'],
    ['hint', '03', '10'],
    ['ask', '03', 'why', '42'],
    ['hint', '03', 'cable', '--rung', '4'],
    ['hint', '03', 'cable', '--rung', '0'],
    ['verify', '03', '--worlds', '0'],
    ['verify', '03', '--worlds', 'all'],
    ['verify'],
    ['hint', '03', 'cable', '--rung', 'one'],
    ['goto', '03', '10'],
    ['goto', '99', '1'],
    ['break', '03', '--seed', '-1'],
    ['break', '03', '--seed', '1.5'],
    ['break', '03', '--seed', ''],
    ['break', '03', '--seed', '1e3'],
    ['break', '03', '--seed', '1000000000'],
    ['break', '03', '--reveal', '--seed', '1'],
    ['check', '03', '--wait', '-1'],
    ['check', '03', '--wait', 'long'],
    ['check', '03', '--wait', '1e9'],
    ['stop'],
    ['log', '03', '--last', '0'],
    ['notes', '03', ' '],
    ['forget'],
    ['forget', '99'],
    ['forget', '03', '--all'],
    ['import', '/nowhere/at/all'],
    ['import', '/'],
    ['import', '/dev/null'],
    ['import', '/dev/zero'],
    ['export', '/nowhere/at/all', '--yes'],
    ['export', '/', '--yes'],
    ['export', '/dev/null', '--yes'],
    ['notes', '03', 'text', '--edit'],
    ['log', '03', '--last', 'all'],
  ])('(lab %s %s %s %s %s) are a fault of usage, before anything is looked for', async (...argv) => {
    const { code, out, err } = await lab(...argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^lab: \S.*\n/)
  })

  test('that steer a terminal are spelled out', async () => {
    const { err } = await lab('check', '\u001b[2J')
    expect(err).toContain('“\\x1b[2J”')
    expect(err).not.toContain('\u001b')
  })
})

describe('a lab that was not started', () => {
  test.each([
    ['check', '03'],
    ['shell', '03'],
    ['hint', '03'],
    ['solve', '03'],
    ['break', '03', '--reveal'],
    ['ask', '03', 'bridge-mac', '02:42:25:1c:5f:7a'],
  ])('is told by `%s %s`, with the command that starts it', async (...argv) => {
    expect(await lab(...argv)).toEqual({
      code: 3,
      out: expect.any(String),
      err: 'lab: Lab 03 is not running.\n  Start it: lab start 03\n',
    })
  })

  test('is told as JSON on standard error when JSON was asked for', async () => {
    const { code, out, err } = await lab('check', '03', '--json')
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(JSON.parse(err)).toEqual({
      schemaVersion: 1,
      error: { code: 'lab-not-started', message: 'Lab 03 is not running.', next: 'Start it: lab start 03' },
    })
  })

  test('can be stopped, which does nothing', async () => {
    expect(await lab('stop', '03')).toEqual({ code: 0, out: 'Nothing was running.\n', err: '' })
    expect(await lab('stop', '--all')).toEqual({ code: 0, out: 'Nothing was running.\n', err: '' })
  })

  test('is told when a crash has left its folder behind', async () => {
    mkdirSync(join(places.state, '03/exchange'), { recursive: true })
    writeFileSync(join(places.state, '03/id'), 'ffffffffffffffff')
    writeFileSync(join(places.state, '03/pid'), '1')
    writeFileSync(join(places.state, '03/maker'), '1')
    expect(await lab('check', '03')).toMatchObject({ code: 3, err: expect.stringContaining('not running') })
  })
})

describe('a fault of ours', () => {
  const broken = (argv: string[]) =>
    call(places, argv, {
      out: () => {
        throw new TypeError('the terminal is on fire')
      },
    })

  test('keeps its stack, and says whose fault it is', async () => {
    const { code, err } = await broken(['list'])
    expect(code).toBe(4)
    expect(err).toMatch(/^lab: the terminal is on fire\n {2}This is a fault of vethlab\./)
    expect(err).toMatch(/\n\s+at .*list\.ts/)
  })

  test('is JSON too, when JSON was asked for', async () => {
    const { code, err } = await broken(['list', '--json'])
    expect(code).toBe(4)
    expect(JSON.parse(err)).toEqual({
      schemaVersion: 1,
      error: { code: 'internal', message: 'the terminal is on fire', next: null },
    })
  })
})

describe('commands that need no world', () => {
  test('list shows each lab and how far the student is', async () => {
    const { code, out } = await lab('list')
    expect(code).toBe(0)
    expect(out).toMatch(/03 .*Wire a container by hand.*30 min.*not started/)
    expect(out).toMatch(/Begin: lab start \d\d\n$/)
  })

  test('status says that nothing was begun, and of a named lab what comes next', async () => {
    const fresh = newPlaces()
    expect((await call(fresh, ['status'])).out).toBe('No lab has been begun. See `lab list`.\n')
    expect((await call(fresh, ['status', '3'])).out).toBe(
      'Lab 03, Wire a container by hand: not started; does not run; at step 1 of 9, Start a container without a network\n',
    )
    fresh.remove()
  })

  test('hint climbs one rung at a time, and stays on the last', async () => {
    const fresh = newPlaces()
    const rungs: string[] = []
    for (let time = 0; time < 4; time++) {
      const { out } = await call(fresh, ['hint', '03', 'cable'])
      rungs.push(out.split('\n')[0] ?? '')
    }
    expect(rungs).toEqual([1, 2, 3, 3].map((rung) => `Step 3, Make a cable: hint ${rung} of 3`))
    expect((await call(fresh, ['hint', '03', '3', '--rung', '1'])).out).toContain('hint 1 of 3')
    expect((await call(fresh, ['status', '03', '--json'])).out).toContain('"hints":{"cable":3}')
    fresh.remove()
  })

  test('ask shows the questions where nobody can be asked', async () => {
    const { code, out } = await lab('ask', '03')
    expect(code).toBe(0)
    expect(out).toContain('peer-index')
    expect(out).toContain('bridge-mac')
  })

  test('topo draws the goal of a lab that does not run, and the network itself only of one that does', async () => {
    const { code, out, err } = await lab('topo', '03', '--goal')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^┌─ host1 ─/)
    expect(out).toMatch(/A ═+╪═╪═+╡ eth0 {2}172\.17\.42\.99\/16/)
    expect((await lab('topo', '03', '--goal', '--ascii')).out).toMatch(/^[\n\u0020-\u007e]*$/)
    expect((await lab('topo', '03', '--goal', '--mermaid')).out).toMatch(
      /^flowchart TB\n {2}accTitle: Lab 03, /,
    )
    for (const args of [
      ['topo', '03'],
      ['topo', '03', '--diff'],
    ])
      expect(await lab(...args)).toMatchObject({ code: 3, err: expect.stringContaining('lab start 03') })
  })

  test('topo shows the goal or the difference, not both at once', async () => {
    const { code, err } = await lab('topo', '03', '--goal', '--diff')
    expect(code).toBe(2)
    expect(err).toContain('--goal and --diff exclude each other.')
    expect(await lab('topo', '03', '--goal', '--mermaid', '--json')).toMatchObject({ code: 2 })
  })

  test('a damaged progress file is told of on standard error, and does not hinder', async () => {
    const fresh = newPlaces()
    mkdirSync(join(fresh.data, 'progress'), { recursive: true })
    writeFileSync(join(fresh.data, 'progress/03.json'), 'nonsense')
    const { code, err, out } = await call(fresh, ['list', '--json'])
    expect(code).toBe(0)
    expect(err).toContain('your progress in lab 03 was damaged')
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1 })
    fresh.remove()
  })
})

test('no two commands, and no two options of one, have the same name', () => {
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length)
  for (const { options = [] } of commands)
    expect(new Set(options.map(([flags]) => flags)).size).toBe(options.length)
})
