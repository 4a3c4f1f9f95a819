import { join } from 'node:path'
import { findLab, projectFolder } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import type { LabChecks } from '../../judge/check.ts'
import type { LabReport } from '../../judge/verdict.ts'
import { LabError } from '../../lab-error.ts'
import { openLabWorld } from '../../session/lab-world.ts'
import { findPlaces } from '../../world/places.ts'
import { defineTests } from './define-tests.ts'
import { NoLab } from './verdict-error.ts'

// Vitest runs this file: the lab that LAB names has to run, and each of its checks is a test.

/** Our own errors with their next step, which a test runner would not show. */
const explained = (error: unknown): unknown =>
  error instanceof LabError ? new NoLab([error.message, error.next].filter(Boolean).join(' ')) : error

function wantedLab(): Lab {
  const wanted = process.env['LAB']
  if (wanted === undefined || wanted === '')
    throw new NoLab('Say which lab: LAB=03 npx vitest run --config .config/vitest.lab.ts')
  try {
    return findLab(wanted)
  } catch (error) {
    throw explained(error)
  }
}

const look = (lab: Lab) => async (): Promise<LabReport> => {
  try {
    const { client } = await openLabWorld(findPlaces(), lab)
    return await client.check({ waitMs: 0, evidence: 'failed' })
  } catch (error) {
    throw explained(error)
  }
}

const lab = wantedLab()
const path = join(projectFolder(), 'checks', `${lab.slug}.ts`)
const { default: checks } = (await import(/* @vite-ignore */ path)) as { default: LabChecks }
defineTests(lab, checks, look(lab))
