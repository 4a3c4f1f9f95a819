import type { DockerChange } from './change-docker.ts'
import type { FileChange } from './change-files.ts'
import type { FirewallChange } from './change-firewall.ts'
import type { NetworkChange } from './change-network.ts'

/**
 * One thing that differs between two snapshots of a host, with all that followed from it. Names in it are a
 * student's: show them through describeChange only.
 */
export type Change = DockerChange | NetworkChange | FirewallChange | FileChange

export type ChangeKind = Change['kind']

/** The change of one kind. */
export type ChangeOf<Kind extends ChangeKind> = Extract<Change, { kind: Kind }>
