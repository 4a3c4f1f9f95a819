import { lstatSync, readdirSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { causeText, isErrno, LabError } from '../../lab-error.ts'
import { bundleEnding } from './bundle.ts'
import { refusedAt, type Place } from './read-submission.ts'
import type { Submission } from './submission.ts'

/** A place that may hold a submission, or one that is refused by its looks. */
export type Found = { place: Place } | { refused: Submission }

const endings = ['.sh', bundleEnding]

/** Names of files as they are; a name that is no UTF-8 gets its bad bytes replaced, and is refused. */
const readNames = (folder: string): { name: string; whole: boolean }[] =>
  readdirSync(folder, { encoding: 'buffer' })
    .map((bytes) => {
      const name = bytes.toString('utf8')
      return { name, whole: Buffer.from(name).equals(bytes) }
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1))

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

export const withoutEnding = (name: string): string =>
  endings.reduce((found, ending) => (found.endsWith(ending) ? found.slice(0, -ending.length) : found), name)

const isCandidate = (name: string): boolean =>
  !name.startsWith('.') && endings.some((ending) => name.endsWith(ending))

/** Whose a file is that nobody can read as a script: `alice.txt` and `alice.docx` are alice's all the same. */
const owner = (name: string): string =>
  isCandidate(name) ? withoutEnding(name) : name.replace(/(?<=.)\.[A-Za-z0-9]{1,4}$/, '')

const kindOf = (about: Stats): string => {
  if (about.isSymbolicLink()) return 'a symbolic link'
  if (about.isFIFO()) return 'a named pipe'
  if (about.isSocket()) return 'a socket'
  return 'a device'
}

/** `03.sh`, `03-manual-wiring.sh`, `3.sh`: named for this lab, for another one, or for none. */
function namedFor(name: string, lab: string): 'this' | 'other' | 'none' {
  const number = /^(\d{1,2})(?![\da-z])/i.exec(name)?.[1]
  if (number === undefined) return 'none'
  return number.padStart(2, '0') === lab ? 'this' : 'other'
}

/** The one file in a student's folder that is meant for the lab, or why none can be told. */
function chooseFile(names: string[], lab: string): { file: string } | { why: string } {
  const candidates = names.filter(isCandidate).filter((name) => namedFor(name, lab) !== 'other')
  const named = candidates.filter((name) => namedFor(name, lab) === 'this')
  const [file, ...more] = named.length > 0 ? named : candidates
  if (file === undefined) return { why: `There is no script (${lab}.sh) and no bundle in the folder.` }
  return more.length === 0
    ? { file }
    : { why: `There are several in the folder: ${[file, ...more].join(', ')}.` }
}

function lookIntoFolder(folder: string, student: string, lab: string): Found {
  try {
    const names = readNames(join(folder, student)).map(({ name }) => name)
    const chosen = chooseFile(names, lab)
    if ('why' in chosen) return { refused: refusedAt({ student, file: student }, chosen.why) }
    return { place: { student, folder, file: join(student, chosen.file) } }
  } catch (error) {
    const why = `The folder cannot be read: ${causeText(error)}.`
    return { refused: refusedAt({ student, file: student }, why) }
  }
}

function lookAt(folder: string, { name, whole }: { name: string; whole: boolean }, lab: string): Found {
  const student = owner(name)
  const refuse = (why: string): Found => ({ refused: refusedAt({ student, file: name }, why) })
  if (!whole) return refuse('Its name is no UTF-8.')
  if (unprintable.test(name)) return refuse('There are control characters in its name.')
  const about = lstatSync(join(folder, name), { throwIfNoEntry: false })
  if (!about) return refuse('It is gone.')
  if (about.isDirectory()) return lookIntoFolder(folder, name, lab)
  if (!about.isFile()) return refuse(`It is ${kindOf(about)}.`)
  if (!isCandidate(name) || student === '')
    return refuse('It is neither a script (.sh) nor a bundle (.vethlab).')
  return { place: { student, folder, file: name } }
}

export const studentOf = (found: Found): string =>
  'place' in found ? found.place.student : found.refused.student
const fileOf = (found: Found): string => ('place' in found ? found.place.file : found.refused.file)

/** The same under the name that the class has for whoever it is of. */
const renamed = (found: Found, nameOf: (name: string) => string): Found => {
  const student = nameOf(studentOf(found))
  return 'place' in found
    ? { place: { ...found.place, student } }
    : { refused: { ...found.refused, student } }
}

export interface FindOptions {
  /** Paths of the instructor's own, such as the roster: no submissions. */
  apart?: readonly string[]
  /** The student that a file's or folder's name means. */
  studentOf?: (name: string) => string
}

/** Each student once: who has two submissions has none that anybody could choose. */
function onePerStudent(all: Found[]): Found[] {
  const byStudent = new Map<string, Found[]>()
  for (const found of all)
    byStudent.set(studentOf(found), [...(byStudent.get(studentOf(found)) ?? []), found])
  return [...byStudent].flatMap(([student, found]): Found[] => {
    if (found.length === 1) return found
    const files = found.map(fileOf)
    const why = `There are several: ${files.join(' and ')}.`
    return [{ refused: refusedAt({ student, file: files[0] ?? student }, why) }]
  })
}

/**
 * What is in a folder of submissions, sorted by student: `alice.sh`, `alice.vethlab` or `alice/03.sh` each; or one file, given
 * by its path. Hidden files and `apart` (the roster, the report's folder) are no submissions; everything else is one, if only
 * to be refused. Throws LabError when there is no such folder.
 */
export function findSubmissions(
  path: string,
  lab: string,
  { apart = [], studentOf: nameOf = (name) => name }: FindOptions = {},
): Found[] {
  const whole = resolve(path)
  try {
    if (!statSync(whole).isDirectory())
      return [renamed(lookAt(dirname(whole), { name: basename(whole), whole: true }, lab), nameOf)]
    const without = new Set(apart.map((one) => resolve(one)))
    const names = readNames(whole).filter(
      ({ name }) => !name.startsWith('.') && !without.has(join(whole, name)),
    )
    const found = onePerStudent(names.map((name) => renamed(lookAt(whole, name, lab), nameOf)))
    return found.sort((one, other) => (studentOf(one) < studentOf(other) ? -1 : 1))
  } catch (error) {
    throw new LabError(
      'usage',
      'submissions-unreadable',
      isErrno(error, 'ENOENT') ? `There is no ${path}.` : `${path} cannot be read: ${causeText(error)}.`,
      'Name a folder of submissions: lab grade 03 submissions/',
      error,
    )
  }
}
