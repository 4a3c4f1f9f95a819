import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { labSlugs, projectFolder } from '../../course/find-labs.ts'
import type { LabScript } from '../../course/script.ts'
import type { LabChecks } from '../../judge/check.ts'
import { codeSentences, labSentences, markdownSentences, proseOf, type Sentence } from './prose.ts'
import { readSource, type SourceFile } from './source.ts'
import { loadSpeller, readWordList, unknownWords, wordListPath } from './spelling.ts'

const timeout = 60_000
const project = projectFolder()
const load = async <Thing>(path: string): Promise<Thing> =>
  ((await import(join(project, path))) as { default: Thing }).default
const read = (path: string): SourceFile => ({ path, text: readFileSync(join(project, path), 'utf8') })
const filesIn = (folder: string, end: string): SourceFile[] =>
  readdirSync(join(project, folder))
    .filter((name) => name.endsWith(end) && !name.endsWith('.test.ts'))
    .map((name) => read(`${folder}/${name}`))

/** Everything that a student or an instructor reads, but for what programs print. */
async function allSentences(): Promise<Sentence[]> {
  const slugs = labSlugs()
  const labs = await Promise.all(
    slugs.map(async (slug) =>
      readSource(project, slugs, slug, {
        script: await load<LabScript>(`labs/${slug}/script.ts`),
        checks: await load<LabChecks>(`checks/${slug}.ts`),
      }),
    ),
  )
  return [
    ...labs.flatMap(labSentences),
    ...[read('README.md'), ...filesIn('docs', '.md')].flatMap(markdownSentences),
    ...[...filesIn('checks/vocabulary', '.ts'), ...filesIn('checks', '.ts')].flatMap(codeSentences),
  ]
}

test('the words of labs, docs and diagnoses are in a dictionary or in the list', { timeout }, async () => {
  expect(await unknownWords(await allSentences(), readWordList())).toEqual([])
})

describe(`the list ${wordListPath}`, () => {
  test('is sorted, in small letters, and has no word twice', () => {
    const words = readWordList()
    expect(words).toEqual([...new Set(words.map((word) => word.toLowerCase()))].sort())
  })

  test('has no word that nothing uses, or that a dictionary has', { timeout }, async () => {
    const used = new Set((await unknownWords(await allSentences(), [])).map(({ word }) => word.toLowerCase()))
    expect(readWordList().filter((word) => !used.has(word))).toEqual([])
  })
})

test('a slip of the pen is found, with its place; British spelling is right', { timeout }, async () => {
  const sentences = [
    { where: 'a:1', text: 'The neighbour’s bridge answers in its own colour.' },
    { where: 'a:2', text: 'The neighbor answers, teh brigde does not.' },
    { where: 'a:3', text: 'A veth pair, a vethling.' },
  ]
  const found = await unknownWords(sentences, ['veth', 'vethling'])
  expect(found).toEqual([
    { where: 'a:2', word: 'neighbor' },
    { where: 'a:2', word: 'teh' },
    { where: 'a:2', word: 'brigde' },
  ])
})

test('what is typed or shown is no prose, and lines stay lines', () => {
  const text = [
    '---',
    'title: A titel',
    'needs: [veth]',
    '---',
    'See `brctl',
    'show` in /etc/docker/daemon.json, or [here](http://a.b/cde). <!-- step: abc -->',
    '```console',
    '$ brctl',
    '```',
    'End.',
  ].join('\n')
  expect(
    proseOf(text)
      .split('\n')
      .map((line) => line.replace(/ +/g, ' ').trim()),
  ).toEqual(['', 'title: A titel', '', '', 'See', 'in , or [here .', '', '', '', 'End.'])
})

test('sentences of a source are its strings of several words', () => {
  const text = "const a = 'one'\nfail('code', `${name} is up`, 'it is down')\n"
  expect(codeSentences({ path: 'x.ts', text }).map(({ where, text: said }) => [where, said.trim()])).toEqual([
    ['x.ts:2', 'is up'],
    ['x.ts:2', 'it is down'],
  ])
})

describe('without cspell', () => {
  const failing = (code: string) => (): Promise<never> =>
    Promise.reject(Object.assign(new Error('no such package'), { code }))

  test('nothing is taken for right: the spelling cannot be looked at', async () => {
    await expect(loadSpeller(failing('ERR_MODULE_NOT_FOUND'))).rejects.toMatchObject({
      kind: 'cannotRun',
      message: expect.stringContaining('cannot be looked at here: cspell is not installed'),
    })
  })

  test('another failure keeps its own words', async () => {
    await expect(loadSpeller(failing('EACCES'))).rejects.toMatchObject({ message: 'no such package' })
  })
})
