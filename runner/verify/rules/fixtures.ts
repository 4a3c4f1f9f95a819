import { projectFolder } from '../../course/find-labs.ts'
import { parseWalkthrough } from '../../course/parse-walkthrough.ts'
import type { LabScript } from '../../course/script.ts'
import { pass, type Check, type LabChecks } from '../../judge/check.ts'
import type { LabSource } from './source.ts'

const prose = (words: number): string =>
  Array.from({ length: words / 20 }, () => `${'word '.repeat(19)}word.`).join('\n')

const hints = (command: string): string =>
  ['Look at what is on the host.', 'There has to be a bridge.', `\`sudo ${command}\``]
    .map((hint, index) => `<details><summary>Hint ${index + 1}</summary>\n\n${hint}\n\n</details>\n`)
    .join('')

/** A walkthrough that keeps every rule. */
export const goodWalkthrough = `---
title: A bridge
summary: Make a bridge and give it an address.
minutes: 6
needs: [bridge]
---

${prose(300)}

## 1. Make it
<!-- step: make -->

${prose(100)}

\`\`\`console
$ sudo ip link add \\
>   br7 type bridge
$ brctl show
br7   8000.000000000000   no
\`\`\`

${hints('ip link add br7 type bridge')}
## 2. Address it
<!-- step: address -->

${prose(100)}
More in step 1, [above](#1-make-it).

\`\`\`console
$ sudo ip addr add 10.1.2.3/24 dev br7
$ ip addr show br7
    inet 10.1.2.3/24 scope global br7
\`\`\`

${hints('ip addr add 10.1.2.3/24 dev br7')}
## Which one?
<!-- question: which -->

Which one is it?

## Debrief
<!-- debrief: -->

${prose(200)}

**Common mistakes.** None.

**What changed since the document was written.** Nothing.

**Where next.** Lab 03.
`

export const check = (id: string, over: Partial<Check> = {}): Check => ({
  id,
  title: id,
  points: 1,
  is: { expected: id, judge: () => pass(id) },
  ...over,
})

const nothing = (): Promise<void> => Promise.resolve()

export const goodChecks = (): LabChecks => ({
  steps: [
    { step: 'make', checks: [check('make.there')] },
    { step: 'address', checks: [check('address.there', { after: ['make.there'] })] },
  ],
  answers: { which: () => ({ answers: ['br7'] }) },
})

export const goodScript = (): LabScript => ({
  steps: { make: nothing, address: nothing },
  variants: { other: { title: 'with brctl', steps: { make: nothing } } },
  faults: ['one', 'two', 'three', 'four', 'five'].map((id, index) => ({
    id,
    title: `fault ${id}`,
    plant: nothing,
    kills: [index === 0 ? 'make.there' : 'address.there'],
  })),
})

/** A lab that keeps every rule, with some of it changed; the walkthrough is changed by the replacements. */
export function source(
  over: Partial<Omit<LabSource, 'walkthrough' | 'lab'>> & { replace?: [string, string][] } = {},
): LabSource {
  const { replace = [], ...rest } = over
  const text = replace.reduce((whole, [from, to]) => {
    if (!whole.includes(from)) throw new Error(`the fixture has no “${from}”`)
    return whole.replace(from, () => to)
  }, goodWalkthrough)
  const slug = '99-bridge'
  return {
    project: projectFolder(),
    slugs: [slug],
    lab: parseWalkthrough(slug, text),
    script: goodScript(),
    checks: goodChecks(),
    walkthrough: { path: `labs/${slug}/walkthrough.md`, text },
    scriptFile: { path: `labs/${slug}/script.ts`, text: "id: 'one'\nid: 'two'\n" },
    checksFile: { path: `checks/${slug}.ts`, text: "step: 'make'\nid: 'make.there'\nid: 'address.there'\n" },
    folder: ['goal.json', 'picture.svg', 'script.ts', 'walkthrough.md'],
    checksFolder: [`${slug}.ts`, 'vocabulary'],
    ...rest,
  }
}
