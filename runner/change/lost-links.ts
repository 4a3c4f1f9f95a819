import type { GoneLink } from './change-network.ts'
import { endOf, type Comparison } from './comparison.ts'
import { engineEnd, isOfNetworkOnlyIn } from './engine-links.ts'
import { asPairs, type PlacedLink } from './match-links.ts'
import type { NamespacePair } from './match-namespaces.ts'

/** True when the engine itself took this cable out, or ended the container that it led to. */
const tookByEngine = ({ before, after, links }: Comparison, { namespace, link }: PlacedLink): boolean => {
  const end = engineEnd(before, namespace, link)
  if (!end) return false
  const { container, network } = end
  const now = after.containers.find(({ id }) => id === container.id)
  if (!now || !now.running || now.startedAt !== container.startedAt) return true
  if (!now.networks.some(({ name }) => name === network)) return true
  return links.made.some((made) => {
    const other = engineEnd(after, made.namespace, made.link)
    return other?.container.id === container.id && other.network === network
  })
}

/** True for what the engine made for a network that is gone: the bridge br-… and its like. */
const wentWithNetwork = ({ before, after }: Comparison, { namespace, link }: PlacedLink): boolean =>
  namespace.owner.kind === 'host' &&
  after.engine !== null &&
  isOfNetworkOnlyIn(before.networks, after.networks, link.name)

/** The pairs and single links that somebody will miss. */
export function findGoneLinks(comparison: Comparison): { gone: GoneLink; namespace: NamespacePair | null }[] {
  const { links } = comparison
  const missed = links.gone.filter(
    (one) => !tookByEngine(comparison, one) && !wentWithNetwork(comparison, one),
  )
  return asPairs(missed).map(({ one, peer }) => {
    const ports = links.pairs
      .filter(({ before }) => before.pair === one.pair && before.link.master?.index === one.link.index)
      .map(({ before }) => before.link)
    const ended = [one, peer].find((end) => end?.pair.after === null)
    return {
      gone: { end: endOf(one), peer: peer ? endOf(peer) : null, ports },
      namespace: ended?.pair ?? null,
    }
  })
}

/** Links that are gone, to be told with what has taken them, or by themselves. */
export class LostLinks {
  #left: ReturnType<typeof findGoneLinks>

  constructor(comparison: Comparison) {
    this.#left = findGoneLinks(comparison)
  }

  /** Those that ended with namespaces like this; nobody else gets them. */
  take(isMeant: (namespace: NamespacePair) => boolean): GoneLink[] {
    const taken = this.#left.filter(({ namespace }) => namespace !== null && isMeant(namespace))
    this.#left = this.#left.filter((one) => !taken.includes(one))
    return taken.map(({ gone }) => gone)
  }

  /** What nobody has taken. */
  get left(): GoneLink[] {
    return this.#left.map(({ gone }) => gone)
  }
}

/** Links that somebody has made by hand: those of the engine belong to its containers and networks. */
export function findMadeLinks({ before, after, links }: Comparison): PlacedLink[] {
  const isOfNetwork = ({ namespace, link }: PlacedLink): boolean =>
    namespace.owner.kind === 'host' &&
    before.engine !== null &&
    isOfNetworkOnlyIn(after.networks, before.networks, link.name)
  return links.made.filter((one) => engineEnd(after, one.namespace, one.link) === null && !isOfNetwork(one))
}
