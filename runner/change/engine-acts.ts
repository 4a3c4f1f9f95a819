import type { DockerNetwork, FirewallRule } from '../observe/snapshot.ts'
import type { Change } from './change.ts'
import type { Comparison } from './comparison.ts'
import { linksOfNetwork } from './engine-links.ts'

/** What the engine has done between two snapshots, as far as it then writes into the kernel's settings and rules. */
export interface EngineActs {
  /** At least once. */
  started: boolean
  /** It has made or removed networks, or made one again. */
  networks: boolean
  /** Addresses of the containers that came, went, or were plugged in or out. */
  addresses: ReadonlySet<string>
  /** Links of the networks that came or went; of all networks when the engine itself has started. */
  bridges: ReadonlySet<string>
}

const starting = new Set(['engine-started', 'engine-restarted'])

/** Those that are in one of the snapshots only, under this id: a network that was made again has another one. */
const oneSided = (networks: DockerNetwork[], others: DockerNetwork[]): DockerNetwork[] =>
  networks.filter(({ id }) => !others.some((one) => one.id === id))

/** Reads it from what is already known to have changed. */
export function readEngineActs({ before, after }: Comparison, changes: readonly Change[]): EngineActs {
  const ids = new Set(changes.flatMap((change) => ('container' in change ? [change.container.id] : [])))
  const started = changes.some(({ kind }) => starting.has(kind))
  const isEngines = started || changes.some(({ kind }) => kind === 'engine-stopped')
  const areKnown = before.engine !== null && after.engine !== null
  const touched = areKnown
    ? [...oneSided(before.networks, after.networks), ...oneSided(after.networks, before.networks)]
    : []
  const networks = started ? [...before.networks, ...after.networks] : touched
  const addresses = [...before.containers, ...after.containers]
    .filter(({ id }) => ids.has(id) || isEngines)
    .flatMap((one) => one.networks.flatMap(({ address, address6 }) => [address, address6]))
  return {
    started,
    networks: touched.length > 0,
    addresses: new Set(addresses.filter((address) => address !== null)),
    // what it had before it stopped, nobody could ask it: docker0 is its own by name
    bridges: new Set([...networks.flatMap(linksOfNetwork), ...(started ? ['docker0'] : [])]),
  }
}

/** True for a chain that the engine keeps; DOCKER-USER is there for others to write into. */
export const isEngineChain = (name: string | null): boolean =>
  name !== null && /^DOCKER(-|$)/.test(name) && name !== 'DOCKER-USER'

const jumpsToEngine = ({ target }: FirewallRule): boolean => target !== null && /^DOCKER(-|$)/.test(target)

const mentions = (spec: readonly string[], { addresses, bridges }: EngineActs): boolean =>
  spec.some(
    (word, index) =>
      (index > 1 && bridges.has(word)) ||
      addresses.has(word.replace(/\/\d+$/, '').replace(/:\d+(-\d+)?$/, '')),
  )

/** True for a rule that the engine has written, moved or deleted with what it did. */
export function isByEngine(acts: EngineActs, chain: string, rule: FirewallRule): boolean {
  if (mentions(rule.spec, acts)) return true
  if (!acts.started && !acts.networks) return false
  return isEngineChain(chain) || jumpsToEngine(rule) || (chain === 'DOCKER-USER' && rule.target === 'RETURN')
}
