/**
 * One reading of one lab host. Everything in it is data from a hostile place (names, labels, texts): show it only
 * through the safe-text functions. What could not be read is in `unreadable`, so a check can say cannot-run.
 */
import type { Container, DockerNetwork, EndedContainer, Engine, Image } from './snapshot-docker.ts'
import type { MeasurementFile } from './snapshot-measurements.ts'
import type { NetworkNamespace } from './snapshot-network.ts'
import type { EngineSocket, ListeningSocket } from './snapshot-sockets.ts'

export type * from './snapshot-docker.ts'
export type * from './snapshot-firewall.ts'
export type * from './snapshot-measurements.ts'
export type * from './snapshot-network.ts'
export type * from './snapshot-sockets.ts'

export interface Snapshot {
  /** Milliseconds since the epoch, when the reading began. */
  takenAt: number
  /** The host's name in the lab. */
  host: string
  /** Null when no engine answers; then `unreadable` has an entry whose part is `engine`. */
  engine: Engine | null
  namespaces: NetworkNamespace[]
  /** What is in /var/run/netns of the host (ip-netns(8)). */
  entries: NamespaceEntry[]
  /** TCP sockets of the host that wait for connections. */
  listeners: ListeningSocket[]
  /** Null when the host has none. */
  engineSocket: EngineSocket | null
  /** What is in /root/results of the host, by name. */
  measurements: MeasurementFile[]
  containers: Container[]
  networks: DockerNetwork[]
  images: Image[]
  /** Containers that ended since the agent watches, kept by the caller from one snapshot to the next. */
  history: EndedContainer[]
  /** Ids of the containers that somebody has attached to (docker attach, docker run -it) since
   * they last began; kept like `history`. */
  attached: string[]
  unreadable: Unreadable[]
}

/** A part of the host that could not be read, and why. Absence in the snapshot is then no evidence of absence. */
export interface Unreadable {
  /**
   * `engine`, `containers`, `container ID`, `hosts ID`, `hostname ID`, `resolver ID`, `networks`, `images`, `image ID`,
   * `entries`, `entry NAME`, `listeners`, `socket`, `measurements`, `measurement NAME`, `namespaces`, `peers`,
   * `namespace INODE`, or one part of it:
   * `namespace INODE links|routes|rules|neighbours|peers|firewall|sysctls|listening`.
   */
  part: string
  /** One sentence for a person. */
  reason: string
}

/** One name in /var/run/netns of the host, where ip-netns(8) looks. */
export interface NamespaceEntry {
  name: string
  /** `file`: a plain file (or anything else) that is no namespace. */
  kind: 'symlink' | 'mount' | 'file'
  /** Of a symlink, as written. */
  target?: string
  /** The namespace it leads to; null when it leads to none. */
  inode: number | null
  /** True when it leads to a network namespace that exists now. */
  alive: boolean
  /** A symlink to nothing, the usual left-over of a container that is gone. */
  dangling: boolean
}
