/** Network namespaces of containers on the default network, entered or named by hand. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { inside, type Inhabited } from './containers.ts'
import { containersOnDefaultNetwork } from './docker-network.ts'
import { about, hidden, unreadable } from './subject.ts'

const boxes = containersOnDefaultNetwork(2)

const fromDocker = new Set(['127.0.0.1', '::1'])

/** Addresses in a container that are neither the engine's nor the kernel's own. */
const addedAddresses = ({ container, namespace }: Inhabited): string[] =>
  namespace.links
    .flatMap(({ addresses }) => addresses)
    .filter(({ scope, address }) => scope !== 'link' && !fromDocker.has(address))
    .filter(({ address }) => !container.networks.some((one) => [one.address, one.address6].includes(address)))
    .map(({ address }) => address)

/** In the namespace of one of two or more containers there is an address that Docker and the kernel did not put there. */
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

/** A name in /var/run/netns leads to the namespace of one of two or more containers, by link or by mount. */
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
