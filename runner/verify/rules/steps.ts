import type { LabStep } from '../../course/lab.ts'
import { at, atMark, type LabSource } from './source.ts'

const sameOrder = (where: string, what: string, found: string[], wanted: string[]): string[] =>
  found.join(' ') === wanted.join(' ')
    ? []
    : [
        `${where}: ${what} has the steps ${found.join(', ') || 'none'}; the walkthrough has ${wanted.join(', ')}`,
      ]

/** True when a console block shows more than what is typed. */
export function showsOutput({ text }: Pick<LabStep, 'text'>): boolean {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```/gm)].map(([, block = '']) => block)
  return blocks.some((block) => {
    const typed = block.replace(/^\$ (?:.*\\\n)*.*\n?(?:>(?: .*)?\n)*/gm, '')
    return typed.trim() !== ''
  })
}

const stepProblems = (step: LabStep): string[] => [
  ...(step.title === '' ? ['has no title'] : []),
  ...(step.text.replace(/^```[\s\S]*?^```/gm, '').trim() === '' ? ['has no text'] : []),
  ...(step.commands.length === 0 ? ['has nothing to type'] : []),
  ...(step.commands.length > 0 && !showsOutput(step) ? ['shows no output to expect'] : []),
]

/** The same steps in one order everywhere; each has a text, something to type, an output to expect and something to check. */
export function stepRules(source: LabSource): string[] {
  const { lab, script, checks, scriptFile, checksFile } = source
  const wanted = lab.steps.map(({ id }) => id)
  return [
    ...sameOrder(scriptFile.path, 'the script', Object.keys(script.steps), wanted),
    ...sameOrder(
      checksFile.path,
      'the list of checks',
      checks.steps.map(({ step }) => step),
      wanted,
    ),
    ...lab.steps.flatMap((step) =>
      stepProblems(step).map(
        (problem) => `${atMark(source, 'step', step.id)}: the step ${step.id} ${problem}`,
      ),
    ),
    ...lab.steps
      .filter(({ number, title }) => !source.walkthrough.text.includes(`\n## ${number}. ${title}\n`))
      .map(
        ({ id, number }) =>
          `${atMark(source, 'step', id)}: the heading of the step ${id} is not number ${number}`,
      ),
    ...checks.steps
      .filter((step) => step.checks.length === 0)
      .map(({ step }) => `${at(checksFile, `step: '${step}'`)}: the step ${step} has nothing to check`),
  ]
}
