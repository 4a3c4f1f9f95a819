import { findLab } from '../../course/find-labs.ts'
import type { Outcome } from '../../grade/result.ts'
import { faultVerdicts, type Verdicts } from '../../verify/case.ts'
import { loadLabCode, type LabCode } from '../../verify/load-lab-code.ts'
import { prelude, type Attack } from '../attacks/attack.ts'
import { cheats } from '../attacks/cheat.ts'
import { starvings } from '../attacks/starve.ts'
import { scriptOf } from './script-of.ts'

/** A script that somebody hands in, and what must come of it. */
export interface HandedIn {
  student: string
  script: string
  /** Of a hostile one, any that is not held against the grader. */
  outcomes: Outcome[]
  /** Every check's verdict; or, of a hostile one, the checks that must not be green. */
  expected: { verdicts: Verdicts } | { untrue: string[] | 'all' }
}

/** What changes nothing of what is right: each is a student of their own. */
const manners: Record<string, (script: string) => string> = {
  plain: (script) => script,
  windows: (script) => script.replaceAll('\n', '\r\n'),
  commented: (script) => `#!/bin/bash\n# What I have learnt\n\n${script}`,
  'ends-in-an-error': (script) => `${script}exit 1\n`,
  'asks-for-a-name': (script) => `read -r -p "Your name? " name\n${script}`,
  'has-unused-functions': (script) => `helper() {\n  echo "$1"\n}\n${script}`,
  quiet: (script) => `exec >/dev/null 2>&1\n${script}`,
}

async function honest(id: string, { script, checks }: LabCode): Promise<HandedIn[]> {
  const lab = findLab(id)
  const right = await scriptOf(lab)
  const verdicts = faultVerdicts(checks, [])
  const made = async (
    student: string,
    text: string | Promise<string>,
    kills?: string[],
  ): Promise<HandedIn> => ({
    student,
    script: await text,
    outcomes: ['graded'],
    expected: { verdicts: kills ? faultVerdicts(checks, kills) : verdicts },
  })
  return Promise.all([
    ...Object.entries(manners).map(([name, dress]) => made(`right-${name}`, dress(right))),
    ...Object.entries(script.variants).map(([name, variant]) =>
      made(`variant-${name}`, scriptOf(lab, { variant })),
    ),
    ...script.faults.map((fault) => made(`wrong-${fault.id}`, scriptOf(lab, { fault }), fault.kills)),
  ])
}

const judgedSomehow: Outcome[] = ['graded', 'timed-out', 'over-limit']
const attacker = (
  { id, script }: Attack,
  outcomes = judgedSomehow,
  untrue: string[] | 'all' = 'all',
): HandedIn => ({
  student: `hostile-${id}`,
  script: `${prelude}\n${script}\n`,
  outcomes,
  expected: { untrue },
})

/** Attacks that need no solved lab to be made on. */
const hostile = (id: string): HandedIn[] => [
  ...(id === '03' ? starvings : [])
    .filter(({ asRoot }) => !asRoot)
    .map((attack) => attacker(attack, attack.endedAfterMs === undefined ? judgedSomehow : ['timed-out'])),
  ...cheats
    .filter(({ on, lab = '03' }) => on === 'untouched' && lab === id)
    .map((attack) => attacker(attack, judgedSomehow, attack.untrue)),
]

/** All that students hand in for a lab: right in different ways, wrong in known ways, hostile. */
export async function handedInFor(id: string): Promise<HandedIn[]> {
  return [...(await honest(id, await loadLabCode(id))), ...hostile(id)]
}
