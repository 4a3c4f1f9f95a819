import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { projectFolder } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import { GoalShape } from '../draw/topology/goal-shape.ts'
import type { Topology } from '../draw/topology/topology.ts'
import { causeText, isErrno, LabError } from '../lab-error.ts'

export const goalPath = ({ slug }: Pick<Lab, 'slug'>, project = projectFolder()): string =>
  join(project, 'labs', slug, 'goal.json')

const broken = ({ id, slug }: Pick<Lab, 'id' | 'slug'>, error: unknown): LabError => {
  const where = v.isValiError<typeof GoalShape>(error) ? v.getDotPath(error.issues[0]) : null
  return new LabError(
    'internal',
    'goal-broken',
    `labs/${slug}/goal.json: ${where === null ? '' : `${where}: `}${causeText(error)}.`,
    `Draw it anew: lab verify ${id} --refresh`,
    error,
  )
}

/** The network of a lab's solved host; null where the lab has no goal.json yet. LabError `goal-broken`. */
export function findGoal(lab: Pick<Lab, 'id' | 'slug'>, project = projectFolder()): Topology | null {
  try {
    const {
      schemaVersion: _,
      lab: id,
      ...topology
    } = v.parse(GoalShape, JSON.parse(readFileSync(goalPath(lab, project), 'utf8')))
    if (id !== lab.id) throw new Error(`it is the goal of lab ${id}`)
    return topology
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw broken(lab, error)
  }
}

/** The same for who cannot do without it; LabError `goal-missing`. */
export function readGoal(lab: Pick<Lab, 'id' | 'slug'>, project = projectFolder()): Topology {
  const goal = findGoal(lab, project)
  if (goal !== null) return goal
  throw new LabError(
    'internal',
    'goal-missing',
    `Lab ${lab.id} has no goal.json.`,
    `Draw it: lab verify ${lab.id} --refresh`,
  )
}
