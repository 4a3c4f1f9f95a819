import * as v from 'valibot'
import { parse as parseYaml } from 'yaml'
import { LabError, causeText } from '../lab-error.ts'
import { needNames, type Lab, type LabStep, type Question, type StepNeed } from './lab.ts'
import { readStepNeeds } from './step-needs.ts'
import { declareValues, ValuesMatter } from './values/declare.ts'
import { valuesStep, type DeclaredValue } from './values/value.ts'

const FrontMatter = v.strictObject({
  title: v.pipe(v.string(), v.minLength(3)),
  summary: v.pipe(v.string(), v.minLength(10)),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(120)),
  needs: v.array(v.picklist(needNames)),
  hosts: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]{0,9}$/))), v.minLength(1)), [
    'host1',
  ]),
  values: v.optional(ValuesMatter, {}),
})

const broken = (slug: string, what: string): LabError =>
  new LabError(
    'internal',
    'lab-broken',
    `labs/${slug}/walkthrough.md: ${what}.`,
    'See CONTRIBUTING.md for the form of a walkthrough.',
  )

const readFrontMatter = (
  slug: string,
  text: string,
): { matter: v.InferOutput<typeof FrontMatter>; body: string } => {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(text)
  if (!match) throw broken(slug, 'the front matter (between two lines of ---) is missing')
  try {
    return { matter: v.parse(FrontMatter, parseYaml(String(match[1]))), body: text.slice(match[0].length) }
  } catch (error) {
    const where = v.isValiError<typeof FrontMatter>(error) ? v.getDotPath(error.issues[0]) : null
    throw broken(slug, `the front matter is wrong: ${where === null ? '' : `${where}: `}${causeText(error)}`)
  }
}

const valuesOf = (slug: string, matter: v.InferOutput<typeof FrontMatter>, body: string): DeclaredValue[] => {
  try {
    return declareValues(matter.values, body)
  } catch (error) {
    throw broken(slug, `the front matter is wrong: ${causeText(error)}`)
  }
}

interface Section {
  heading: string
  body: string
  /** From the comment under the heading: `<!-- step: bridge -->`, `<!-- step: bridge needs: vxlan -->`. */
  mark: { kind: string; id: string; needs: string } | undefined
}

/** Cuts at second-level headings that are not inside a fenced block. */
function cutSections(body: string): Section[] {
  let fenced = false
  const cuts: string[][] = [[]]
  for (const line of body.split('\n')) {
    if (/^(```|~~~)/.test(line)) fenced = !fenced
    if (!fenced && line.startsWith('## ')) cuts.push([])
    cuts.at(-1)?.push(line)
  }
  return cuts.map((lines) => {
    const [first = '', ...rest] = lines
    const heading = first.startsWith('## ') ? first.slice(3).trim() : ''
    const text = (heading === '' ? lines : rest).join('\n').trim()
    const mark = /^<!-- (step|question|debrief): ?([a-z0-9-]*)(?: needs: ([a-z0-9_, ]*?))? ?-->\n?/.exec(text)
    return {
      heading,
      body: mark ? text.slice(mark[0].length).trim() : text,
      mark: mark ? { kind: String(mark[1]), id: String(mark[2]), needs: mark[3] ?? '' } : undefined,
    }
  })
}

const hintBlock = /<details>\s*<summary>Hint[^<]*<\/summary>\s*([\s\S]*?)<\/details>\n?/g

/** The commands of ```console blocks: lines that begin with `$ `, with their continuation lines (after `\`, or behind `> `). */
export function consoleCommands(markdown: string): string[] {
  const commands: string[] = []
  for (const [, block = ''] of markdown.matchAll(/^```console\n([\s\S]*?)^```/gm)) {
    let [open, typed] = [false, false]
    for (const line of block.split('\n')) {
      const goesOn = open || (typed && /^>(?: |$)/.test(line))
      typed = goesOn || line.startsWith('$ ')
      if (goesOn) commands.push(`${commands.pop()}\n${line.replace(/^>(?: |$)/, '')}`)
      else if (typed) commands.push(line.slice(2))
      open = typed && line.endsWith('\\')
    }
  }
  return commands
}

const needsOf = (slug: string, { heading, mark }: Section): StepNeed[] => {
  try {
    return readStepNeeds(mark?.needs ?? '')
  } catch (error) {
    throw broken(slug, `the step “${heading}”: ${causeText(error)}`)
  }
}

const toStep = (slug: string, section: Section, index: number): LabStep => {
  const text = section.body.replace(hintBlock, '').trim()
  return {
    id: section.mark?.id ?? '',
    number: index + 1,
    title: section.heading.replace(/^\d+\. /, ''),
    needs: needsOf(slug, section),
    text,
    hints: [...section.body.matchAll(hintBlock)].map(([, hint = '']) => hint.trim()),
    commands: consoleCommands(text),
  }
}

const ofKind = (sections: Section[], kind: string): Section[] =>
  sections.filter(({ mark }) => mark?.kind === kind)

/** The mark above a picture that `lab verify --refresh` draws; for whoever reads the walkthrough it is not there. */
const pictureMark = /^<!-- picture -->\n/m

/**
 * Reads a walkthrough: YAML front matter, an introduction, sections marked `<!-- step: ID -->` (or `<!-- step: ID needs:
 * ipvlan -->`), `<!-- question: ID -->` and `<!-- debrief: -->`. Throws LabError `lab-broken` that names the file and what is wrong with it.
 */
export function parseWalkthrough(slug: string, text: string): Lab {
  const { matter, body } = readFrontMatter(slug, text.replaceAll('\r\n', '\n'))
  const [introduction, ...sections] = cutSections(body)
  const unmarked = sections.find(({ mark }) => mark === undefined)
  if (unmarked)
    throw broken(
      slug,
      `the section “${unmarked.heading}” says neither step, question nor debrief in a comment under its heading`,
    )
  const steps = ofKind(sections, 'step').map((section, index) => toStep(slug, section, index))
  const questions = ofKind(sections, 'question').map((section): Question => ({
    id: section.mark?.id ?? '',
    text: section.body,
  }))
  const ids = [...steps, ...questions].map(({ id }) => id)
  const twice = ids.find((id, index) => id === '' || ids.indexOf(id) !== index)
  if (twice !== undefined) throw broken(slug, `the id “${twice}” is empty or stands there twice`)
  if (ids.includes(valuesStep)) throw broken(slug, `the id “${valuesStep}” is kept for values of one’s own`)
  if (steps.length === 0) throw broken(slug, 'there is no step')
  return {
    id: slug.slice(0, 2),
    slug,
    ...matter,
    values: valuesOf(slug, matter, body),
    own: [],
    introduction: introduction?.body.replace(pictureMark, '') ?? '',
    steps,
    questions,
    debrief: ofKind(sections, 'debrief')
      .map(({ body: debrief }) => debrief)
      .join('\n\n'),
  }
}
