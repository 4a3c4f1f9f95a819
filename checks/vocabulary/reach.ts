/** Who answers a ping, and who must not. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import {
  hostNamespace,
  namespacePath,
  outsideSource,
  type ProbeResult,
  type View,
} from '../../runner/judge/view.ts'
import { outside } from '../../runner/world/outside-addresses.ts'
import type { Bridge } from './addressing.ts'
import { dockerPs, runningContainers, sourceOf, type Inhabited } from './containers.ts'
import { about, hidden, unreadable, type Subject } from './subject.ts'

/** Something to be reached: what to call it in a sentence, and its IPv4 address. */
export interface Target {
  name: string
  address: string
  /** The path of the network namespace in which it answers, if that is known: then another's answer is not taken for its. */
  netns?: string | null
}

/** The bridge's own address, which is its containers' gateway. */
export const gatewayOf =
  (of: Subject<Bridge>): Subject<Target> =>
  (view) => {
    const found = of(view)
    if ('finding' in found) return found
    const host = hostNamespace(view.snapshot)
    const netns = host ? namespacePath(host) : null
    return { thing: { name: found.thing.link.name, address: found.thing.address.address, netns } }
  }

/** The oldest running container on the default network that has an address there. */
export const aNeighbour: Subject<Target> = ({ snapshot }) => {
  for (const { container, namespace } of runningContainers(snapshot, 'bridge')) {
    const address = container.networks.find(({ name }) => name === 'bridge')?.address
    if (address)
      return {
        thing: { name: `the container ${container.name}`, address, netns: namespacePath(namespace) },
      }
  }
  const gap =
    unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces') ?? hidden(snapshot, 'any')
  if (gap) return { finding: gap }
  return {
    finding: fail(
      'no-neighbour',
      'No other container with an ordinary network runs, so there is no neighbour to reach.',
      'no neighbour',
      dockerPs,
    ),
  }
}

/** 8.8.8.8 on the outside of the lab world; the machine's own network is not asked. */
export const theOutside: Subject<Target> = () => ({
  thing: { name: 'the outside', address: outside.resolver, netns: outsideSource.netns },
})

const pingExhibit = (box: Inhabited, { address }: Target): Exhibit => ({
  on: 'container',
  netns: sourceOf(box).netns,
  hostPid: box.container.hostPid ?? 0,
  command: ['ping', '-c', '1', '-W', '1', address],
})

const probe = (box: Inhabited, target: Target, { probes }: View): Promise<ProbeResult> =>
  probes.ping(sourceOf(box), target.address)

/** A ping, and whether the target itself has answered it; null where that is not known. */
const probeAndCount = async (
  box: Inhabited,
  target: Target,
  view: View,
): Promise<ProbeResult & { answered: boolean | null }> => {
  const count = async (): Promise<number | null> =>
    target.netns ? view.probes.echoReplies(target.netns) : null
  const before = await count()
  const result = await probe(box, target, view)
  const after = await count()
  return { ...result, answered: before === null || after === null ? null : after > before }
}

/**
 * An ICMP echo from the container's namespace to the target comes back, and it is the target that has answered it: with
 * an address or a rule of the packet filter (DNAT) anybody on the way can answer in its place. `toWhat` names the target in what is expected. */
export function canPing(box: Subject<Inhabited>, to: Subject<Target>, toWhat: string): Statement {
  return about(
    `a ping from the container to ${toWhat} comes back`,
    box,
    async (found, view): Promise<Finding> => {
      const target = to(view)
      if ('finding' in target) return target.finding
      const { reached, detail, answered } = await probeAndCount(found, target.thing, view)
      const exhibit = pingExhibit(found, target.thing)
      if (reached === null)
        return cannotRun(
          'probe-failed',
          `The ping from ${found.container.name} could not be made: ${detail}.`,
          exhibit,
        )
      const where = `${target.thing.name} (${target.thing.address})`
      if (reached && answered === false)
        return fail(
          'answered-elsewhere',
          `A ping from ${found.container.name} to ${target.thing.address} is answered, but not by ${target.thing.name}: something on the way answers in its place.`,
          'answered by somebody else',
          exhibit,
        )
      if (reached) return pass(`${where} answers`, exhibit)
      return fail(
        'unreachable',
        `${where} does not answer a ping from ${found.container.name}.`,
        detail,
        exhibit,
      )
    },
  )
}

/** Who must not reach whom. */
export interface Isolation {
  from: Subject<Inhabited>
  to: Subject<Target>
  toWhat: string
  /**
   * A target that the same ping from the same container must reach. Without it, a broken probe would look like
   * isolation: if it fails, the check cannot run.
   */
  control: Subject<Target>
}

/** No ICMP echo comes back from `to`, though one does from `control` at the same time. Without the control it cannot run. */
export function cannotPing({ from, to, toWhat, control }: Isolation): Statement {
  return about(
    `a ping from the container to ${toWhat} does not come back`,
    from,
    async (found, view): Promise<Finding> => {
      const [target, known] = [to(view), control(view)]
      if ('finding' in target) return target.finding
      if ('finding' in known)
        return cannotRun('control-failed', `There is nothing to hold it against: ${known.finding.actual}.`)
      const [isolated, controlled] = await Promise.all([
        probe(found, target.thing, view),
        probe(found, known.thing, view),
      ])
      const exhibit = pingExhibit(found, target.thing)
      if (controlled.reached !== true) {
        return cannotRun(
          'control-failed',
          `The control failed: ${known.thing.name} (${known.thing.address}), which ${found.container.name} should reach, does not answer either.`,
          pingExhibit(found, known.thing),
        )
      }
      if (isolated.reached === null)
        return cannotRun('probe-failed', `The ping could not be made: ${isolated.detail}.`, exhibit)
      const where = `${target.thing.name} (${target.thing.address})`
      if (isolated.reached)
        return fail(
          'reachable',
          `${where} answers a ping from ${found.container.name}.`,
          isolated.detail,
          exhibit,
        )
      return pass(
        `${where} does not answer, while ${known.thing.name} does`,
        exhibit,
        pingExhibit(found, known.thing),
      )
    },
  )
}
