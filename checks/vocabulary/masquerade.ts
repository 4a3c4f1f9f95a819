/** Under whose address packets leave the host: what the outside saw, and the rules that see to it. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { ConnectResult, View, Visit } from '../../runner/judge/view.ts'
import { outside } from '../../runner/world/outside-addresses.ts'
import { concerns } from '../../runner/observe/rule-concerns.ts'
import { dockerPs, inside, sourceOf, theHost, type Inhabited } from './containers.ts'
import { hostRules, showRules, type RuleInChain } from './packet-filter.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

const webPort = 80

/** The IPv4 addresses by which the host can be known outside: all but its loopback's. */
const hostAddresses: Subject<string[]> = (view): Found<string[]> => {
  const host = theHost(view)
  if ('finding' in host) return host
  const gap = hidden(view.snapshot, host.thing.inode, 'links')
  if (gap) return { finding: gap }
  return {
    thing: host.thing.links
      .filter(({ kind }) => kind !== 'loopback')
      .flatMap(({ addresses }) => addresses.filter(({ family }) => family === 4))
      .map(({ address }) => address),
  }
}

const showVisitors: Exhibit = {
  on: 'host',
  command: ['curl', '-sS', '-m', '2', `http://${outside.website}/visitors`],
}

const fewestDigits = 12

/** True when a part of the path is the container's name, or its id, whole or as docker ps shortens it. */
const signs = (path: string, { name, id }: { name: string; id: string }): boolean =>
  path
    .toLowerCase()
    .split(/[^a-z0-9_.-]+/)
    .some(
      (word) =>
        word !== '' &&
        (word === name.toLowerCase() || (word.length >= fewestDigits && id.toLowerCase().startsWith(word))),
    )

const lastPaths = (visits: readonly Visit[]): string =>
  visits.length === 0
    ? 'nobody has called'
    : `the last calls: ${visits
        .slice(-3)
        .map(({ path, from }) => `${path} from ${from}`)
        .join(', ')}`

/**
 * The log of the outside's web server has a call whose path names a container of this host (by name or id, one that
 * has ended too), and it came from an address of the host.
 */
export function hasSignedInTheOutsidesLog(): Statement {
  return about(
    'the outside’s log has a call that names a container and came from the host’s address',
    hostAddresses,
    (addresses, { snapshot, outsideLog }): Finding => {
      const names = [...snapshot.containers, ...snapshot.history]
      const signed = outsideLog.filter(({ path }) => names.some((one) => signs(path, one)))
      const visit = signed.find(({ from }) => addresses.includes(from))
      if (visit) return pass(`${visit.path} from ${visit.from}`, showVisitors)
      const [other] = signed
      if (other)
        return fail(
          'other-caller',
          `The call ${other.path} reached the outside from ${other.from}, which is no address of the host.`,
          `${other.path} from ${other.from}`,
          showVisitors,
        )
      const gap = unreadable(snapshot, 'engine', 'containers', 'history')
      if (gap) return gap
      return fail(
        'no-signature',
        'No call in the log of the outside’s web server names a container of this host.',
        lastPaths(outsideLog),
        showVisitors,
      )
    },
  )
}

/** Addresses are made of digits and dots: `203.0.113.1` does not stand in `203.0.113.10`. */
const mentions = (said: string, address: string): boolean =>
  said.split(/[^0-9.]+/).some((word) => word === address || word === `${address}.`)

const translators = new Set(['MASQUERADE', 'SNAT'])

const keyOf = ({ chain, rule }: RuleInChain): string => `${chain} ${rule.text}`

/** Rules that change a sender and have counted something between two readings of the host. */
const risen = (before: RuleInChain[], after: RuleInChain[]): RuleInChain[] => {
  const counts = new Map(before.map((one) => [keyOf(one), one.rule.packets]))
  return after.filter(
    (one) => translators.has(one.rule.target ?? '') && one.rule.packets > (counts.get(keyOf(one)) ?? 0),
  )
}

/** What the rules did while the host was looked at twice, in words; nothing where iptables shows nothing. */
const workDone = async (view: View): Promise<string> => {
  const before = hostRules('nat')(view)
  const after = hostRules('nat')({ ...view, snapshot: await view.lookAgain() })
  if ('finding' in before || 'finding' in after) return ''
  const [one] = risen(before.thing, after.thing)
  return one ? `; ${one.rule.text} has counted ${one.rule.packets} packets` : ''
}

