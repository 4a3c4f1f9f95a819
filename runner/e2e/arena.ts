import { chownSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AgentClient } from '../agent/client.ts'
import type { LabReport } from '../judge/verdict.ts'
import { prelude } from './attacks/attack.ts'
import { killIfAlive } from './processes.ts'
import type { Person } from './stage.ts'

/** What a script came to. */
export interface Fight {
  /** Both of its streams. */
  said: string
  /** It did not end by itself, and its world was ended for it. */
  ended: boolean
  /** Its world has ended under it, and nothing of what it said was heard. */
  worldGone: boolean
}

/** A world in which a submission is played as in grading: by the agent, in one shell on the host. */
export interface Ring {
  init: number
  /** Types a script; after `limitMs` its world is ended. */
  type: (script: string, limitMs?: number) => Promise<Fight>
  check: () => Promise<LabReport>
  end: () => Promise<void>
}

export interface RingPlan {
  /** The name of a folder of its own, so that one person can have several worlds of a lab. */
  name: string
  lab?: string
  solved?: boolean
  /** Added to the environment of the command that boots it. */
  env?: Record<string, string>
}

const patienceMs = 60_000

/** Real root has one place for worlds, an ordinary user one for each XDG_RUNTIME_DIR. */
const placesOf = (
  person: Person,
  folder: string,
  name: string,
): { env: Record<string, string>; state: string } => {
  if (person.name === 'root') return { env: {}, state: person.state }
  const runtime = join(folder, name)
  mkdirSync(runtime, { recursive: true, mode: 0o700 })
  if (process.getuid?.() === 0) chownSync(runtime, person.uid, person.uid)
  return { env: { XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: runtime }, state: join(runtime, 'vethlab') }
}

const outputOf = async (client: AgentClient, commands: string[]): Promise<string> => {
  const parts: string[] = []
  await client.play({ commands }, (event) => {
    if (event.kind === 'output') parts.push(event.text)
  })
  return parts.join('\n')
}

/** Boots a world of a lab for this person, solved or not; `folder` is where its files go. */
export async function openRing(person: Person, folder: string, plan: RingPlan): Promise<Ring> {
  const { name, lab = '03', solved = false } = plan
  const { env, state } = placesOf(person, folder, name)
  const started = await person.labWith({ env: { ...env, ...plan.env } }, 'start', lab, '--detach')
  if (started.code !== 0) {
    await person.labWith({ env }, 'stop', lab)
    throw new Error(`${name} does not start: ${started.stderr}`)
  }
  const client = new AgentClient(join(state, lab, 'exchange/agent.sock'))
  const init = Number(readFileSync(join(state, lab, 'pid'), 'utf8'))
  if (solved) await client.play({}, () => undefined)
  return {
    init,
    async type(script, limitMs = patienceMs) {
      let [ended, worldGone] = [false, false]
      const timer = setTimeout(() => {
        ended = true
        killIfAlive(init)
      }, limitMs)
      const said = await outputOf(client, [`${prelude}\n${script}`]).catch((error: unknown) => {
        // A world that is ended breaks off what it was doing, and a host that is has said nothing.
        if (!ended && !/has ended|has been ended/.test(String(error))) throw error
        worldGone = !ended && String(error).includes('The lab world has ended')
        return ''
      })
      clearTimeout(timer)
      return { said, ended, worldGone }
    },
    check: () => client.check({ waitMs: 0, evidence: 'failed' }),
    async end() {
      const { code, stderr } = await person.labWith({ env }, 'stop', lab)
      if (code !== 0) throw new Error(`${name} does not stop: ${stderr}`)
    },
  }
}
