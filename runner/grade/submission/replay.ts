import type { Manifest } from './bundle.ts'

/** Words of the tutor that change the host: what they did is in no transcript. */
const changing = ['solve', 'goto', 'reset', 'undo', 'break']
const tutorWords = new Set([
  ...changing,
  'next',
  'back',
  'check',
  'hint',
  'explain',
  'topo',
  'ask',
  'notes',
  'log',
  'quit',
])

const tutorWord = (command: string): string | undefined => {
  const [first = '', second = ''] = command.trim().split(/\s+/)
  return first === 'lab' ? second : tutorWords.has(first) ? first : undefined
}

/**
 * A bundle's commands as a script, typed one after the other into one shell, and what a run of it cannot repeat. What was
 * said to the tutor is left out.
 */
export function replayOf({ commands, help }: Pick<Manifest, 'commands' | 'help'>): {
  script: string
  notes: string[]
} {
  const typed = commands.filter(({ command }) => tutorWord(command) === undefined)
  const lost = new Set(
    commands.map(({ command }) => tutorWord(command)).filter((word) => changing.includes(word ?? '')),
  )
  const terminals = new Set(typed.map(({ terminal }) => terminal)).size
  const notes = [
    ...(lost.size > 0
      ? [`It used ${[...lost].join(', ')}, which a run of its commands does not repeat.`]
      : []),
    ...(help.solved.length > 0 ? [`Solved by vethlab: ${help.solved.join(', ')}.`] : []),
    ...(Object.keys(help.hints).length > 0
      ? [`Hints were shown for: ${Object.keys(help.hints).join(', ')}.`]
      : []),
    ...(terminals > 1 ? [`Its commands were typed in ${terminals} terminals, and are run in one.`] : []),
  ]
  return { script: typed.map(({ command }) => `${command}\n`).join(''), notes }
}
