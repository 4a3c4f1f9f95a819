/** Names that the engine writes into a container: its own, those of --add-host, the alias of a link. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import { dockerPs, type Inhabited } from './containers.ts'
import { engineAddress } from './docker-network.ts'
import type { Target } from './reach.ts'
import { allContainers, judgeLookUp, lookUp, nobody, showNameFiles, type Question } from './resolving.ts'
import { about, unreadable, type Subject } from './subject.ts'

const idDigits = 12

/** The oldest running container on the default network whose hostname is not simply the first digits of its id. */
export const theNamed: Subject<Inhabited> = (view) => {
  const boxes = allContainers(view)
  if ('finding' in boxes) return boxes
  const found = boxes.thing.find(
    ({ container: { id, hostname, networkMode } }) =>
      networkMode === 'bridge' && hostname !== '' && hostname !== id.slice(0, idDigits),
  )
  if (found) return { thing: found }
  return nobody('no-hostname', 'No running container on the default network was given a hostname.', view)
}

const showHostname = ({ container }: Inhabited): Exhibit => ({
  on: 'engine',
  command: ['exec', container.name, 'cat', '/etc/hostname', '/etc/hosts'],
})

/** The container’s /etc/hostname holds its hostname, and its own name leads to its own address. */
export function knowsItself(box: Subject<Inhabited>): Statement {
  const expected = 'its hostname stands in /etc/hostname, and in /etc/hosts with its own address'
  return about(expected, box, async (found, view): Promise<Finding> => {
    const { id, name, hostname, hostnameFile } = found.container
    const gap = unreadable(view.snapshot, `hostname ${id}`)
    if (gap) return gap
    if (hostnameFile === undefined)
      return cannotRun('unreadable', `The /etc/hostname of ${name} has not been read.`, showHostname(found))
    if (hostnameFile !== hostname)
      return fail(
        'other-hostname',
        `The hostname of ${name} is ${hostname}, but its /etc/hostname says “${hostnameFile}”.`,
        `/etc/hostname: ${hostnameFile}`,
        showHostname(found),
      )
    const address = engineAddress(found)
    if (address === null)
      return fail('no-address', `The engine has given ${name} no address.`, 'no address', dockerPs)
    const result = await lookUp(found, hostname, 'files and servers', view)
    if ('finding' in result) return result.finding
    return judgeLookUp(found, { name: hostname, address }, result.thing)
  })
}

/** A bound: each name costs two look-ups. */
const mostNames = 16

/** Every name that a running container was given by --add-host. */
const addedNames: Subject<Question[]> = (view) => {
  const boxes = allContainers(view)
  if ('finding' in boxes) return boxes
  const names = boxes.thing.flatMap((box) => box.container.extraHosts.map((target) => ({ box, target })))
  if (names.length > 0) return { thing: names.slice(0, mostNames) }
  return nobody('no-added-name', 'No running container was given a name by --add-host.', view)
}

/** `host-gateway` is the engine's word for an address of the host: whichever it wrote is right. */
const rightAddress = ({ box, target }: Question): Target => {
  const written = box.container.hosts?.find(({ names }) => names.includes(target.name))
  return { ...target, address: target.address === 'host-gateway' ? (written?.address ?? '') : target.address }
}

const judgeAdded = async (question: Question, view: View): Promise<Finding> => {
  const target = rightAddress(question)
  const result = await lookUp(question.box, target.name, 'files and servers', view)
  return 'finding' in result ? result.finding : judgeLookUp(question.box, target, result.thing)
}

/** The finding that speaks for several: one that passed, else one that could not be looked at, else the first. */
const bestOf = (findings: Finding[]): Finding =>
  findings.find(({ status }) => status === 'pass') ??
  findings.find(({ status }) => status === 'cannot-run') ??
  findings[0] ??
  cannotRun('unreadable', 'There was nothing to look at.')

/** A name given by --add-host leads to the address that was given with it. */
export function anAddedNameLeads(): Statement {
  const expected = 'a name given by --add-host leads to the address given with it'
  return about(expected, addedNames, async (names, view) =>
    bestOf(await Promise.all(names.map((question) => judgeAdded(question, view)))),
  )
}

const judgeRank = async (question: Question, view: View): Promise<Finding> => {
  const { box, target } = question
  const [byHosts, byServers] = await Promise.all([
    judgeAdded(question, view),
    lookUp(box, target.name, 'servers', view),
  ])
  if (byHosts.status !== 'pass') return byHosts
  if ('finding' in byServers) return byServers.finding
  const who = box.container.name
  const told = byServers.thing.found ? (byServers.thing.addresses[0] ?? '') : ''
  if (told !== '' && told !== rightAddress(question).address)
    return pass(`${byHosts.actual}; the name servers say ${told}`, showNameFiles(box))
  const why = told === '' ? 'do not know that name' : 'give the same address'
  return fail(
    'no-contest',
    `${who} has ${target.name} by --add-host, and the name servers ${why}.`,
    told === '' ? 'not known to the name servers' : `${target.name} is ${told} for both`,
    showNameFiles(box),
  )
}

/** A name given by --add-host leads elsewhere than the name servers say: /etc/hosts is asked first. */
export function anAddedNameOutranksTheServers(): Statement {
  const expected = 'a name given by --add-host leads elsewhere than the name servers say'
  return about(expected, addedNames, async (names, view) => {
    const findings = await Promise.all(names.map((question) => judgeRank(question, view)))
    // A name that the servers know, and that is lost in /etc/hosts, says more than one that only /etc/hosts knows.
    const telling = findings.filter((one) => one.status !== 'fail' || one.diagnosis.code !== 'no-contest')
    return bestOf(telling.length > 0 ? telling : findings)
  })
}

/** A running container that was started with --link to another running one. */
export interface LinkAndServer {
  box: Inhabited
  alias: string
  server: Inhabited
  /** The server's address on the default network. */
  address: string
}

const startedAt = ({ container }: Inhabited): number => container.startedAt ?? 0

/** A container that is linked to a running one; one whose server was started after it goes first. */
export const theLinkAndItsServer: Subject<LinkAndServer> = (view) => {
  const boxes = allContainers(view)
  if ('finding' in boxes) return boxes
  const pairs = boxes.thing.flatMap((box) =>
    box.container.links.flatMap((link): LinkAndServer[] => {
      const [target = '', alias = ''] = link.split(':')
      const server = boxes.thing.find(({ container }) => container.name === target)
      const address = server && engineAddress(server)
      return server && address ? [{ box, alias, server, address }] : []
    }),
  )
  const best = pairs.find(({ box, server }) => startedAt(server) > startedAt(box)) ?? pairs[0]
  if (best) return { thing: best }
  return nobody('no-link', 'No running container is linked to a running one.', view)
}

/** The server of the link was started again while the linked container ran on. */
export function itsServerHasBeenRestarted(): Statement {
  const expected = 'the server of a link has been started after the container that is linked to it'
  return about(expected, theLinkAndItsServer, ({ box, server }): Finding => {
    const [client, target] = [box.container.name, server.container.name]
    if (startedAt(server) > startedAt(box)) return pass(`${target} was started after ${client}`, dockerPs)
    return fail(
      'not-restarted',
      `${target} has not been started again since ${client}, which is linked to it, was started.`,
      'no restart',
      dockerPs,
    )
  })
}

/** In the linked container, the alias is to be the server’s address as it is now. */
export const whetherTheAliasFollows: Subject<Question> = (view) => {
  const linked = theLinkAndItsServer(view)
  if ('finding' in linked) return linked
  const { box, alias, address } = linked.thing
  return { thing: { box, target: { name: alias, address } } }
}
