import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findSubmissions, type FindOptions } from './find-submissions.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-find-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (path: string | Buffer, text = 'true\n'): void =>
  writeFileSync(typeof path === 'string' ? join(folder, path) : path, text)

const found = (options?: FindOptions): string[] =>
  findSubmissions(folder, '03', options).map((one) =>
    'place' in one
      ? `${one.place.student}: ${one.place.file}`
      : `${one.refused.student}! ${one.refused.refused}`,
  )

test('a script, a bundle and a folder are one submission each, sorted by student', () => {
  put('carol.sh')
  put('bob.vethlab')
  mkdirSync(join(folder, 'alice'))
  put('alice/03.sh')
  expect(found()).toEqual(['alice: alice/03.sh', 'bob: bob.vethlab', 'carol: carol.sh'])
})

test('in a student’s folder the file of this lab is chosen, whatever else lies there', () => {
  for (const name of ['alice', 'bob', 'carol', 'dave', 'erin', 'frank']) mkdirSync(join(folder, name))
  for (const file of ['03-manual-wiring.sh', '04.sh', 'notes.txt', '.hidden.sh']) put(`alice/${file}`)
  put('bob/wiring.sh')
  put('carol/04.sh')
  put('dave/a.sh')
  put('dave/b.sh')
  put('erin/3.sh')
  put('erin/helper.sh')
  put('frank/03.sh')
  put('frank/03.vethlab')
  expect(found()).toEqual([
    'alice: alice/03-manual-wiring.sh',
    'bob: bob/wiring.sh',
    'carol! There is no script (03.sh) and no bundle in the folder.',
    'dave! There are several in the folder: a.sh, b.sh.',
    'erin: erin/3.sh',
    'frank! There are several in the folder: 03.sh, 03.vethlab.',
  ])
})

test('what is no submission is refused with its reason, and nothing is passed over but hidden files', () => {
  put('.DS_Store')
  put('essay.txt')
  put('.sh')
  put('carriage\rreturn.sh')
  put('turned\u202ename.sh')
  put(Buffer.concat([Buffer.from(`${folder}/latin-`), Buffer.from([0xe9]), Buffer.from('.sh')]))
  symlinkSync('/etc/passwd', join(folder, 'link.sh'))
  symlinkSync('/etc', join(folder, 'linked'))
  execFileSync('mkfifo', [join(folder, 'pipe.sh')])
  expect(found().toSorted()).toEqual(
    [
      'carriage\rreturn! There are control characters in its name.',
      'essay! It is neither a script (.sh) nor a bundle (.vethlab).',
      'latin-\ufffd! Its name is no UTF-8.',
      'link! It is a symbolic link.',
      'linked! It is a symbolic link.',
      'pipe! It is a named pipe.',
      'turned\u202ename! There are control characters in its name.',
    ].toSorted(),
  )
})

test('who hands in twice is refused once, with both names', () => {
  put('alice.sh')
  put('alice.vethlab')
  mkdirSync(join(folder, 'alice'))
  put('alice/03.sh')
  expect(found()).toEqual(['alice! There are several: alice/03.sh and alice.sh and alice.vethlab.'])
})

test('the instructor’s own files are no submissions, and the class knows its members by other names', () => {
  put('roster.csv')
  put('s1234.sh')
  mkdirSync(join(folder, 'report'))
  const studentOf = (name: string): string => (name === 's1234' ? 'alice' : name)
  expect(found({ apart: [join(folder, 'roster.csv'), join(folder, 'report')], studentOf })).toEqual([
    'alice: s1234.sh',
  ])
})

test('one file may be named by its path; what is not there is told', () => {
  put('alice.sh')
  expect(findSubmissions(join(folder, 'alice.sh'), '03')).toEqual([
    { place: { student: 'alice', folder, file: 'alice.sh' } },
  ])
  expect(() => findSubmissions(join(folder, 'nobody'), '03')).toThrow(`There is no ${folder}/nobody.`)
})
