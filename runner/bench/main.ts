import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findLab, projectFolder } from '../course/find-labs.ts'
import { drawTable } from '../draw/table.ts'
import { openTerminal } from '../cli/terminal.ts'
import { findPlaces } from '../world/places.ts'
import { runByHand } from './by-hand.ts'
import { measureTicks } from './live-ticks.ts'

/** One budget of the design: ours against a limit that is measured in the same run, in turns. */
interface Budget {
  what: string
  limitIs: string
  atMost: number
  rounds: number
  ours: () => Promise<number>
  limit: () => Promise<number>
  before?: () => Promise<unknown>
}

const lab = '03'
const cli = join(projectFolder(), 'dist/cli.mjs')
const places = findPlaces()

/** Milliseconds of a whole process; one that is killed or cannot start is an error. */
const timed = (program: string, args: string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(program, args, { stdio: 'ignore' })
    child.on('error', reject)
    child.on('close', (code) =>
      code === null ? reject(new Error(`${program} was killed`)) : resolve(performance.now() - started),
    )
  })

const node =
  (...args: string[]) =>
  (): Promise<number> =>
    timed(process.execPath, args)
const labCommand = (...args: string[]) => node(cli, ...args)
const stop = labCommand('stop', lab)

const askPid = "pid=$(sudo docker inspect -f '{{.State.Pid}}' box)"
const askNeighbour = "sudo docker inspect -f '{{.NetworkSettings.IPAddress}}' neighbour"
/**
 * The script's commands as one text for bash: the walkthrough's, with what the script asks anew in each step, since each
 * of its steps can be played alone; without the half second in which a person is to see something.
 */
const script = findLab(lab).steps.flatMap(({ id, commands }) => [
  ...(commands.some((command) => command.includes('$pid')) && id !== 'name' ? [askPid] : []),
  ...(id === 'ping' ? [askNeighbour] : []),
  ...commands.map((command) => command.replace('sleep 0.5; ', '')),
])
const byHand = { places, commands: script }

const budgets: Budget[] = [
  {
    what: 'lab start, to a prompt',
    limitIs: 'bare runc + bare dockerd',
    atMost: 1.5,
    rounds: 7,
    before: stop,
    ours: labCommand('start', lab),
    limit: () => runByHand('engine', byHand),
  },
  {
    what: 'lab run 03',
    limitIs: 'the same by hand in bash',
    atMost: 1.25,
    rounds: 7,
    ours: labCommand('run', lab),
    limit: () => runByHand('lab', byHand),
  },
  {
    what: 'lab check 03',
    limitIs: 'node -e 0',
    atMost: 4,
    rounds: 11,
    ours: labCommand('check', lab),
    limit: node('-e', '0'),
  },
  {
    what: 'lab --help',
    limitIs: 'node -e 0',
    atMost: 2.5,
    rounds: 11,
    ours: labCommand('--help'),
    limit: node('-e', '0'),
  },
  {
    what: 'lab list',
    limitIs: 'node -e 0',
    atMost: 2.5,
    rounds: 11,
    ours: labCommand('list'),
    limit: node('-e', '0'),
  },
]

const median = (numbers: number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN

/** Measures both sides in turns, so that a machine that slows down slows both; one round is not counted. */
async function measure({
  rounds,
  before,
  ours,
  limit,
}: Budget): Promise<{ ours: number; limit: number; ratio: number }> {
  const pairs: { ours: number; limit: number }[] = []
  for (let round = 0; round <= rounds; round += 1) {
    await before?.()
    pairs.push({ ours: await ours(), limit: await limit() })
  }
  const counted = pairs.slice(1)
  return {
    ours: median(counted.map((pair) => pair.ours)),
    limit: median(counted.map((pair) => pair.limit)),
    ratio: median(counted.map((pair) => pair.ours / pair.limit)),
  }
}

/** The one budget that is no ratio: what a person takes for at once. */
const tickMs = 100
const tickRounds = 30

const terminal = openTerminal(process)
const rows: string[][] = []
let kept = true
for (const budget of budgets) {
  if (budget.what === 'lab check 03') {
    await stop()
    await labCommand('start', lab, '--detach')()
    await labCommand('solve', lab, '--all')()
  }
  const found = await measure(budget)
  kept &&= found.ratio <= budget.atMost
  const verdict = found.ratio <= budget.atMost ? 'kept' : 'NOT kept'
  rows.push([
    budget.what,
    `${found.ours.toFixed(0)} ms`,
    budget.limitIs,
    `${found.limit.toFixed(0)} ms`,
    found.ratio.toFixed(2),
    budget.atMost.toFixed(2),
    verdict,
  ])
}
await stop()
const ticks = (await measureTicks([process.execPath, cli], tickRounds)).toSorted((one, other) => one - other)
const slowTick = ticks[Math.ceil(ticks.length * 0.95) - 1] ?? Number.NaN
kept &&= slowTick <= tickMs
rows.push([
  'a check ticked off, p95',
  `${slowTick.toFixed(0)} ms`,
  `after the prompt; median ${median(ticks).toFixed(0)} ms`,
  `${tickMs} ms`,
  (slowTick / tickMs).toFixed(2),
  '1.00',
  slowTick <= tickMs ? 'kept' : 'NOT kept',
])
await stop()
terminal.out(`${drawTable(['what', 'median', 'limit', 'median', 'ratio', 'budget', ''], rows, terminal)}\n`)
process.exitCode = kept ? 0 : 1
