import { atMark, at, type LabSource } from './source.ts'

/** Words of running text, outside fenced blocks. */
export const countWords = (markdown: string): number =>
  markdown.replace(/^```[\s\S]*?^```/gm, ' ').match(/[\p{L}\d][\p{L}\d'’./-]*/gu)?.length ?? 0

const inStep = { least: 20, most: 300 }
const inAll = { least: 600, most: 2500 }

const wordsAMinute = 150
const minutesACommand = 0.5

/** How long a lab takes: a minute for 150 words, half a minute for each command with its output. */
export const plausibleMinutes = (words: number, commands: number): number =>
  words / wordsAMinute + commands * minutesACommand

const outside = (count: number, { least, most }: typeof inStep): string | undefined =>
  count < least || count > most ? `${count} words; ${least} to ${most} are plausible` : undefined

/** Steps and the whole are neither too short nor too long, and `minutes` fits them: two thirds to one and a half times. */
export function lengthRules(source: LabSource): string[] {
  const { lab, walkthrough } = source
  const texts = [...lab.steps, ...lab.questions].map(({ text }) => text)
  const words = countWords([lab.introduction, ...texts, lab.debrief].join('\n'))
  const expected = plausibleMinutes(words, lab.steps.flatMap(({ commands }) => commands).length)
  const whole = outside(words, inAll)
  return [
    ...lab.steps.flatMap(({ id, text }) => {
      const problem = outside(countWords(text), inStep)
      return problem === undefined ? [] : [`${atMark(source, 'step', id)}: the step ${id} has ${problem}`]
    }),
    ...(whole === undefined ? [] : [`${walkthrough.path}: it has ${whole}`]),
    ...(lab.minutes < expected / 1.5 || lab.minutes > expected * 1.5
      ? [
          `${at(walkthrough, 'minutes:')}: it says ${lab.minutes} minutes; by its words and commands it takes about ${Math.round(expected)}`,
        ]
      : []),
  ]
}
