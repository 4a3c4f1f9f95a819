/** Ipvlan: containers that share one MAC address with the link that carries them. */

import { fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { Link } from '../../runner/observe/snapshot.ts'
import { cables, dockerPs, inside, type Inhabited } from './containers.ts'
import { ipv4, placeOf } from './link-ends.ts'
import type { Target } from './reach.ts'
import { about, hidden, unreadable, type Subject } from './subject.ts'

/** A running container and its ipvlan link. */
export interface Sharer {
  box: Inhabited
  link: Link
}

const sharersIn = (box: Inhabited): Sharer[] =>
  cables(box.namespace)
    .filter(({ kind }) => kind === 'ipvlan')
    .map((link) => ({ box, link }))
    .slice(0, 1)

const parentKey = ({ link: { parent } }: Sharer): string => `${parent?.namespaceInode} ${parent?.index}`

/** The two oldest running containers with an ipvlan link; rather two on one parent. */
export const theSharers: Subject<[Sharer, Sharer]> = ({ snapshot }) => {
  const found = snapshot.namespaces
    .flatMap((namespace) => placeOf(snapshot, namespace))
    .flatMap(({ box }) => (box ? sharersIn(box) : []))
    .toSorted((one, other) => (one.box.container.createdAt ?? 0) - (other.box.container.createdAt ?? 0))
  const pairs = found.flatMap((one, index) =>
    found.slice(index + 1).map((other): [Sharer, Sharer] => [one, other]),
  )
  const best = pairs.find(([one, other]) => parentKey(one) === parentKey(other)) ?? pairs[0]
  if (best) return { thing: best }
  const gap =
    unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces') ??
    hidden(snapshot, 'any', 'links')
  if (gap) return { finding: gap }
  const names = found.map(({ box }) => box.container.name).join(', ')
  return {
    finding: fail(
      'too-few-on-ipvlan',
      `${names === '' ? 'No running container has' : `Only ${names} has`} an ipvlan link.`,
      names || 'none',
      dockerPs,
    ),
  }
}

/** One of the two containers: 0 the older, 1 the younger. */
export const theSharer =
  (which: 0 | 1): Subject<Inhabited> =>
  (view) => {
    const found = theSharers(view)
    return 'finding' in found ? found : { thing: found.thing[which].box }
  }

const noAddress = ({ box, link }: Sharer): Finding =>
  fail(
    'no-address',
    `${link.name} in ${box.container.name} has no IPv4 address.`,
    'no address',
    inside(box, 'ip', 'address'),
  )

/** The address of one of them, to be reached. */
export const theSharersAddress =
  (which: 0 | 1): Subject<Target> =>
  (view) => {
    const found = theSharers(view)
    if ('finding' in found) return found
    const sharer = found.thing[which]
    const [own] = ipv4(sharer.link)
    return own
      ? { thing: { name: sharer.box.container.name, address: own.address } }
      : { finding: noAddress(sharer) }
  }

const showBoth = (pair: [Sharer, Sharer]): ReturnType<typeof inside>[] =>
  pair.map(({ box, link }) => inside(box, 'ip', '-d', 'addr', 'show', link.name))

/** Two running containers have ipvlan links with an IPv4 address each. */
export function haveAddressesOnIpvlan(): Statement {
  return about('two running containers with an ipvlan link and an address each', theSharers, (pair) => {
    const bare = pair.find(({ link }) => ipv4(link).length === 0)
    if (bare) return noAddress(bare)
    return pass(
      pair.map(({ box, link }) => `${box.container.name} has ${ipv4(link)[0]?.address ?? ''}`).join(', '),
      ...showBoth(pair),
    )
  })
}

/** The links of both containers have one and the same MAC address. */
export function shareOneMac(): Statement {
  return about('both containers have one MAC address', theSharers, (pair) => {
    const [one, other] = pair
    if (one.link.mac !== null && one.link.mac === other.link.mac)
      return pass(`both are ${one.link.mac}`, ...showBoth(pair))
    const told = pair.map(({ box, link }) => `${box.container.name} has ${link.mac ?? 'none'}`).join(', ')
    return fail(
      'several-macs',
      `${one.box.container.name} and ${other.box.container.name} have two MAC addresses, by ${one.link.parent?.name ?? 'an unknown parent'} and ${other.link.parent?.name ?? 'an unknown parent'}.`,
      told,
      ...showBoth(pair),
    )
  })
}
