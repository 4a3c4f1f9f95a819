/** What `lab explain` says of the way from one place to another, as data. */

/** Where something was looked at. */
export interface Place {
  kind: 'container' | 'host' | 'outside' | 'namespace'
  /** The container's, the host's or the namespace's name; `outside`. */
  name: string
}

/** What was looked at there. */
export type Looked =
  | 'container'
  | 'link'
  | 'address'
  | 'route'
  | 'neighbour'
  | 'bridge'
  | 'cable'
  | 'firewall'
  | 'nat'
  | 'forwarding'
  | 'listener'

/** One thing that the packet depends on, in the order in which it meets them. */
export interface Hop {
  place: Place
  looked: Looked
  /** Its name: `eth0`, `docker0`, `FORWARD`; null where it has none. */
  thing: string | null
  /** One sentence. */
  found: string
  /** False where the packet stops; null where that is not known. */
  ok: boolean | null
  /** By which a student sees the same, to be typed on the host. */
  commands: string[]
}

/** One end of the way. */
export interface End {
  place: Place | null
  /** As it was asked for. */
  name: string
  /** The IPv4 address that is sent from or to; null where there is none. */
  address: string | null
}

/**
 * `arrives`: it gets there, and the answer back. `stops`: the last hop says where. `unexplained`: what was looked at and
 * the probe disagree, or a part was not readable. `unknown`: neither could tell.
 */
export type Outcome = 'arrives' | 'stops' | 'unexplained' | 'unknown'

/** What the real packet came to. */
export interface ProbeReport {
  /** Whether an answer came; null where no packet could be sent. */
  reached: boolean | null
  /** The program's own words. */
  detail: string
}

export interface Explanation {
  from: End
  to: End
  protocol: 'icmp' | 'tcp'
  /** Null for a ping. */
  port: number | null
  /** The way there. What comes after the first `ok: false` is not claimed, and so not here. */
  there: Hop[]
  /** The answer's way back; empty when the packet did not arrive. */
  back: Hop[]
  /** Null when no packet was sent, because there was none to send. */
  probe: ProbeReport | null
  outcome: Outcome
  /** One or two sentences. */
  verdict: string
}

/** What is asked for. */
export interface ExplainRequest {
  /** A container's name or the beginning of its id, `host`, the host's name, `outside`, an IPv4 address, or a name in /var/run/netns. */
  from: string
  to: string
  /** A TCP port; a ping without one. */
  port?: number
}
