/** Cables of containers on the default network whose ends on the host are named after their containers. */

import { fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { Link } from '../../runner/observe/snapshot.ts'
import type { Inhabited } from './containers.ts'
import { cablesOnDefaultNetwork, vethsOfHost, type Wired } from './docker-network.ts'
import { brokenAt } from './pulled-cables.ts'
import { about } from './subject.ts'

const cables = cablesOnDefaultNetwork(2)

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
      vethsOfHost,
    )
  return fail(
    'no-label',
    `The name of ${cable.hostEnd.name} does not tell that it leads to ${name}.`,
    actual,
    vethsOfHost,
  )
}

/** The host's end of some container's cable is named after that container: by its name, the first 8 letters of a long one, or the first 6 of its id. */
export function oneCableIsLabelled(): Statement {
  return about(
    'the host’s end of a container’s veth pair is named after that container',
    cables,
    (found): Finding => {
      const labelled = found.find(isLabelled(found))
      if (labelled) return pass(describe(labelled), vethsOfHost)
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
          vethsOfHost,
        )
      )
    },
  )
}

/** The host's end of every container's cable is named after that container and not after another. */
export function allCablesAreLabelled(): Statement {
  return about('the host’s end of each container’s veth pair is named after it', cables, (found): Finding => {
    const wrong = found.find((cable) => !isLabelled(found)(cable))
    return wrong ? notLabelled(wrong, found) : pass(found.map(describe).join(', '), vethsOfHost)
  })
}

/** Some cable that is named after its container is up at both ends and plugged into this bridge. */
export function aLabelledCableIsWhole(bridge: string): Statement {
  return about(
    `a cable named after its container is up at both ends and a port of ${bridge}`,
    cables,
    (found): Finding => {
      const labelled = found.filter(isLabelled(found))
      const whole = labelled.find((cable) => brokenAt(cable, bridge) === undefined)
      if (whole) return pass(`${describe(whole)} and is up at both ends`, vethsOfHost)
      const [first = found[0]] = labelled
      return (
        (first && brokenAt(first, bridge)) ??
        fail(
          'no-label',
          'No cable is named after its container.',
          found.map(describe).join(', '),
          vethsOfHost,
        )
      )
    },
  )
}
