import { resolve } from 'node:path'
import { assembleClass, labFacts } from '../../grade/class/assemble.ts'
import { gradeClass, type GradedClass } from '../../grade/class/grade-class.ts'
import { noMarks, readMarks } from '../../grade/class/read-marks.ts'
import { readRoster, type Roster } from '../../grade/class/read-roster.ts'
import { partOf, readShard } from '../../grade/class/shard.ts'
import { studentFinder } from '../../grade/class/find-student.ts'
import { drawClass, drawDifferences } from '../../grade/draw-class.ts'
import { usualLimits } from '../../grade/grader.ts'
import { writeResults } from '../../grade/record-files.ts'
import { writeReports } from '../../grade/report/write-reports.ts'
import { reportFolderOf } from '../../grade/report-folder.ts'
import type { ClassResults, RosterRow } from '../../grade/result.ts'
import { findSubmissions, studentOf, type Found } from '../../grade/submission/find-submissions.ts'
import { exitCodes } from '../../lab-error.ts'
import type { Call, Run, Setting } from '../command.ts'
import { createGradingProgress } from '../grade-progress.ts'
import { openLabToGrade } from '../lab-to-grade.ts'
import { openGrading } from '../open-grading.ts'
import { numberOf, wordOf } from '../options.ts'
import { untilInterrupted } from '../until-interrupted.ts'

const longestTime = 3600
/** As shells say of who was ended by SIGINT. */
const interrupted = 130

interface Class {
  roster: Roster | undefined
  found: Found[]
  /** Of this part of it. */
  rows: RosterRow[] | null
}

/** The submissions of this part of the class, and who else belongs to it: who has handed in nothing is in the first. */
function readClass(call: Call, folder: string, out: string, lab: string): Class {
  const [rosterFile, marksFile, keyFile] = ['roster', 'marks', 'key'].map((name) => wordOf(call, name))
  const roster = rosterFile === undefined ? undefined : readRoster(rosterFile)
  const apart = [out, rosterFile, marksFile, keyFile].filter((path) => path !== undefined)
  const all = findSubmissions(folder, lab, { apart, studentOf: studentFinder(roster?.members ?? []) })
  const shard = wordOf(call, 'shard')
  if (shard === undefined) return { roster, found: all, rows: roster?.members ?? null }
  const part = readShard(shard)
  const found = partOf(all, part)
  const elsewhere = new Set(
    (part.index === 1 ? all : []).filter((one) => !found.includes(one)).map(studentOf),
  )
  const here = new Set(found.map(studentOf))
  const rows = roster?.members.filter(({ student }) =>
    part.index === 1 ? !elsewhere.has(student) : here.has(student),
  )
  return { roster, found, rows: rows ?? null }
}

/** All of whom anything is known. */
const studentsOf = ({ roster, found }: Class): string[] => [
  ...(roster?.members ?? []).map(({ student }) => student),
  ...found.map(studentOf),
]

function warn({ terminal: { err } }: Setting, { roster, found }: Class): void {
  if (roster && roster.unknown.length > 0)
    err(`lab: these columns of the roster mean nothing here: ${roster.unknown.join(', ')}\n`)
  if (found.length === 0) err('lab: there are no submissions\n')
}

function conclude(
  results: ClassResults,
  { differences }: GradedClass,
  { regrade, json, out }: { regrade: boolean; json: boolean; out: string },
  { terminal }: Setting,
): number {
  terminal.out(
    json
      ? `${JSON.stringify(results)}\n`
      : `${drawClass(results, terminal)}${regrade ? drawDifferences(differences) : ''}The report is in ${out}\n`,
  )
  const isWhole = results.records.every(({ outcome }) => outcome !== 'ungradable')
  const isSame = differences.every(({ equalInput }) => !equalInput)
  return isWhole && isSame ? exitCodes.pass : exitCodes.failed
}

/** Runs each submission of a folder on a host of its own, judges it, and writes a report of the class. */
export const run: Run = async (call, setting) => {
  const { terminal } = setting
  const [, folder = ''] = call.args
  const { lab, shown, checks, valuesFor } = await openLabToGrade(call, terminal)
  const marksFile = wordOf(call, 'marks')
  const rules = marksFile === undefined ? noMarks : readMarks(marksFile, { id: lab.id, checks })
  const out = resolve(wordOf(call, 'out') ?? reportFolderOf(folder))
  const members = readClass(call, folder, out, lab.id)
  const values = valuesFor(studentsOf(members))
  const seconds = numberOf(call, 'time', longestTime)
  const limits = { ...usualLimits, ...(seconds !== undefined && { timeMs: seconds * 1000 }) }
  const [regrade, json] = [call.options['regrade'] === true, call.options['json'] === true]
  warn(setting, members)
  const { until, release } = untilInterrupted()
  const progress = createGradingProgress(json ? { ...terminal, err: () => undefined } : terminal)
  try {
    const attribute = call.options['attribution'] !== false
    const order = { lab, checks, limits, attribute, until }
    const grading = await openGrading(call, setting, { order, regrade, tell: progress.tell })
    const graded = await gradeClass({
      ...grading,
      found: members.found,
      members: members.roster?.members ?? [],
      rules,
      values,
      out,
      regrade,
      tell: progress.tell,
    }).finally(() => void grading.close())
    progress.end()
    const facts = { ...labFacts(shown), ...(values && { valuesKey: values.key }) }
    const results = assembleClass(facts, graded.records, members.rows, Date.now())
    writeResults(out, results)
    await writeReports(results, out)
    return conclude(results, graded, { regrade, json, out }, setting)
  } catch (error) {
    progress.end()
    if (!until.aborted) throw error
    const meanwhile =
      call.options['queue'] === undefined ? '' : ', what is in the queue is graded all the same'
    terminal.err(
      `lab: interrupted; what is graded is kept${meanwhile}, and the same command goes on from there\n`,
    )
    return interrupted
  } finally {
    release()
  }
}
