import { detectDistribution, installCommand, packagesFor } from '../setup/packages.ts'
import { parseEngineVersion } from '../world/engine-quirks.ts'
import {
  capabilityIds,
  found,
  missing,
  type Capability,
  type CapabilityId,
  type Judgement,
} from './capability.ts'
import { catalogue } from './catalogue.ts'
import { gatherFacts, type Facts } from './facts.ts'
import type { NeedyLab } from './impact.ts'
import {
  captureTools,
  judgeArchitecture,
  judgeCompose,
  judgeEngine,
  judgeNode,
  judgePrograms,
  toolsFor,
} from './judge-programs.ts'
import { judgeSpace, judgeSubordinateIds } from './judge-resources.ts'
import { judgeAppArmor, judgeKernelMounts, judgeUserNamespaces } from './judge-switches.ts'
import { hasStarted, judgeHost, judgeProbes, judgeWorld } from './judge-world.ts'
import type { Machine } from './machine.ts'

export interface Platform {
  distribution: string
  kernel: string
  /** Node's name for the processor: x64, arm64, … */
  arch: string
  node: string
  engine: string | null
}

/** What the doctor found on one machine. */
export interface Examination {
  platform: Platform
  capabilities: Capability[]
}

const judgeIperf3 = ({ absent, around }: Facts): Judgement => {
  if (!absent.has('iperf3')) return found('iperf3')
  const distribution = detectDistribution(around.osRelease)
  const packages = packagesFor(distribution).filter(({ tool }) => tool === 'iperf3')
  return missing('no iperf3', installCommand(distribution, packages))
}

type OnMachine = Exclude<CapabilityId, 'world' | 'host' | keyof ReturnType<typeof judgeProbes>>

/** What can be told without a world, though a world that starts is the better proof. */
function judgeMachine(facts: Facts): Record<OnMachine, Judgement> {
  const { person, around, absent, offered, switches, sandbox } = facts
  const standing = { uid: person.uid, started: hasStarted(sandbox), tried: !absent.has('runc') }
  const programs = { osRelease: around.osRelease, absent, isOffered: (name: string) => offered.has(name) }
  return {
    node: judgeNode(facts.node),
    programs: judgePrograms(toolsFor('world', person.uid), programs),
    engine: judgeEngine(facts.engine),
    'subordinate-ids': judgeSubordinateIds(facts.ids, person),
    'user-namespaces': judgeUserNamespaces(switches, standing),
    apparmor: judgeAppArmor(switches.appArmor, standing),
    'kernel-mounts': judgeKernelMounts(facts.mountinfo, standing),
    space: judgeSpace(facts.rooms),
    'lab-programs': judgePrograms(toolsFor('labs', person.uid), programs),
    compose: judgeCompose(facts.compose, programs),
    iperf3: judgeIperf3(facts),
    capture: judgePrograms(captureTools, programs),
    architecture: judgeArchitecture(around.arch),
  }
}

function judgeAll(facts: Facts): Record<CapabilityId, Judgement> {
  const onMachine = judgeMachine(facts)
  const isMissing = (id: CapabilityId): boolean =>
    id in onMachine && onMachine[id as OnMachine].status === 'missing'
  return {
    ...onMachine,
    world: judgeWorld(facts.sandbox, isMissing),
    host: judgeHost(facts.sandbox, isMissing),
    ...judgeProbes(facts.sandbox, facts.around),
  }
}

const nameOf = (osRelease: string): string =>
  /^PRETTY_NAME=["']?([^"'\n]*)/m.exec(osRelease)?.[1] ?? 'unknown'

/** Judges what was seen; `labs` are named beside what only some of them need. */
function judgeFacts(facts: Facts, labs: readonly NeedyLab[]): Examination {
  const judgements = judgeAll(facts)
  const usedBy = (id: CapabilityId): string => {
    const names = (needs: readonly string[]): boolean => needs.includes(id)
    const users = labs.filter(({ needs }) => names(needs)).map((lab) => lab.id)
    const partly = labs.filter(({ steps = [] }) => steps.some(({ needs }) => names(needs)))
    if (catalogue[id].required || users.length + partly.length === 0) return ''
    const whole = users.length === 0 ? [] : [`lab${users.length > 1 ? 's' : ''} ${users.join(', ')}`]
    return ` (${[...whole, ...partly.map((lab) => `a step of lab ${lab.id}`)].join(', ')})`
  }
  const { around, node, engine } = facts
  return {
    platform: {
      distribution: nameOf(around.osRelease),
      kernel: around.kernel,
      arch: around.arch,
      node,
      engine: parseEngineVersion(engine ?? '')?.text ?? null,
    },
    capabilities: capabilityIds.map((id) => ({
      id,
      title: catalogue[id].title,
      purpose: `${catalogue[id].purpose}${usedBy(id)}`,
      required: catalogue[id].required,
      ...judgements[id],
    })),
  }
}

/** Tests every capability of a machine; takes a fraction of a second and leaves nothing behind. */
export async function examine(machine: Machine, labs: readonly NeedyLab[]): Promise<Examination> {
  return judgeFacts(await gatherFacts(machine), labs)
}
