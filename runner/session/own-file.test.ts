import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scriptForOthers } from './fixtures/other-process.ts'
import { readOwn, setAside, writeOwn, type OwnFile } from './own-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-own-'))
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true })
})

const truncateTo = (path: string, size: number): void => {
  writeFileSync(path, '')
  truncateSync(path, size)
}

const own = (name = 'notes/03.md'): OwnFile => ({
  path: join(folder, name),
  what: 'Your notes on lab 03',
  code: 'notes',
  most: 1000,
})

describe('what is at a path', () => {
  test.each<[string, (path: string) => void, object]>([
    ['nothing', () => undefined, { kind: 'absent' }],
    ['an empty file', (path) => writeFileSync(path, ''), { kind: 'bytes', bytes: Buffer.of() }],
    ['a file of the largest size', (path) => writeFileSync(path, 'x'.repeat(1000)), { kind: 'bytes' }],
    ['a larger file', (path) => writeFileSync(path, 'x'.repeat(1001)), { kind: 'unusable' }],
    ['a huge file with a hole', (path) => truncateTo(path, 2 ** 40), { kind: 'unusable' }],
    ['a folder', (path) => mkdirSync(path), { kind: 'unusable' }],
    ['a named pipe', (path) => execFileSync('mkfifo', [path]), { kind: 'unusable' }],
    ['a link to a device', (path) => symlinkSync('/dev/zero', path), { kind: 'unusable' }],
    ['a link to nothing', (path) => symlinkSync('nowhere', path), { kind: 'absent' }],
  ])('may be %s', (_, make, found) => {
    make(join(folder, '03.md'))
    expect(readOwn(own('03.md'))).toMatchObject(found)
  })

  test('is an error that names it when a link leads in a circle, or a file is in the way of its folder', () => {
    symlinkSync('03.md', join(folder, '03.md'))
    writeFileSync(join(folder, 'notes'), '')
    for (const name of ['03.md', 'notes/03.md'])
      expect(() => readOwn(own(name))).toThrow(
        expect.objectContaining({
          code: 'notes-unreadable',
          next: expect.stringContaining(join(folder, name)),
        }),
      )
  })

  test('can be moved away, with the time beside its name', () => {
    writeFileSync(join(folder, '03.md'), 'old')
    expect(setAside(own('03.md'), 'damaged', 5)).toBe(join(folder, '03.md.damaged-5'))
    expect(readFileSync(join(folder, '03.md.damaged-5'), 'utf8')).toBe('old')
  })
})

describe('files that are written', () => {
  test('are their owner’s alone, and leave no draft', () => {
    writeOwn([
      { file: own(), content: 'one' },
      { file: own('progress/03.json'), content: Buffer.from([1, 0, 255]) },
    ])
    expect(readOwn(own())).toEqual({ kind: 'bytes', bytes: Buffer.from('one') })
    expect(readOwn(own('progress/03.json'))).toEqual({ kind: 'bytes', bytes: Buffer.from([1, 0, 255]) })
    expect(statSync(own().path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'notes'))).toEqual(['03.md'])
  })

  test('are written all or not at all: where one has no place, none is changed', () => {
    writeOwn([{ file: own(), content: 'before' }])
    writeFileSync(join(folder, 'progress'), 'a file in the way')
    expect(() =>
      writeOwn([
        { file: own(), content: 'after' },
        { file: own('progress/03.json'), content: 'after' },
      ]),
    ).toThrow(expect.objectContaining({ code: 'notes-unwritable' }))
    expect(readFileSync(own().path, 'utf8')).toBe('before')
    expect(readdirSync(join(folder, 'notes'))).toEqual(['03.md'])
  })

  test('are not changed by a disk that is full', async () => {
    const start = await scriptForOthers(
      folder,
      { 'own-file': ['writeOwn'] },
      `const [path, size] = process.argv.slice(2)
       try {
         writeOwn([{ file: { path, what: 'Your notes', code: 'notes', most: 1 }, content: 'x'.repeat(Number(size)) }])
         process.stdout.write('written')
       } catch (error) {
         process.stdout.write(error.code)
       }`,
    )
    writeOwn([{ file: own(), content: 'before' }])
    // A limit on the size of a file (getrlimit(2), RLIMIT_FSIZE) ends a write in the middle as a full disk does.
    const limited = (size: string): string =>
      execFileSync(
        'bash',
        ['-c', 'trap "" XFSZ; ulimit -f 4; exec "$@"', 'bash', ...start.words(own().path, size)],
        {
          encoding: 'utf8',
        },
      )
    expect(limited('100000')).toBe('notes-unwritable')
    expect(readFileSync(own().path, 'utf8')).toBe('before')
    expect(readdirSync(join(folder, 'notes'))).toEqual(['03.md'])
    expect(limited('1000')).toBe('written')
  })

  test('are old or new, and whole, when their writers are killed at any moment', async () => {
    const start = await scriptForOthers(
      folder,
      { 'own-file': ['writeOwn'] },
      `const file = { path: process.argv[2], what: 'Your notes', code: 'notes', most: 1 }
       process.stdout.write('writing')
       for (let round = 0; ; round++) writeOwn([{ file, content: String(round % 10).repeat(200_000) }])`,
    )
    writeOwn([{ file: own(), content: '0'.repeat(200_000) }])
    for (let round = 0; round < 12; round++) {
      const { child, ended } = start(own().path)
      await new Promise((resolve) => child.stdout?.once('data', resolve))
      // Some moment in the middle of it; which one does not matter.
      await new Promise((resolve) => setTimeout(resolve, round * 3))
      child.kill('SIGKILL')
      expect((await ended).signal).toBe('SIGKILL')
      expect(readFileSync(own().path, 'utf8')).toMatch(/^(\d)\1{199999}$/)
    }
    writeOwn([{ file: own(), content: 'last' }])
    expect(readdirSync(join(folder, 'notes'))).toEqual(['03.md'])
  })
})
