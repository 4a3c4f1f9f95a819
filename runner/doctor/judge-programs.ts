import { detectDistribution, installCommand, packagesFor, type ToolPackage } from '../setup/packages.ts'
import { requiredTools } from '../world/boot.ts'
import { engineIsSupported, parseEngineVersion } from '../world/engine-quirks.ts'
import { found, missing, unknown, type Judgement } from './capability.ts'

/** Beside those of boot.ts: what the images and the engine's service script need. */
const alsoRequired = ['bash', 'curl']

/** With what a check listens on the outside's wire, and asks there. */
export const captureTools = ['tcpdump', 'arping']

/** Tools that are capabilities of their own. */
const apart = ['iperf3', 'docker-compose', ...captureTools]

/** The part of setup/packages.tsv that every world needs, and the rest, which some labs have a student type. */
export function toolsFor(part: 'world' | 'labs', uid: number): string[] {
  const ofWorld: string[] = [...requiredTools, ...alsoRequired, ...(uid === 0 ? [] : ['newuidmap'])]
  if (part === 'world') return ofWorld
  return packagesFor(undefined)
    .map(({ tool }) => tool)
    .filter((tool) => !ofWorld.includes(tool) && tool !== 'newuidmap' && !apart.includes(tool))
}

export interface ProgramFacts {
  osRelease: string
  absent: ReadonlySet<string>
  /** Which package names this distribution offers, where its releases differ. */
  isOffered: (packageName: string) => boolean
}

/** Whether programs are there; the remedy installs all that are not with one line. */
export function judgePrograms(
  tools: readonly string[],
  { osRelease, absent, isOffered }: ProgramFacts,
): Judgement {
  const wanted = tools.filter((tool) => absent.has(tool))
  if (wanted.length === 0) return found(tools.join(', '))
  const distribution = detectDistribution(osRelease)
  const packages = packagesFor(distribution, isOffered).filter(({ tool }) => wanted.includes(tool))
  const explain = ({ tool, purpose }: ToolPackage): string => `${tool} (${purpose})`
  return missing(packages.map(explain).join(', '), installCommand(distribution, packages))
}

const oldestNode = { major: 20, minor: 19 }

/** `version` as in process.versions.node. */
export function judgeNode(version: string): Judgement {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNewEnough = major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor)
  return isNewEnough
    ? found(version)
    : missing(version, 'Install a newer one: https://nodejs.org/en/download')
}

/** `printed` is what `dockerd --version` says; undefined where there is no dockerd. */
export function judgeEngine(printed: string | undefined): Judgement {
  if (printed === undefined) return unknown('dockerd is missing or does not start')
  const version = parseEngineVersion(printed)
  if (version === undefined) return unknown(`dockerd says: ${printed.trim().slice(0, 200)}`)
  if (engineIsSupported(version)) return found(version.text)
  return missing(version.text, 'Install a newer one: https://docs.docker.com/engine/install/')
}

/** `path` is where Docker Compose is, a program or a plugin; undefined where there is neither. */
export function judgeCompose(path: string | undefined, { osRelease, isOffered }: ProgramFacts): Judgement {
  if (path !== undefined) return found(path)
  const distribution = detectDistribution(osRelease)
  const packages = packagesFor(distribution, isOffered).filter(({ tool }) => tool === 'docker-compose')
  return missing('no docker-compose, neither alone nor as a plugin', installCommand(distribution, packages))
}

export const judgeArchitecture = (arch: string): Judgement =>
  arch === 'x64'
    ? found('x86-64')
    : unknown(`${arch}: not tried; a world uses the machine’s own programs and should run`)
