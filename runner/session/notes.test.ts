import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scriptForOthers } from './fixtures/other-process.ts'
import { addNote, editNotes, editorOf, readNotes } from './notes.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'vethlab-notes-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const lab = { id: '03', title: 'Wire a container by hand' }
const file = (): string => join(data, 'notes/03.md')
const when = { now: Date.UTC(2026, 10, 22, 12, 0, 7), timeZone: 'UTC' }
const add = (text: string): string => addNote({ data }, lab, text, when)
const text = (): string | undefined => readNotes({ data }, '03')?.toString()

describe('notes', () => {
  test('are none at first', () => {
    expect(readNotes({ data }, '03')).toBeUndefined()
  })

  test('are a list with dates under a heading, in a file that is their owner’s alone', () => {
    expect(add('A veth pair has two ends')).toBe(file())
    add('  two\n\n  lines\r\nof it ')
    expect(text()).toBe(
      '# Notes on lab 03, Wire a container by hand\n\n- 2026-11-22 12:00: A veth pair has two ends\n- 2026-11-22 12:00: two\n  lines\n  of it\n',
    )
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  test('are left as they were written by hand, whatever bytes they are', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0d, 0x41])
    mkdirSync(join(data, 'notes'))
    writeFileSync(file(), bytes)
    add('more')
    expect(readFileSync(file())).toEqual(Buffer.concat([bytes, Buffer.from('\n- 2026-11-22 12:00: more\n')]))
  })

  test('take no empty line, and no more than fits', () => {
    for (const nothing of ['', ' ', '\n\n'])
      expect(() => add(nothing)).toThrow(expect.objectContaining({ code: 'note-empty', exitCode: 2 }))
    expect(text()).toBeUndefined()
    expect(() => add('x'.repeat(2 ** 20))).toThrow(
      expect.objectContaining({ code: 'notes-full', exitCode: 2 }),
    )
    expect(text()).toBeUndefined()
  })

  test.each<[string, () => void]>([
    ['a folder', () => mkdirSync(file(), { recursive: true })],
    ['too large', () => writeFileSync(file(), Buffer.alloc(2 ** 21))],
  ])('that are %s are an error with a next step, and stay', (_, make) => {
    mkdirSync(join(data, 'notes'))
    make()
    const refusal = expect.objectContaining({
      code: 'notes-unreadable',
      exitCode: 3,
      next: expect.stringContaining(file()),
    })
    expect(() => readNotes({ data }, '03')).toThrow(refusal)
    expect(() => add('more')).toThrow(refusal)
  })

  test('that several commands add to lose nothing', async () => {
    const start = await scriptForOthers(
      data,
      { notes: ['addNote'] },
      `const [data, name] = process.argv.slice(2)
       for (let index = 0; index < 15; index++) addNote({ data }, { id: '03', title: 'A lab' }, name + index)`,
    )
    const names = ['one', 'two', 'three']
    await Promise.all(names.map((name) => start(data, name).ended))
    const lines = (text() ?? '').split('\n')
    expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(1)
    for (const name of names)
      expect(
        lines.filter((line) => line.includes(`: ${name}`)).map((line) => line.split(`: ${name}`)[1]),
      ).toEqual(Array.from({ length: 15 }, (_, index) => String(index)))
  })
})

describe('an editor', () => {
  const editor = (script: string): string => {
    const path = join(data, 'my editor')
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }
  const path = process.env['PATH'] ?? ''

  test('is $VISUAL, $EDITOR or vi', () => {
    expect(editorOf({ VISUAL: 'a', EDITOR: 'b' })).toBe('a')
    expect(editorOf({ VISUAL: ' ', EDITOR: 'b' })).toBe('b')
    expect(editorOf({})).toBe('vi')
  })

  test('is given the file, behind its own words; what it writes are the notes', async () => {
    const script = editor('echo "$1" >>"$2"')
    writeFileSync(join(data, 'edit'), `#!/bin/sh\nexec '${script}' "$@"\n`)
    chmodSync(join(data, 'edit'), 0o755)
    expect(await editNotes({ data }, lab, { PATH: path, VISUAL: `${data}/edit --wait=*` })).toBe(file())
    expect(text()).toBe('# Notes on lab 03, Wire a container by hand\n\n--wait=*\n')
  })

  test('whose words are more than words is not run as a program', async () => {
    await expect(
      editNotes({ data }, lab, { PATH: path, EDITOR: `true; touch ${data}/evil` }),
    ).rejects.toThrow('cannot be started')
    expect(existsSync(join(data, 'evil'))).toBe(false)
  })

  test.each([
    ['is not there', '/nowhere/at/all', 'cannot be started'],
    ['fails', 'false', 'has ended with exit code 1'],
  ])('that %s is an error with a next step, and the notes are kept', async (_, words, said) => {
    add('mine')
    await expect(editNotes({ data }, lab, { PATH: path, EDITOR: words })).rejects.toThrow(
      expect.objectContaining({ code: 'editor-failed', exitCode: 3, message: expect.stringContaining(said) }),
    )
    expect(text()).toContain('mine')
  })
})
