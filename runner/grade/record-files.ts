import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { causeText, isErrno, LabError } from '../lab-error.ts'
import { forAll, replaceFile } from '../session/own-file.ts'
import { isDraft, sweepDrafts } from '../world/sweep-drafts.ts'
import { RecordShape, ResultsShape } from './record-shape.ts'
import type { ClassResults, GradeRecord } from './result.ts'

const plainName = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$/

/**
 * The name of a student's own files, without an ending. Names that say where else to write, that are long or that another
 * machine would write otherwise get a hash instead.
 */
export function recordName(student: string): string {
  if (plainName.test(student)) return student
  const readable = student.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40)
  return `${readable}~${createHash('sha256').update(student).digest('hex').slice(0, 12)}`
}

const recordsFolder = (out: string): string => join(out, 'records')

const writing = (out: string, work: () => void): void => {
  try {
    work()
  } catch (error) {
    throw new LabError(
      'cannotRun',
      'report-unwritable',
      `The report cannot be written: ${causeText(error)}.`,
      `Free some space or mend the permissions of ${out}.`,
      error,
    )
  }
}

/** Makes the folder of a report. LabError `report-unwritable`. */
export const openReport = (out: string): void =>
  writing(out, () => {
    mkdirSync(recordsFolder(out), { recursive: true })
    sweepDrafts(recordsFolder(out))
  })

/** Notes the result of one submission as soon as it is there. */
export const writeRecord = (out: string, record: GradeRecord): void =>
  writing(out, () =>
    replaceFile(
      join(recordsFolder(out), `${recordName(record.student)}.json`),
      `${JSON.stringify(record, null, 1)}\n`,
      forAll,
    ),
  )

export const writeResults = (out: string, results: ClassResults): void =>
  writing(out, () => replaceFile(join(out, 'results.json'), `${JSON.stringify(results, null, 1)}\n`, forAll))

const readShape = <Shape>(path: string, shape: v.GenericSchema<Shape>): Shape | undefined => {
  try {
    return v.parse(shape, JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined // damaged, or not ours: what it is about is graded anew
  }
}

/** The records that are in a report's folder, by student; what is no record is as good as not there. */
export function readRecords(out: string): Map<string, GradeRecord> {
  const folder = recordsFolder(out)
  let names: string[]
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json') && !isDraft(name))
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return new Map()
    throw new LabError('usage', 'report-unreadable', `${out} cannot be read: ${causeText(error)}.`)
  }
  const records = names.flatMap((name) => readShape(join(folder, name), RecordShape) ?? [])
  return new Map(records.map((record) => [record.student, record]))
}

/** A class as it was written last; undefined when there is none in the folder. */
export const readResults = (out: string): ClassResults | undefined =>
  readShape(join(out, 'results.json'), ResultsShape)