/** What the outside's web server told the container about where it comes from. */
const judgeGreeting = async (
  { container }: Inhabited,
  answer: ConnectResult,
  addresses: string[],
  view: View,
  exhibit: Exhibit,
): Promise<Finding> => {
  if (answer.reached === null)
    return cannotRun(
      'probe-failed',
      `${container.name} could not call the outside: ${answer.detail}.`,
      exhibit,
    )
  if (!answer.reached)
    return fail(
      'no-answer',
      `${container.name} calls the web server of the outside (${outside.website}) and gets no answer.`,
      answer.detail,
      exhibit,
      showRules('nat'),
      showRules('filter'),
    )
  const known = addresses.find((address) => mentions(answer.said, address))
  if (known !== undefined)
    return pass(`the outside sees ${known}${await workDone(view)}`, exhibit, showRules('nat'))
  return fail(
    'other-sender',
    `The outside answers ${container.name}, but does not see an address of the host.`,
    `it says ${answer.said.trim().slice(0, 60)}`,
    exhibit,
    showRules('nat'),
  )
}

/**
 * A call of the container reaches the outside's web server, which sees an address of the host as its sender. Judged
 * by what the outside saw, so any tool that translates counts; where iptables has a rule for it, its counter is told.
 */
export function isSeenAsTheHost(box: Subject<Inhabited>): Statement {
  return about(
    'the outside sees a call of the container under the host’s address',
    box,
    async (found, view): Promise<Finding> => {
      const addresses = hostAddresses(view)
      if ('finding' in addresses) return addresses.finding
      const exhibit = inside(found, 'curl', '-sS', '-m', '2', `http://${outside.website}/`)
      const answer = await view.probes.connect(sourceOf(found), outside.website, webPort)
      return judgeGreeting(found, answer, addresses.thing, view, exhibit)
    },
  )
}

/** A port of the host that the engine has published for a running container. */
interface Published {
  container: string
  hostPort: number
  protocol: string
}

const published: Subject<Published[]> = ({ snapshot }) => {
  const ports = snapshot.containers
    .filter(({ running }) => running)
    .flatMap(({ name, publishedPorts }) =>
      publishedPorts.flatMap(({ hostPort, protocol }) =>
        hostPort === null ? [] : [{ container: name, hostPort, protocol }],
      ),
    )
  if (ports.length > 0) return { thing: ports }
  const gap = unreadable(snapshot, 'engine', 'containers', 'container')
  if (gap) return { finding: gap }
  return {
    finding: fail(
      'nothing-published',
      'No running container publishes a port, so nothing shows whether the engine writes rules.',
      'no published port',
      dockerPs,
    ),
  }
}

const redirects = new Set(['DNAT', 'REDIRECT'])

/**
 * The engine writes no rules for what it does: a port that it has published for a running container is rewritten by no
 * rule of the table nat. (That rules can be seen at all is the reading's own affair: one that failed is cannot-run.)
 */
export function publishesWithoutRules(): Statement {
  return about('a port is published, and no rule leads from it', published, (ports, view): Finding => {
    const rules = hostRules('nat')(view)
    if ('finding' in rules) return rules.finding
    const exhibits: Exhibit[] = [showRules('nat'), dockerPs]
    const leading = ({ hostPort, protocol }: Published): RuleInChain | undefined =>
      rules.thing.find(
        ({ rule }) =>
          redirects.has(rule.target ?? '') &&
          concerns(rule, { protocol, destinationPort: hostPort }) !== 'no',
      )
    const free = ports.find((port) => !leading(port))
    if (free)
      return pass(`port ${free.hostPort} of ${free.container} is published without a rule`, ...exhibits)
    const [first] = ports
    const rule = first && leading(first)?.rule.text
    return fail(
      'rule-written',
      `A rule of the table nat leads from port ${first?.hostPort ?? 0} of the host to ${first?.container ?? 'a container'}.`,
      rule ?? 'a rule',
      ...exhibits,
    )
  })
}
