import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LabReport } from '../judge/verdict.ts'
import { findTool } from '../world/tools.ts'
import { openRing, type Ring, type RingPlan } from './arena.ts'
import { breakOuts } from './attacks/break-out.ts'
import { cheats } from './attacks/cheat.ts'
import type { Cheat, Starving } from './attacks/attack.ts'
import { starvings } from './attacks/starve.ts'
import { undefended } from './attacks/undefended.ts'
import { differences, fingerprint, type Fingerprint } from './fingerprint.ts'
import { allGreen, green, Honest, statuses } from './honest.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { waitUntil } from './wait-until.ts'

const isRoot = process.getuid?.() === 0
const secret = 'VETHLAB_SECRET'

let stage: Stage
let user: Person
let folder: string
let before: Fingerprint
let honest: Honest
let service: Server

/** The programs that a world shares with the machine. */
const programs = (): string[] =>
  ['runc', 'dockerd', 'containerd', 'docker', 'ip', 'iptables', 'nsenter'].map((name) => {
    const path = findTool(name) ?? ''
    return `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
  })

const look = (): Fingerprint => ({ ...fingerprint(), programs: programs() })

/** What no terminal, reader of XML or of JSON must be given raw, but for the line feed. */
const unsafe = /[^\P{Cc}\n]|\p{Bidi_Control}/u

const textsIn = (report: LabReport): string[] => {
  const texts: string[] = []
  JSON.parse(JSON.stringify(report), (_, value: unknown) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })
  return texts
}

const ring = (plan: RingPlan, person = user): Promise<Ring> => openRing(person, folder, plan)

/** Runs `use` in a ring, which is ended however that goes. */
const inRing = async (plan: RingPlan, use: (ring: Ring) => Promise<void>, person = user): Promise<void> => {
  const opened = await ring(plan, person)
  try {
    await use(opened)
  } finally {
    await opened.end()
  }
}

beforeAll(async () => {
  stage = await openStage(['03-manual-wiring', '06-icc-and-links'])
  ;({ user } = stage)
  folder = join(stage.folder, 'rings')
  mkdirSync(folder, { mode: 0o755 })
  // Somebody has started a lab on this machine before: the caches are there.
  const first = await ring({ name: 'honest', solved: true })
  before = look()
  honest = new Honest(first)
  service = createServer((socket) => socket.end('the machine'))
  await new Promise<void>((resolve) => {
    service.listen(0, resolve)
  })
})
afterAll(async () => {
  service.close()
  await stage.close()
})

describe('breaking out and reading', () => {
  let host: Ring
  let facts: string
  const abstract = createServer()
  beforeAll(async () => {
    host = await ring({ name: 'break-out', env: { [secret]: 'hush' } })
    const file = join(stage.folder, 'a-file-of-the-machine')
    writeFileSync(file, 'hush')
    const name = `vethlab-red-team-${process.pid}`
    await new Promise<void>((resolve) => {
      abstract.listen(`\0${name}`, resolve)
    })
    const addresses = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).filter((one) => one.family === 'IPv4' && !one.internal).map((one) => one.address),
    )
    const kinds = ['mnt', 'net', 'pid', 'user', 'ipc', 'uts', 'cgroup']
    facts = [
      `machine_file=${file}`,
      `machine_addresses='${addresses.join(' ')}'`,
      `machine_port=${(service.address() as { port: number }).port}`,
      `abstract_socket=${name}`,
      ...kinds.map((kind) => `world_${kind}='${readlinkSync(`/proc/${host.init}/ns/${kind}`)}'`),
    ].join('\n')
  })
  afterAll(async () => {
    abstract.close()
    await host.end()
  })

  test('what a script gets at is told', async () => {
    const { said } = await host.type('reach true; reach false; got this')
    expect(said.match(/^GOT .*$/gm)).toEqual(['GOT true', 'GOT this'])
  })

  test.each(breakOuts)('$id: it tries to $tries', async ({ script }) => {
    const { said, ended } = await host.type(`${facts}\n${script}\necho tried to its end`)
    expect(said.match(/^GOT .*$/gm) ?? []).toEqual([])
    expect(said).toContain('tried to its end')
    expect(ended).toBe(false)
  })

  test('the agent tells nothing of the world, and no check is green', async () => {
    const report = await host.check()
    expect(green(report)).toEqual([])
    expect(JSON.stringify(report)).not.toMatch(/leashed|stepNeeds|orders\.json|vethlab-world|agent\.sock/)
  })
})

const expectFoundOut = ({ id, on, lab, script, untrue, proof = [], named, othersStay }: Cheat) =>
  inRing(
    { name: `cheat-${id}`, solved: on === 'solved', ...(lab !== undefined && { lab }) },
    async (host) => {
      if (on === 'solved') await waitUntil('the lab is solved', async () => allGreen(await host.check()))
      const { ended } = await host.type(script)
      expect(ended).toBe(false)
      const report = await waitUntil('the verdicts are those of the truth', async () => {
        const now = await host.check()
        const found = green(now)
        const forbidden = lab !== undefined || on === 'solved' ? (untrue ?? []) : Object.keys(statuses(now))
        const rest = Object.keys(statuses(now)).filter((one) => !forbidden.includes(one))
        const wanted = on === 'solved' && othersStay !== false ? rest : proof
        expect(found.filter((one) => forbidden.includes(one))).toEqual([])
        return wanted.every((one) => found.includes(one)) && now
      })
      if (named) expect(JSON.stringify(report)).toMatch(named)
      expect(textsIn(report).filter((text) => unsafe.test(text))).toEqual([])
    },
  )

describe.concurrent('cheating', () => {
  test.each(cheats)('$id: it tries to $tries', (attack) => expectFoundOut(attack))
})

const expectContained = async (attack: Starving, more = 2): Promise<void> => {
  const { id, script, made, endedAfterMs, stopped, worldMayEnd, asRoot } = attack
  let unheard = false
  await inRing(
    { name: `starve-${id}` },
    async (host) => {
      const { said, ended, worldGone } = await host.type(script, endedAfterMs)
      expect(ended).toBe(endedAfterMs !== undefined)
      if (!worldMayEnd) expect(worldGone).toBe(false)
      expect(said).not.toMatch(/^GOT/m)
      unheard = worldGone && more > 0
      if (made && !unheard) {
        const far = [...said.matchAll(/^made (\d+)$/gm)].map(([, count]) => Number(count)).at(-1)
        expect(far, `it said: ${said.slice(-500)}`).toBeGreaterThanOrEqual(made.least)
        expect(far).toBeLessThanOrEqual(made.most)
      }
      // The agent answers; of a host that is gone it says so, and nobody of a world that is.
      const found = await host.check().then(green, (error: unknown) => String(error))
      if (typeof found === 'string') expect(found).toMatch(stopped ?? /has ended/)
      else expect({ found, stopped }).toEqual({ found: [], stopped: undefined })
    },
    asRoot ? stage.root : user,
  )
  // How far it comes has to be heard once: in another world.
  if (unheard) await expectContained(attack, more - 1)
}

describe('starving', () => {
  test.each(starvings.filter(({ asRoot }) => !asRoot))('$id: it tries to $tries', (attack) =>
    expectContained(attack),
  )
  test.runIf(isRoot && existsSync('/sys/fs/cgroup')).each(starvings.filter(({ asRoot }) => asRoot))(
    'as root, $id: it tries to $tries (needs root, and control groups)',
    (attack) => expectContained(attack),
  )
})

describe('what no test can show here', () => {
  test.for(undefended)('$id: to $tries', ({ why }, { skip }) => {
    expect(why).not.toBe('')
    skip(why)
  })
})

test('all the while, no check of the honest student has failed, and all are green in the end', async () => {
  const verdicts = await honest.stop()
  expect(verdicts.length).toBeGreaterThan(10)
  // On a machine that is busy with all this, a reading may take too long: then nothing is said, and a grader looks again.
  expect(verdicts.flatMap(({ notGreen }) => notGreen.filter((one) => one.endsWith(' fail')))).toEqual([])
  expect(verdicts.at(-1)?.notGreen).toEqual([])
  expect(Math.max(...verdicts.map(({ took }) => took))).toBeLessThan(30_000)
})

test('no process is left, and the machine is as it was', async () => {
  for (const person of stage.people)
    await waitUntil(`nothing of ${person.name}’s lives`, () => person.processes().length === 0)
  expect(differences(before, look())).toEqual([])
})
