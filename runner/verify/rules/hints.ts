import type { LabStep } from '../../course/lab.ts'
import { atMark, type LabSource } from './source.ts'

const words = (text: string): string =>
  text
    .replace(/\\\n\s*/g, ' ')
    .replaceAll('sudo ', '')
    .replace(/[ \t]+/g, ' ')
    .trim()

/** True when a text has a command as a whole, with sudo or without: `ip link` is not in `ip link add`. */
export const says = (text: string, command: string): boolean =>
  words(text)
    .split(words(command))
    .slice(1)
    .some((rest) => /^($|[`.,;:)\n])/.test(rest))

const shortest = 10

/** The first says where to look, which may be with a command that changes nothing: the third does not show it. */
function givenAway({ commands, hints: [first = '', second = '', third = ''] }: LabStep): string[] {
  // A word alone (`ifconfig`) is a tool's name, not yet a command.
  const telling = commands.filter((command) => words(command).includes(' '))
  const spans = [...third.matchAll(/`([^`]+ [^`]+)`/g)].map(([, span = '']) => span)
  return [
    ...telling.filter((command) => says(third, command) && says(first, command)),
    ...telling.filter((command) => says(second, command)),
    ...spans.filter((span) => [first, second].some((hint) => hint.includes(`\`${span}\``))),
  ]
}

const problemsOf = (step: LabStep): string[] => [
  ...(step.hints.length === 3 ? [] : [`has ${step.hints.length} hints, not three`]),
  ...step.hints.flatMap((hint, index) =>
    hint.length < shortest ? [`has a hint ${index + 1} that says nothing`] : [],
  ),
  ...[...new Set(givenAway(step).map(words))].map(
    (command) => `gives “${command}” away before its third hint`,
  ),
]

/** Three hints a step: where to look, what is missing, the command; and no command before the third. */
export const hintRules = (source: LabSource): string[] =>
  source.lab.steps.flatMap((step) =>
    problemsOf(step).map((problem) => `${atMark(source, 'step', step.id)}: the step ${step.id} ${problem}`),
  )
