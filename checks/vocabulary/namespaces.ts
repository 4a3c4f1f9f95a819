import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { Link } from '../../runner/observe/snapshot.ts'
import { inside, type Inhabited } from './containers.ts'
import {
  cablesOnDefaultNetwork,
  containersOnDefaultNetwork,
  engineAddress,
  type Wired,
} from './docker-network.ts'
import type { Target } from './reach.ts'
import { about, hidden, unreadable, type Subject } from './subject.ts'

const boxes = containersOnDefaultNetwork(2)
const cables = cablesOnDefaultNetwork(2)

const fromDocker = new Set(['127.0.0.1', '::1'])

/** Addresses in a container that are neither the engine's nor the kernel's own. */
const addedAddresses = ({ container, namespace }: Inhabited): string[] =>
  namespace.links
    .flatMap(({ addresses }) => addresses)
    .filter(({ scope, address }) => scope !== 'link' && !fromDocker.has(address))
    .filter(({ address }) => !container.networks.some((one) => [one.address, one.address6].includes(address)))
    .map(({ address }) => address)

/** In the namespace of some container there is an address that Docker did not put there. */
export function oneHoldsAnAddedAddress(): Statement {
  return about(
    'an address in a container’s network namespace that Docker did not give it',
    boxes,
    (found, { snapshot }): Finding => {
      const entered = found.find((box) => addedAddresses(box).length > 0)
      if (entered)
        return pass(
          `${entered.container.name} holds ${addedAddresses(entered).join(', ')}`,
          inside(entered, 'ip', 'addr'),
        )
      const gap = found.flatMap(({ namespace }) => hidden(snapshot, namespace.inode, 'links') ?? [])[0]
      if (gap) return gap
      const names = found.map(({ container }) => container.name).join(' and ')
      return fail(
        'only-dockers-addresses',
        `In the network namespaces of ${names} there is no address but those that Docker gave them.`,
        'no added address',
        ...found.slice(0, 2).map((box) => inside(box, 'ip', 'addr')),
      )
    },
  )
}

const listNames: Exhibit = { on: 'host', command: ['ip', 'netns', 'list'] }

/** A name in /var/run/netns leads to the namespace of some container, by link or by mount. */
export function oneHasAName(): Statement {
  return about(
    'a name in /var/run/netns that leads to a container’s network namespace',
    boxes,
    (found, { snapshot }): Finding => {
      const { entries } = snapshot
      for (const { container, namespace } of found) {
        const entry = entries.find(({ alive, inode }) => alive && inode === namespace.inode)
        if (entry)
          return pass(`/var/run/netns/${entry.name} is the namespace of ${container.name}`, listNames)
      }
      const gap = unreadable(snapshot, 'entries', 'entry')
      if (gap) return gap
      const names = entries.map(({ name }) => name).join(', ')
      if (entries.length === 0)
        return fail('no-name', 'There is no name in /var/run/netns.', 'no names', listNames)
      return entries.some(({ alive }) => alive)
        ? fail(
            'leads-elsewhere',
            `The names in /var/run/netns lead to other namespaces than those of the containers: ${names}.`,
            names,
            listNames,
          )
        : fail(
            'leads-nowhere',
            `The names in /var/run/netns lead to no namespace: ${names}.`,
            names,
            listNames,
          )
    },
  )
}

/** What a label may say of a container: its name, the beginning of a long one (a link's name has 15 characters), or of its id. */
const wordsFor = ({ container: { name, id } }: Inhabited): string[] =>
  [name, ...(name.length > 10 ? [name.slice(0, 8)] : []), id.slice(0, 6)].map((word) => word.toLowerCase())

const madeByDocker = /^veth[0-9a-f]{7}$/

/** The container that a link is named after: the one whose word in its name is longest (`to-web10` is not for `web1`). */
const namedAfter = ({ name }: Link, all: Inhabited[]): Inhabited | undefined => {
  if (madeByDocker.test(name)) return undefined
  const said = all.flatMap((box) =>
    wordsFor(box)
      .filter((word) => name.toLowerCase().includes(word))
      .map((word) => ({ box, length: word.length })),
  )
  return said.toSorted((one, other) => other.length - one.length)[0]?.box
}

const isLabelled =
  (all: Wired[]) =>
  ({ hostEnd, box }: Wired): boolean =>
    namedAfter(
      hostEnd,
      all.map((cable) => cable.box),
    ) === box

const veths: Exhibit = { on: 'host', command: ['ip', 'link', 'show', 'type', 'veth'] }
const describe = ({ hostEnd, box }: Wired): string => `${hostEnd.name} leads to ${box.container.name}`

/** The finding for a cable whose name tells nothing, or tells of another container. */
const notLabelled = (cable: Wired, all: Wired[]): Finding => {
  const actual = all.map(describe).join(', ')
  const { name } = cable.box.container
  const other = namedAfter(
    cable.hostEnd,
    all.map(({ box }) => box),
  )
  if (other)
    return fail(
      'wrong-cable',
      `${cable.hostEnd.name} is named after ${other.container.name} but leads to ${name}.`,
      actual,
      veths,
    )
  return fail(
    'no-label',
    `The name of ${cable.hostEnd.name} does not tell that it leads to ${name}.`,
    actual,
    veths,
  )
}

