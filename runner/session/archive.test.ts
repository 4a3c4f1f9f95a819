import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { archiveText, labsKept, readHeldRecord, type Archive, type LabRecord } from './archive.ts'
import { scriptForOthers } from './fixtures/other-process.ts'
import { forgetLabs } from './forget.ts'
import { importArchive, previewImport } from './import.ts'
import { addNote, readNotes } from './notes.ts'
import { openProgress } from './open-progress.ts'
import { parseArchive } from './parse-archive.ts'
import { readProgress, type Progress } from './progress.ts'
import type { TranscriptEntry } from './transcript-entry.ts'
import { appendTranscript, fullTranscript, readTranscript } from './transcript.ts'

let root = ''
let here = { data: '', cache: '', state: '' }
let there = here
let told: string[] = []
const notice = { err: (text: string) => void told.push(text) }
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vethlab-archive-'))
  here = { data: join(root, 'here'), cache: '', state: '' }
  there = { data: join(root, 'there'), cache: '', state: '' }
  told = []
})
afterEach(() => rmSync(root, { recursive: true }))

const entry = (over: Partial<TranscriptEntry> = {}): TranscriptEntry => ({
  at: 1000,
  terminal: '1',
  command: 'ip link',
  exitCode: 0,
  changes: [],
  turned: [],
  ...over,
})
const save = (places: typeof here, lab: string, over: Partial<Progress>): void =>
  openProgress(places, lab, notice).save((progress) => ({ ...progress, ...over }))
const record = (places: typeof here, lab: string): LabRecord => readHeldRecord(places, lab, notice)
const exported = (places: typeof here): string =>
  archiveText(
    labsKept(places).map((lab) => record(places, lab)),
    5,
  )
const parsed = (places: typeof here): Archive => parseArchive(Buffer.from(exported(places)), 'FILE')
const filesIn = (places: typeof here): string[] =>
  existsSync(places.data)
    ? readdirSync(places.data, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.includes('/'))
        .sort()
    : []

/** Some of everything, in two labs. */
function work(places: typeof here): void {
  save(places, '03', {
    startedAt: 1,
    steps: { cable: { doneAt: 5, assisted: false } },
    hints: { cable: 2 },
    at: 'bridge',
  })
  addNote(places, { id: '03', title: 'A lab' }, 'A veth pair has two ends', { now: 1, timeZone: 'UTC' })
  for (const at of [1, 2, 3]) appendTranscript(places, '03', entry({ at, command: `${at} \u001b \ud800` }))
  addNote(places, { id: '42', title: 'Not of this course' }, 'kept', { now: 1, timeZone: 'UTC' })
}

describe('an export', () => {
  test('has all that is kept, and comes back as it was where nothing is', () => {
    work(there)
    const archive = parsed(there)
    expect(archive.labs.map(({ lab }) => lab)).toEqual(['03', '42'])
    expect(importArchive(here, archive, notice)).toMatchObject([
      { lab: '03', steps: 1, games: 0, details: true, notes: true, commands: 3 },
      { lab: '42', steps: 0, games: 0, details: false, notes: true, commands: 0 },
    ])
    expect(exported(here)).toBe(exported(there))
    expect(filesIn(here)).toEqual(['notes/03.md', 'notes/42.md', 'progress/03.json', 'transcripts/03.jsonl'])
    expect(told).toEqual([])
  })

  test('of who has done nothing has nothing, and makes no file', () => {
    expect(parsed(there).labs).toEqual([])
    expect(existsSync(there.data)).toBe(false)
  })

  test('tells what it could not take with it', () => {
    work(there)
    appendFileSync(join(there.data, 'transcripts/03.jsonl'), 'half')
    writeFileSync(join(there.data, 'progress/04.json'), 'nonsense')
    expect(parsed(there).labs.map(({ lab }) => lab)).toEqual(['03', '04', '42'])
    expect(told.join('')).toMatch(/1 line of the transcript of lab 03[^]*progress in lab 04 was damaged/)
  })
})

