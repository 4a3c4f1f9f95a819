/** What can differ in the files of two snapshots: who may use the engine, and what was measured. */
import type { EachKind } from './each-kind.ts'

export type FileChange =
  /** A user came into the group of the engine's socket, or left it. */
  | EachKind<'user-admitted' | 'user-expelled', { user: string; group: string }>
  /** Permission bits of the engine's socket: `0o660`. */
  | { kind: 'socket-mode'; from: number; to: number }
  /** A file of /root/results, by its name without `.json`. */
  | EachKind<'measurement-made' | 'measurement-gone' | 'measurement-changed', { name: string }>