/** The host's end of some container's cable is named after that container. */
export function oneCableIsLabelled(): Statement {
  return about(
    'the host’s end of a container’s veth pair is named after that container',
    cables,
    (found): Finding => {
      const labelled = found.find(isLabelled(found))
      if (labelled) return pass(describe(labelled), veths)
      const findings = found.map((cable) => notLabelled(cable, found))
      const worst = findings.find(
        (finding) => finding.status === 'fail' && finding.diagnosis.code === 'wrong-cable',
      )
      return (
        worst ??
        fail(
          'no-label',
          'No veth on the host is named after the container that it leads to.',
          found.map(describe).join(', '),
          veths,
        )
      )
    },
  )
}

/** The host's end of every container's cable is named after that container. */
export function allCablesAreLabelled(): Statement {
  return about('the host’s end of each container’s veth pair is named after it', cables, (found): Finding => {
    const wrong = found.find((cable) => !isLabelled(found)(cable))
    return wrong ? notLabelled(wrong, found) : pass(found.map(describe).join(', '), veths)
  })
}

/** What keeps a cable from carrying frames between its container and this bridge, or undefined. */
const brokenAt = ({ box, hostEnd, farEnd }: Wired, bridge: string): Finding | undefined => {
  const { name } = box.container
  const exhibit: Exhibit = { on: 'host', command: ['ip', 'link', 'show', 'dev', hostEnd.name] }
  if (!hostEnd.up)
    return fail(
      'host-end-down',
      `${hostEnd.name}, the host’s end of the cable of ${name}, is down.`,
      `state ${hostEnd.operstate}`,
      exhibit,
    )
  if (!farEnd.up)
    return fail(
      'container-end-down',
      `${farEnd.name} in ${name} is down.`,
      `state ${farEnd.operstate}`,
      inside(box, 'ip', 'link'),
    )
  if (hostEnd.master?.name !== bridge)
    return fail(
      'not-a-port',
      `${hostEnd.name}, the host’s end of the cable of ${name}, is no port of ${bridge}.`,
      hostEnd.master ? `master ${hostEnd.master.name}` : 'no master',
      exhibit,
    )
  return undefined
}

/** Some cable that is named after its container is up at both ends and plugged into this bridge. */
export function aLabelledCableIsWhole(bridge: string): Statement {
  return about(
    `a cable named after its container is up at both ends and a port of ${bridge}`,
    cables,
    (found): Finding => {
      const labelled = found.filter(isLabelled(found))
      const whole = labelled.find((cable) => brokenAt(cable, bridge) === undefined)
      if (whole) return pass(`${describe(whole)} and is up at both ends`, veths)
      const [first = found[0]] = labelled
      return (
        (first && brokenAt(first, bridge)) ??
        fail('no-label', 'No cable is named after its container.', found.map(describe).join(', '), veths)
      )
    },
  )
}

interface Pulled {
  whole: Wired
  pulled: Wired
}

/** One cable that carries frames to the bridge and one that does not. */
const oneOfEach =
  (bridge: string): Subject<Pulled> =>
  (view) => {
    const found = cables(view)
    if ('finding' in found) return found
    const whole = found.thing.find((cable) => brokenAt(cable, bridge) === undefined)
    const pulled = found.thing.find((cable) => brokenAt(cable, bridge) !== undefined)
    if (whole && pulled) return { thing: { whole, pulled } }
    const names = found.thing.map(({ box }) => box.container.name).join(', ')
    return {
      finding: pulled
        ? fail('all-pulled', `No container has a cable to ${bridge} that works.`, `pulled: ${names}`, veths)
        : fail(
            'none-pulled',
            `Every container has a cable to ${bridge} that works.`,
            `whole: ${names}`,
            veths,
          ),
    }
  }

/** One container's cable is pulled: down at an end, or out of the bridge, while another's is whole. */
export function oneCableIsPulled(bridge: string): Statement {
  return about(
    'one container’s cable is down at an end or out of the bridge, another’s is whole',
    oneOfEach(bridge),
    ({ whole, pulled }) =>
      pass(`pulled: ${pulled.box.container.name}; whole: ${whole.box.container.name}`, veths),
  )
}

/** The container whose cable is whole, while another's is not. */
export const theWhole =
  (bridge: string): Subject<Inhabited> =>
  (view) => {
    const found = oneOfEach(bridge)(view)
    return 'finding' in found ? found : { thing: found.thing.whole.box }
  }

/** The container whose cable is pulled, by the address that the engine gave it. */
export const thePulled =
  (bridge: string): Subject<Target> =>
  (view) => {
    const found = oneOfEach(bridge)(view)
    if ('finding' in found) return found
    const { box } = found.thing.pulled
    const address = engineAddress(box)
    if (address !== null) return { thing: { name: `the container ${box.container.name}`, address } }
    return {
      finding: cannotRun('no-engine-address', `The engine tells no address of ${box.container.name}.`),
    }
  }
