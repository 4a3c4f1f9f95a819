import { Ansis } from 'ansis'

/** Styles for one output; which colours it may use is decided where it is made, never by the environment. */
export type Paint = Ansis

/** How one stretch of text is styled. */
export type Style = (text: string) => string

/** Level 0 writes no escape at all; the 16 colours of level 1 follow the student's own terminal theme. */
export function createPaint(colour: boolean): Paint {
  return new Ansis(colour ? 1 : 0)
}
