import { detectDistribution, packagesFor } from '../setup/packages.ts'
import type { SubordinateIds, Room } from './judge-resources.ts'
import type { Switches } from './judge-switches.ts'
import { captureTools, toolsFor } from './judge-programs.ts'
import type { Machine } from './machine.ts'
import type { Surroundings } from './remedies.ts'
import type { SandboxReport } from './sandbox.ts'

/** Everything the doctor has looked at, before it judges any of it. */
export interface Facts {
  person: { name: string; uid: number }
  node: string
  around: Surroundings
  /** What `dockerd --version` prints. */
  engine: string | undefined
  absent: ReadonlySet<string>
  offered: ReadonlySet<string>
  compose: string | undefined
  ids: SubordinateIds
  switches: Switches
  mountinfo: string
  rooms: Room[]
  sandbox: SandboxReport
}

const pluginFolders = ['/usr/libexec', '/usr/lib', '/usr/local/libexec', '/usr/local/lib'].map(
  (folder) => `${folder}/docker/cli-plugins`,
)

const findCompose = (machine: Machine): string | undefined =>
  machine.findTool('docker-compose', pluginFolders) ?? machine.findTool('docker-compose')

async function readAround(machine: Machine): Promise<Surroundings> {
  const { kernel, arch, read } = machine
  const [osRelease, loadable, builtin] = await Promise.all([
    read('/etc/os-release'),
    read(`/lib/modules/${kernel}/modules.dep`),
    read(`/lib/modules/${kernel}/modules.builtin`),
  ])
  return { osRelease: osRelease ?? '', kernel, arch, modules: { loadable, builtin } }
}

async function readSwitches({ read }: Machine): Promise<Switches> {
  const [maxUserNamespaces, unprivilegedClone, appArmor] = await Promise.all([
    read('/proc/sys/user/max_user_namespaces'),
    read('/proc/sys/kernel/unprivileged_userns_clone'),
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
  ])
  return { maxUserNamespaces, unprivilegedClone, appArmor }
}

async function readIds({ read }: Machine): Promise<SubordinateIds> {
  const [subuid = '', subgid = ''] = await Promise.all([read('/etc/subuid'), read('/etc/subgid')])
  return { subuid, subgid }
}

const cacheNeeds = 64 * 2 ** 20
const stateNeeds = 16 * 2 ** 20

/** A folder that is both the cache's and the state's file system is named twice: each has its own need. */
async function readRooms({ places, freeBytes }: Machine): Promise<Room[]> {
  const [cache, state] = await Promise.all([freeBytes(places.cache), freeBytes(places.state)])
  return [
    { path: places.cache, needed: cacheNeeds, free: cache },
    { path: places.state, needed: stateNeeds, free: state },
  ]
}

/** Which of the newer package names Debian's releases offer; asked only where a program is to be installed. */
async function readOffered(
  machine: Machine,
  absent: ReadonlySet<string>,
  osRelease: string,
): Promise<ReadonlySet<string>> {
  if (absent.size === 0 || detectDistribution(osRelease) !== 'debian') return new Set()
  const asked = new Set<string>()
  packagesFor('debian', (name) => asked.add(name) && false)
  const answers = await Promise.all(
    [...asked].map(async (name) =>
      (await machine.print(['apt-cache', 'show', name])) === undefined ? [] : [name],
    ),
  )
  return new Set(answers.flat())
}

/** Looks at everything, at the same time where one thing does not hang on another. */
export async function gatherFacts(machine: Machine): Promise<Facts> {
  const { person, node } = machine
  const tools = [...toolsFor('world', person.uid), ...toolsFor('labs', person.uid), 'iperf3', ...captureTools]
  const compose = findCompose(machine)
  const absent = new Set(tools.filter((name) => machine.findTool(name) === undefined))
  if (compose === undefined) absent.add('docker-compose')
  const [sandbox, around, engine, ids, switches, mountinfo = '', rooms] = await Promise.all([
    machine.trySandbox(),
    readAround(machine),
    machine.print(['dockerd', '--version']),
    readIds(machine),
    readSwitches(machine),
    machine.read('/proc/self/mountinfo'),
    readRooms(machine),
  ])
  const offered = await readOffered(machine, absent, around.osRelease)
  return {
    person,
    node,
    around,
    engine,
    absent,
    offered,
    compose,
    ids,
    switches,
    mountinfo,
    rooms,
    sandbox,
  }
}
