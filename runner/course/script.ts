import type { Shell } from 'zx/core'

/** Runs a command for what it shows. */
export type Look = (pieces: TemplateStringsArray, ...words: unknown[]) => Promise<unknown>

/** What a lab's script is given. */
export interface Player {
  /** zx's `$`, bound to a host of the world, as root. */
  $: Shell
  /**
   * The same, for a command that changes nothing any check asks about: a look, a ping, a page. Where only the outcome of the
   * script is wanted (a fault is to be planted in it), nobody looks.
   */
  look: Look
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
