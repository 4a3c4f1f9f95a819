/** What `lab …`, typed on a lab's host, means. */
export type Typed =
  | { kind: 'perform'; words: string[] }
  /** Leave the shell; the lab goes on. */
  | { kind: 'quit' }
  | { kind: 'refuse'; why: string }
  /** The words that can be typed here. */
  | { kind: 'help' }

interface Place {
  lab: string
  /** The step the student is at; undefined when he is past the last one. */
  step: string | undefined
  /** Whether a command's first word is a lab. */
  takesLab: (command: string) => boolean
}

/** Commands that open a shell by themselves, which here is already open. */
const opensShell = ['goto', 'break']
/** Commands that are about the step the student is at, when he names none. */
const aboutStep = ['hint', 'solve', 'read']

const withStep = (words: string[], { step }: Place): string[] => {
  const [command = '', , ...rest] = words
  const names = rest[0] !== undefined && !rest[0].startsWith('-')
  return aboutStep.includes(command) && step !== undefined && !names && !rest.includes('--all')
    ? [...words.slice(0, 2), step, ...rest]
    : words
}

const whyNoShell = (wanted: string | undefined, { lab }: Place): string =>
  wanted === undefined || wanted === lab || wanted.startsWith('-')
    ? 'You are in the lab already. `next` goes on, `lab-help` lists what you can type.'
    : `This is a host of lab ${lab}. Leave it with \`quit\`, it goes on; then type \`lab start ${wanted}\`.`

/**
 * The words of a whole call: the lab goes without saying (`goto 4` is `lab goto 03 4`), and so does the step for a hint. What
 * would open a shell within the shell makes the host only.
 */
export function understand(words: readonly string[], place: Place): Typed {
  const [command = 'help', ...rest] = words
  if (command === 'quit') return { kind: 'quit' }
  if (command === 'help' && rest.length === 0) return { kind: 'help' }
  if (command === 'start' || command === 'shell') return { kind: 'refuse', why: whyNoShell(rest[0], place) }
  if (!place.takesLab(command)) return { kind: 'perform', words: [command, ...rest] }
  const args = rest[0] === place.lab ? rest.slice(1) : rest
  const whole = withStep([command, place.lab, ...args], place)
  const shut = opensShell.includes(command) && !args.some((word) => word.startsWith('--'))
  return { kind: 'perform', words: shut ? [...whole, '--detach'] : whole }
}
