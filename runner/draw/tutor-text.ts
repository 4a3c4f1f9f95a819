import type { Lab, LabStep } from '../course/lab.ts'
import { wrapRanges } from './wrap.ts'

const wrapped = (text: string, width: number): string =>
  wrapRanges(text, width)
    .map(({ start, end }) => text.slice(start, end))
    .join('\n')

interface Beginning {
  host: string
  /** False for who comes back to a host that still runs. */
  fresh: boolean
  /** Undefined for who is past the last step. */
  step: LabStep | undefined
  width: number
}

/** What a student is told between the text of a step and the first prompt. */
export const drawFarewell = ({ id, steps }: Lab, { host, fresh, step, width }: Beginning): string => {
  const where = step
    ? `step ${step.number} of ${steps.length}`
    : 'the end: every step has been done or passed over'
  const lines = [
    `You are root on ${host}${fresh ? '' : ', which was running already'}, at ${where}. Type the step's commands; what becomes true is ticked off as you go.`,
    `Then: next. Stuck: hint, explain, check. All words: lab-help. Leave: quit (the lab goes on until \`lab stop ${id}\`).`,
  ]
  return `${lines.map((line) => wrapped(line, width)).join('\n')}\n\n`
}

/** For who comes back after the host was thrown away: what he has done is not on the fresh one. */
export const drawHostIsFresh = ({ id }: Lab, { number }: LabStep, width: number): string =>
  `${wrapped(
    `This host is fresh: what you did before step ${number} is not on it. \`goto ${number}\` has it made for you by lab ${id}'s own script, which counts as help; \`goto 1\` lets you do it again.`,
    width,
  )}\n\n`

/** For who has asked for a fresh host; `was` is the step he was at, undefined past the last one. */
export const drawResetLab = ({ id, steps }: Lab, was: LabStep | undefined, width: number): string => {
  const number = was?.number ?? steps.length
  const back =
    number > 1
      ? ` You are at step 1 again; \`lab goto ${id} ${number}\` has all that comes before step ${number} done for you, which counts as help.`
      : ''
  return `${wrapped(`Lab ${id} stands anew.${back} Enter it: lab start ${id}`, width)}\n`
}

/** The words that a student can type in a lab's shell. */
export const tutorWords: readonly (readonly [word: string, meaning: string])[] = [
  ['next', 'the next step, when this one is done'],
  ['back', 'the step before, to read it again'],
  ['lab read', 'this step once more; lab read 5: another one'],
  ['check', 'look at everything, and say why (check --evidence: show it)'],
  ['hint', 'where to look; again: what is missing; again: the command'],
  ['explain A B', 'how a packet goes from A to B, and where it stops'],
  ['topo', 'the network as it is now (topo --diff: beside the goal)'],
  ['solve', 'have this step done for you, and see how'],
  ['undo', 'take the last command back'],
  ['goto 4', 'a fresh host on which all before step 4 is done'],
  ['lab reset', 'a fresh host'],
  ['ask', 'the questions; answers are on your own host'],
  ['notes TEXT', 'keep a note; notes: read them'],
  ['log', 'what you typed, and what it changed'],
  ['quit', 'leave; the lab goes on'],
]

const longest = Math.max(...tutorWords.map(([word]) => word.length))

/** `lab-help`: the words, one a line. */
export const drawTutorHelp = ({ id }: Lab): string =>
  [
    ...tutorWords.map(([word, meaning]) => `  ${word.padEnd(longest)}  ${meaning}`),
    '',
    `Each is a call of lab: \`hint\` is \`lab hint ${id}\` on a terminal of your machine.`,
    'Where a program has that name, put `lab` before it. Options: lab help hint.',
    '',
  ].join('\n')
