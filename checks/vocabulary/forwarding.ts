/** Whether the host passes on what is not meant for itself: ip_forward, and the packets it has refused. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import type { NetworkNamespace } from '../../runner/observe/snapshot.ts'
import { theHost } from './containers.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

const forwarding = 'net.ipv4.ip_forward'
const showForwarding: Exhibit = { on: 'host', command: ['sysctl', forwarding] }

/** The kernel counts here what came in for somebody else while its interface did not forward (ip(7), RFC 1213). */
const refused = 'IpInAddrErrors'
const showRefused: Exhibit = { on: 'host', command: ['nstat', '-asz', refused] }

/** The host, when the kernel's own settings and counters could be read there. */
const theHostsKernel: Subject<NetworkNamespace> = (view: View): Found<NetworkNamespace> => {
  const host = theHost(view)
  if ('finding' in host) return host
  const { inode } = host.thing
  const gap = hidden(view.snapshot, inode) ?? unreadable(view.snapshot, `namespace ${inode} sysctls`)
  return gap ? { finding: gap } : host
}

const notThere = (what: string, exhibit: Exhibit): Finding =>
  cannotRun('unreadable', `The kernel of the host does not tell ${what}.`, exhibit)

/** The host passes packets on that are not for itself: `net.ipv4.ip_forward` is 1. */
export function forwards(): Statement {
  return about(`${forwarding} of the host is 1`, theHostsKernel, ({ sysctls }): Finding => {
    const value = sysctls[forwarding]
    if (value === undefined) return notThere(forwarding, showForwarding)
    if (value === '1') return pass(`${forwarding} is 1`, showForwarding)
    return fail(
      'not-forwarding',
      'The host does not pass on packets that are for somebody else.',
      `${forwarding} is ${value}`,
      showForwarding,
    )
  })
}

/** How many packets the host has thrown away because it did not forward when they came; null when it does not tell. */
export const packetsRefused = (view: View): number | null => {
  const host = theHostsKernel(view)
  return 'finding' in host ? null : (host.thing.ipCounters[refused] ?? null)
}

/** The host has thrown at least one packet away because it was for somebody else and forwarding was off. */
export function hasRefusedToForward(): Statement {
  return about(
    'a packet for somebody else has come to the host while forwarding was off',
    theHostsKernel,
    (_, view): Finding => {
      const count = packetsRefused(view)
      if (count === null) return notThere(refused, showRefused)
      if (count > 0) return pass(`${count} packets refused`, showRefused)
      return fail(
        'never-refused',
        'No packet for somebody else has come to the host while its forwarding was off.',
        `${refused} is 0`,
        showRefused,
      )
    },
  )
}
