import type { LabSource } from './source.ts'

const wanted = ['walkthrough.md', 'script.ts', 'picture.svg', 'goal.json']

/** What is in checks/ besides the labs' checks, tests and the vocabulary. */
export const strayChecks = (names: readonly string[], slugs: readonly string[]): string[] =>
  names.filter(
    (name) =>
      name !== 'vocabulary' && !name.endsWith('.test.ts') && !slugs.some((slug) => name === `${slug}.ts`),
  )

/** A lab's folder holds its walkthrough, its script, its picture and its goal, and nothing else; checks/ holds labs' checks only. */
export const fileRules = ({ lab, folder, checksFolder, slugs }: LabSource): string[] => [
  ...wanted.filter((name) => !folder.includes(name)).map((name) => `labs/${lab.slug}/${name}: is missing`),
  ...folder
    .filter((name) => !wanted.includes(name))
    .map((name) => `labs/${lab.slug}/${name}: does not belong here`),
  ...(checksFolder.includes(`${lab.slug}.ts`) ? [] : [`checks/${lab.slug}.ts: is missing`]),
  ...strayChecks(checksFolder, slugs).map((name) => `checks/${name}: belongs to no lab`),
  ...slugs
    .filter((slug) => slug !== lab.slug && slug.startsWith(`${lab.id}-`))
    .map((slug) => `labs/${slug}: has the number of labs/${lab.slug}`),
]
