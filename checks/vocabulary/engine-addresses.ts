/** The addresses that the engine gave containers on its default network, and who has met whom by them. */

import { fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { Link } from '../../runner/observe/snapshot.ts'
import { dockerPs, inside, type Inhabited } from './containers.ts'
import { containersOnDefaultNetwork, engineAddress } from './docker-network.ts'
import { about, hidden, unreadable } from './subject.ts'

/** The link in the container that really has the engine's address. */
const addressed = (box: Inhabited): Link | undefined =>
  box.namespace.links.find(({ addresses }) => addresses.some(({ address }) => address === engineAddress(box)))

/** Two or more containers run on the default network, and each has in its namespace the IPv4 address that the engine tells. */
export function haveTheEnginesAddresses(): Statement {
  return about(
    'each container has the address that the engine gave it',
    containersOnDefaultNetwork(2),
    (boxes, view): Finding => {
      const gap = boxes.flatMap(({ namespace }) => hidden(view.snapshot, namespace.inode, 'links') ?? [])[0]
      if (gap) return gap
      const lost = boxes.find((box) => addressed(box) === undefined)
      if (lost)
        return fail(
          'address-gone',
          `${lost.container.name} does not have the address ${engineAddress(lost) ?? '(none)'} that the engine gave it.`,
          `${lost.container.name} has another`,
          inside(lost, 'ip', '-4', 'addr'),
        )
      return pass(boxes.map((box) => `${box.container.name} ${engineAddress(box)}`).join(', '), dockerPs)
    },
  )
}

const knows = (one: Inhabited, other: Inhabited): boolean =>
  one.namespace.neighbours.some(
    ({ address, mac }) =>
      address === engineAddress(other) && mac !== null && mac === (addressed(other)?.mac ?? null),
  )

/** One container has another's MAC address in its neighbour table: a frame went there, and one came back (RFC 826). */
export function haveMet(): Statement {
  return about(
    'one container knows the MAC address of another from its answer',
    containersOnDefaultNetwork(2),
    (boxes, view): Finding => {
      for (const one of boxes) {
        const other = boxes.find((candidate) => candidate !== one && knows(one, candidate))
        if (other)
          return pass(`${one.container.name} has met ${other.container.name}`, inside(one, 'ip', 'neighbour'))
      }
      const gap = boxes.flatMap(
        ({ namespace: { inode } }) =>
          hidden(view.snapshot, inode, 'links') ??
          unreadable(view.snapshot, `namespace ${inode} neighbours`) ??
          [],
      )[0]
      if (gap) return gap
      return fail(
        'strangers',
        'No container on the default network has another one in its neighbour table.',
        'no container knows another',
        ...boxes.slice(0, 2).map((box) => inside(box, 'ip', 'neighbour')),
      )
    },
  )
}
