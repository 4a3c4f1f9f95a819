import type { Shell } from 'zx/core'

/** What a lab's script is given: zx's `$`, bound to a host of the world, as root. */
export interface Player {
  $: Shell
}

export type Play = (player: Player) => Promise<unknown>

/** Another right way to do a lab; it replaces some steps' plays. */
export interface Variant {
  title: string
  steps: Record<string, Play>
}

/** Something wrong with a solved lab, and the checks that must notice it. */
export interface Fault {
  id: string
  title: string
  /** Steps that are not played at all. */
  without?: string[]
  /** What is done on top of the steps that are. */
  plant?: Play
  /** Ids of exactly the checks that must fail; those that wait for one of them are skipped, all others stay as they were. */
  kills: string[]
}

/** A lab's script: the walkthrough's steps as zx, other right ways, and faults. */
export interface LabScript {
  /** By step id, in the walkthrough's order. */
  steps: Record<string, Play>
  variants: Record<string, Variant>
  faults: Fault[]
}
