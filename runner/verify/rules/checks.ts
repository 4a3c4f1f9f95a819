import type { Check } from '../../judge/check.ts'
import { allChecks, at, atMark, repeated, type LabSource } from './source.ts'

/** Checks that wait for each other, or for one that does. */
export function waitingInCircles(checks: readonly Check[]): string[] {
  const decided = new Set<string>()
  let waiting = [...checks]
  for (let left = -1; left !== waiting.length;) {
    left = waiting.length
    for (const { id, after } of waiting) if ((after ?? []).every((one) => decided.has(one))) decided.add(id)
    waiting = waiting.filter(({ id }) => !decided.has(id))
  }
  return waiting.map(({ id }) => id)
}

function checkProblems(check: Check, ids: string[], killed: Set<string>): string[] {
  const unknown = (check.after ?? []).filter((id) => !ids.includes(id))
  return [
    ...(check.title === '' ? ['has no title'] : []),
    ...(check.is.expected === '' ? ['does not say what it expects'] : []),
    ...(Number.isInteger(check.points) && check.points > 0 ? [] : ['is not worth whole points']),
    ...unknown.map((id) => `waits for ${id}, which is not there`),
    ...(killed.has(check.id) ? [] : ['has no fault that turns it red']),
  ]
}

function answerProblems(source: LabSource): string[] {
  const { lab, checks, checksFile } = source
  const asked = lab.questions.map(({ id }) => id)
  const answered = Object.keys(checks.answers)
  return [
    ...asked
      .filter((id) => !answered.includes(id))
      .map(
        (id) => `${atMark(source, 'question', id)}: the question ${id} has no answer in ${checksFile.path}`,
      ),
    ...answered
      .filter((id) => !asked.includes(id))
      .map((id) => `${at(checksFile, id)}: nobody asks for the answer ${id}`),
  ]
}

/** Checks have ids of their own, titles, points and a fault each; they wait for checks that are there, never in a circle. */
export function checkRules(source: LabSource): string[] {
  const { checks, script, checksFile } = source
  const all = allChecks(checks)
  const ids = all.map(({ id }) => id)
  const killed = new Set(script.faults.flatMap(({ kills }) => kills))
  const where = (id: string): string => at(checksFile, `id: '${id}'`)
  const circle = waitingInCircles(
    all.map((one) => ({ ...one, after: one.after?.filter((id) => ids.includes(id)) ?? [] })),
  )
  return [
    ...repeated(ids).map((id) => `${where(id)}: two checks are called ${id}`),
    ...all.flatMap((check) =>
      checkProblems(check, ids, killed).map((problem) => `${where(check.id)}: ${check.id} ${problem}`),
    ),
    ...circle.map((id) => `${where(id)}: ${id} waits for itself, by way of others`),
    ...answerProblems(source),
  ]
}
