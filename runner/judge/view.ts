import type { Frame } from '../observe/parse-capture.ts'
import type { HostsEntry, NetworkNamespace, ResolverSettings, Snapshot } from '../observe/snapshot.ts'

/** Where a probe starts: a network namespace, by a path that the agent can open. */
export interface ProbeSource {
  /** For sentences: `the container box`. */
  name: string
  /** `/proc/PID/ns/net` of a process in it. */
  netns: string
  /** The process id by which the student can enter it; null for the host itself. */
  hostPid: number | null
  /** Which of its own IPv4 addresses it sends from; the kernel's choice without it. */
  address?: string
}

export type ProbeResult =
  | { reached: true; detail: string }
  | { reached: false; detail: string }
  /** The probe itself could not be made: no statement about the network. */
  | { reached: null; detail: string }

export type ConnectResult =
  /**
   * A TCP connection was made and `GET /` sent. `said` is what the service answered: the body of an HTTP answer, or its
   * first bytes as they are; at most 4 KiB, and empty when it said nothing in time.
   */
  | { reached: true; detail: string; said: string }
  /** Refused, no route, or no answer in time. */
  | { reached: false; detail: string }
  /** The probe itself could not be made: no statement about the network. */
  | { reached: null; detail: string }

/** By what a name is looked up: the two files of a container, as a snapshot has them. */
export interface NameFiles {
  hosts: HostsEntry[]
  resolver: ResolverSettings
}

export type ResolveResult =
  /** IPv4 addresses, in the resolver's order. */
  | { found: true; addresses: string[] }
  /** No such name, or no name server that answers in time. */
  | { found: false; detail: string }
  /** The probe itself could not be made: no statement about the name. */
  | { found: null; detail: string }

/** The agent's own hands in the student's network; each one is bounded in count and time. */
export interface Probes {
  /**
   * ICMP echo (ping(8)), a few packets. With `wholeBytes`, IPv4 packets of exactly this length (28 or more, headers
   * included), which nobody on the way may divide (don't fragment, RFC 791).
   */
  ping(from: ProbeSource, address: string, wholeBytes?: number): Promise<ProbeResult>
  /**
   * How many pings the network namespace at this path has answered so far (RFC 1213, icmpOutEchoReps); null when that
   * cannot be read. An answer that nobody has given there comes from somewhere else.
   */
  echoReplies(netns: string): Promise<number | null>
  /**
   * A TCP connection (curl(1)), two seconds at most. An open port is no proof that the right service stands behind it:
   * hold `said` against what that one would say.
   */
  connect(from: ProbeSource, address: string, port: number): Promise<ConnectResult>
  /**
   * What a program in that place gets for a name: the C library's resolver, first /etc/hosts, then the name servers. It
   * is the machine's own, given these files, so nothing that a student has put into the container has a say in it.
   */
  resolve(from: ProbeSource, name: string, files: NameFiles): Promise<ResolveResult>
  /**
   * One question by ARP from the outside to all on the wire: who has this address? (arping(8), RFC 826). Whoever claims it
   * answers, whatever the outside has learnt before; `reached` when somebody did within a second.
   */
  whoHas(address: string): Promise<ProbeResult>
}

/** A request that the outside's web server has answered. */
export interface Visit {
  /** Milliseconds since the epoch. */
  at: number
  /** The address that the outside saw, IPv4. */
  from: string
  /** What was asked for: `/`. */
  path: string
}

/** What went over the wire that the hosts' eth0 hang on, oldest first, or why nobody could listen there. */
export type Capture = { frames: Frame[] } | { unreadable: string }

/** What a check may look at. */
export interface View {
  snapshot: Snapshot
  probes: Probes
  /** Who has called on the outside's web server, oldest first; 200 at most, calls for `/` forgotten first. */
  outsideLog: readonly Visit[]
  /**
   * Listens on the outside's end of the wire while something is done, and returns all frames that have this IPv4 address
   * as their sender or receiver (IPv4 and ARP), up to 256. What is to be done begins when the listener is ready, and not
   * at all when there is none.
   */
  captureOutside(address: string, during: () => Promise<unknown>): Promise<Capture>
  /** Reads the host anew, for what a probe has changed since `snapshot`: the counters of rules. */
  lookAgain(): Promise<Snapshot>
}

/** The agent itself stands on the outside, so probes leave from there without entering any other namespace. */
export const outsideSource: ProbeSource = {
  name: 'the outside',
  netns: '/proc/self/ns/net',
  hostPid: null,
}

/** The path by which the agent enters a namespace; null when no process of ours to name holds it. */
export const namespacePath = (namespace: Pick<NetworkNamespace, 'pid'>): string | null =>
  namespace.pid === null ? null : `/proc/${namespace.pid}/ns/net`

export const hostNamespace = (snapshot: Snapshot): NetworkNamespace | undefined =>
  snapshot.namespaces.find(({ owner }) => owner.kind === 'host')
