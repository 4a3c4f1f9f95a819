import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readLab } from '../../course/find-labs.ts'
import { linesOf, type LabSource, type NumberedLine } from './source.ts'

/** The course has labs 00 to 17, written or planned. */
const lastLab = 17

const isPlanned = (number: string): boolean => Number(number) <= lastLab

/** The heading's anchor, as Markdown viewers make it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\d\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

function brokenLinks({ walkthrough, project }: LabSource, { where, line }: NumberedLine): string[] {
  const anchors = [...walkthrough.text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchor(heading))
  return [...line.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return []
    const [path = '', fragment] = target.split('#')
    const found =
      path === ''
        ? anchors.includes(fragment ?? '')
        : existsSync(join(project, dirname(walkthrough.path), path))
    return found ? [] : [`${where}: the link to ${target} leads nowhere`]
  })
}

const unplannedLabs = ({ where, line }: NumberedLine): string[] =>
  [...line.matchAll(/\blabs? (\d+(?:(?:, | and | or | to )\d+)*)/gi)].flatMap(([, list = '']) =>
    (list.match(/\d+/g) ?? [])
      .filter((number) => number.length !== 2 || !isPlanned(number))
      .map((number) => `${where}: there is no lab ${number}; the course has 00 to ${lastLab}`),
  )

/** Commands on a running lab are about this one: another number is a slip of the pen. */
const foreignCommands = ({ lab }: LabSource, { where, line }: NumberedLine): string[] =>
  [...line.matchAll(/\blab (reset|check|stop|solve|hint|ask|shell|status) (\d+)/g)]
    .filter(([, , number]) => number !== lab.id)
    .map(([command]) => `${where}: “${command}” is about another lab`)

const stepsOf = ({ lab, slugs, project }: LabSource, number: string | undefined): number => {
  if (number === undefined || number === lab.id) return lab.steps.length
  const slug = slugs.find((name) => name.startsWith(`${number}-`))
  return slug === undefined ? Infinity : readLab(slug, project).steps.length
}

/** “step 4”, “steps 4 to 6” of this lab; “step 2 of lab 03” of another. */
const missingSteps = (source: LabSource, { where, line }: NumberedLine): string[] =>
  [...line.matchAll(/\bsteps? (\d+)(?:(?: to | and )(\d+))?(?: of lab (\d\d))?/gi)].flatMap(
    ([said, first, last = first, number]) =>
      Number(last) > stepsOf(source, number) || Number(first) < 1 ? [`${where}: “${said}” is not there`] : [],
  )

/** Links, lab numbers and step numbers lead somewhere. */
export const linkRules = (source: LabSource): string[] =>
  linesOf(source.walkthrough)
    .filter(({ fenced }) => !fenced)
    .flatMap((line) => [
      ...brokenLinks(source, line),
      ...unplannedLabs(line),
      ...foreignCommands(source, line),
      ...missingSteps(source, line),
    ])