describe('an import', () => {
  test('unites what is here with what was there, and the second time it changes nothing', () => {
    work(there)
    save(here, '03', {
      startedAt: 9,
      steps: { container: { doneAt: 3, assisted: true } },
      solved: ['container'],
    })
    addNote(here, { id: '03', title: 'A lab' }, 'mine', { now: 2, timeZone: 'UTC' })
    for (const at of [2, 4]) appendTranscript(here, '03', entry({ at, command: `${at} \u001b \ud800` }))
    const before = exported(here)
    const preview = previewImport(here, parsed(there), notice)
    expect(exported(here)).toBe(before)
    expect(importArchive(here, parsed(there), notice)).toEqual(preview)
    expect(readProgress(here, '03').progress).toMatchObject({
      startedAt: 1,
      steps: { container: { doneAt: 3, assisted: true }, cable: { doneAt: 5, assisted: false } },
      solved: ['container'],
      hints: { cable: 2 },
    })
    expect(readTranscript(here, '03').entries.map(({ at }) => at)).toEqual([1, 2, 3, 4])
    expect(readNotes(here, '03')?.toString()).toBe(
      '# Notes on lab 03, A lab\n\n- 1970-01-01 00:00: mine\n- 1970-01-01 00:00: A veth pair has two ends\n',
    )
    const after = exported(here)
    expect(previewImport(here, parsed(there), notice)).toEqual([])
    expect(importArchive(here, parsed(there), notice)).toEqual([])
    expect(exported(here)).toBe(after)
  })

  test('adds to the notes what is not in them, and no line twice', () => {
    const lines = (places: typeof here, ...texts: string[]): void => {
      mkdirSync(join(places.data, 'notes'), { recursive: true })
      writeFileSync(join(places.data, 'notes/03.md'), texts.join('\n'))
    }
    const united = (mine: string[], theirs: string[]): string => {
      lines(here, ...mine)
      lines(there, ...theirs)
      importArchive(here, parsed(there), notice)
      return readNotes(here, '03')?.toString() ?? ''
    }
    expect(united(['a', 'b'], ['a', 'b', 'c', ''])).toBe('a\nb\nc\n')
    expect(united(['a', 'b', 'c'], ['a', 'b', ''])).toBe('a\nb\nc')
    expect(united(['a', 'mine', ''], ['a', 'theirs'])).toBe('a\nmine\ntheirs\n')
    expect(united(['a', 'mine', 'theirs', ''], ['a', 'theirs'])).toBe('a\nmine\ntheirs\n')
    expect(united(['a theirs b'], ['theirs'])).toBe('a theirs b\ntheirs\n')
    expect(united([''], ['', '', ' '])).toBe('')
  })

  test('keeps the newest of both transcripts when they are more than one holds, and lines that nobody understands', () => {
    const fill = (places: typeof here, from: number): void => {
      mkdirSync(join(places.data, 'transcripts'), { recursive: true })
      const all = Array.from({ length: 200 }, (_, index) =>
        JSON.stringify(entry({ at: from + 2 * index, command: 'x'.repeat(4000) })),
      )
      writeFileSync(join(places.data, 'transcripts/03.jsonl'), `${all.join('\n')}\n`)
    }
    fill(here, 0)
    fill(there, 1)
    importArchive(here, parsed(there), notice)
    const { entries } = readTranscript(here, '03')
    expect(entries.at(-1)?.at).toBe(399)
    expect(entries.length).toBeGreaterThan(240)
    expect(entries.map(({ at }) => at)).toEqual(entries.map((_, index) => 400 - entries.length + index))
    expect(readFileSync(join(here.data, 'transcripts/03.jsonl')).length).toBeLessThanOrEqual(fullTranscript)

    writeFileSync(join(here.data, 'transcripts/03.jsonl'), 'a line of the future\n')
    importArchive(here, parsed(there), notice)
    expect(readFileSync(join(here.data, 'transcripts/03.jsonl'), 'utf8')).toMatch(/^a line of the future\n\{/)
  })

  test('that cannot be written changes nothing', () => {
    work(there)
    save(here, '03', { startedAt: 9 })
    const before = readProgress(here, '03').progress
    writeFileSync(join(here.data, 'notes'), 'a file in the way')
    expect(() => importArchive(here, parsed(there), notice)).toThrow(expect.objectContaining({ exitCode: 3 }))
    expect(readProgress(here, '03').progress).toEqual(before)
    expect(filesIn(here)).toEqual(['progress/03.json'])
  })

  test('that is killed at any moment leaves whole files, and can be made again', async () => {
    work(there)
    for (let lab = 10; lab < 40; lab++) save(there, String(lab), { answers: ['x'.repeat(20_000)] })
    const file = join(root, 'export.json')
    writeFileSync(file, exported(there))
    const start = await scriptForOthers(
      root,
      { import: ['importArchive'], 'parse-archive': ['parseArchive'] },
      `import { readFileSync } from 'node:fs'
       const [data, file] = process.argv.slice(2)
       process.stdout.write('begun')
       importArchive({ data }, parseArchive(readFileSync(file), file), { err: (text) => process.stderr.write(text) })`,
    )
    for (let round = 0; round < 6; round++) {
      rmSync(here.data, { recursive: true, force: true })
      const { child, ended } = start(here.data, file)
      await new Promise((resolve) => child.stdout?.once('data', resolve))
      // Some moment in the middle of it; which one does not matter.
      await new Promise((resolve) => setTimeout(resolve, round * 15))
      child.kill('SIGKILL')
      await ended
      for (const lab of labsKept(here)) expect(record(here, lab).progress).not.toBeUndefined()
      expect(told).toEqual([])
      importArchive(here, parsed(there), notice)
      expect(exported(here)).toBe(exported(there))
      expect(filesIn(here).filter((name) => name.endsWith('.new'))).toEqual([])
    }
  })
})

describe('a file that is no export', () => {
  const good = (): Archive => {
    work(there)
    return parsed(there)
  }
  const text = (change: (archive: Archive) => unknown): string => JSON.stringify(change(good()))
  const first = (archive: Archive): LabRecord => archive.labs[0] as LabRecord

  test.each<[string, () => string | Buffer, string]>([
    ['empty', () => '', 'import-foreign'],
    ['binary', () => Buffer.from([0, 255, 254, 10]), 'import-foreign'],
    ['no JSON', () => '# Notes\n', 'import-foreign'],
    ['null', () => 'null', 'import-foreign'],
    ['a list', () => '[]', 'import-foreign'],
    ['somebody else’s', () => '{"schemaVersion":1,"labs":[]}', 'import-foreign'],
    ['deeply nested', () => '['.repeat(1_000_000), 'import-foreign'],
    ['cut off', () => JSON.stringify(good()).slice(0, -20), 'import-damaged'],
    [
      'of a newer format',
      () => text((archive) => ({ ...archive, schemaVersion: 2, labs: 'otherwise' })),
      'import-newer',
    ],
    ['the progress of a newer vethlab', () => '{"schemaVersion":2,"lab":"03","startedAt":1}', 'import-newer'],
    ['without its labs', () => text((archive) => ({ ...archive, labs: undefined })), 'import-damaged'],
    [
      'of a format that is none',
      () => text((archive) => ({ ...archive, schemaVersion: '1' })),
      'import-damaged',
    ],
    [
      'about no lab',
      () => text((archive) => ({ ...archive, labs: [{ ...first(archive), lab: '../../evil' }] })),
      'import-damaged',
    ],
    [
      'about one lab twice',
      () => text((archive) => ({ ...archive, labs: [first(archive), first(archive)] })),
      'import-damaged',
    ],
    [
      'about two labs at once',
      () => text((archive) => ({ ...archive, labs: [{ ...first(archive), lab: '04' }] })),
      'import-damaged',
    ],
    [
      'with progress that is none',
      () => text((archive) => ({ ...archive, labs: [{ ...first(archive), progress: {} }] })),
      'import-damaged',
    ],
    [
      'with a step that is none',
      () =>
        text((archive) => ({
          ...archive,
          labs: [
            {
              ...first(archive),
              progress: { ...first(archive).progress, steps: { 'A b': { doneAt: 1, assisted: false } } },
            },
          ],
        })),
      'import-damaged',
    ],
    [
      'with notes that are none',
      () => text((archive) => ({ ...archive, labs: [{ ...first(archive), notes: 7 }] })),
      'import-damaged',
    ],
    [
      'with notes without end',
      () => text((archive) => ({ ...archive, labs: [{ ...first(archive), notes: 'x'.repeat(2 ** 21) }] })),
      'import-damaged',
    ],
    [
      'with a command that is none',
      () => text((archive) => ({ ...archive, labs: [{ ...first(archive), transcript: [{}] }] })),
      'import-damaged',
    ],
    [
      'with a moment that no calendar has',
      () =>
        text((archive) => ({
          ...archive,
          labs: [{ ...first(archive), transcript: [entry({ at: 1e300 })] }],
        })),
      'import-damaged',
    ],
  ])('but %s is refused in a sentence', (_, make, code) => {
    const bytes = Buffer.from(make())
    expect(() => parseArchive(bytes, 'FILE')).toThrow(
      expect.objectContaining({
        code,
        exitCode: 2,
        message: expect.stringMatching(/^FILE [^\n]{10,150}\.$/),
      }),
    )
  })

  test('but progress that was set aside is taken in as an export of it', () => {
    work(there)
    const archive = parseArchive(readFileSync(join(there.data, 'progress/03.json')), 'FILE')
    importArchive(here, archive, notice)
    expect(readProgress(here, '03')).toEqual(readProgress(there, '03'))
  })

  test('is called by its name, which does not steer the terminal', () => {
    expect(() => parseArchive(Buffer.of(), '\u001b[2J')).toThrow('\\x1b[2J is no export')
  })
})

describe('a lab that is forgotten', () => {
  test('is as if it had never been begun; a copy takes all of it back', () => {
    work(here)
    const before = exported(here)
    const copy = forgetLabs(here, ['03', '04'], notice, 1000) ?? ''
    expect(copy).toBe(join(here.data, 'forgotten/03-1970-01-01T00-00-01-000Z.json'))
    expect(filesIn(here)).toEqual(['forgotten/03-1970-01-01T00-00-01-000Z.json', 'notes/42.md'])
    importArchive(here, parseArchive(readFileSync(copy), copy), notice)
    expect(exported(here)).toBe(before)
  })

  test('can be all of them, into one copy', () => {
    work(here)
    const copy = forgetLabs(here, labsKept(here), notice, 1000) ?? ''
    expect(copy).toBe(join(here.data, 'forgotten/all-1970-01-01T00-00-01-000Z.json'))
    expect(parseArchive(readFileSync(copy), copy).labs.map(({ lab }) => lab)).toEqual(['03', '42'])
    expect(labsKept(here)).toEqual([])
    expect(forgetLabs(here, ['03'], notice)).toBeUndefined()
  })

  test('keeps beside what the copy does not hold', () => {
    work(here)
    appendFileSync(join(here.data, 'transcripts/03.jsonl'), 'of the future\n')
    appendFileSync(join(here.data, 'notes/03.md'), Buffer.from([255]))
    forgetLabs(here, ['03'], notice, 1000)
    expect(readFileSync(join(here.data, 'transcripts/03.jsonl.damaged-1000'), 'utf8')).toContain(
      'of the future',
    )
    expect(readFileSync(join(here.data, 'notes/03.md.damaged-1000')).at(-1)).toBe(255)
    expect(labsKept(here)).toEqual(['42'])
  })

  test('is not, when its copy cannot be kept', () => {
    work(here)
    const before = exported(here)
    writeFileSync(join(here.data, 'forgotten'), 'a file in the way')
    expect(() => forgetLabs(here, ['03'], notice)).toThrow(expect.objectContaining({ exitCode: 3 }))
    expect(exported(here)).toBe(before)
  })

  test('stays forgotten when a command that has read it before saves something', () => {
    work(here)
    const { save: later } = openProgress(here, '03', notice)
    forgetLabs(here, ['03'], notice)
    later((progress) => ({ ...progress, hints: { bridge: 1 } }))
    expect(readProgress(here, '03').progress).toMatchObject({ steps: {}, hints: { bridge: 1 } })
  })
})
