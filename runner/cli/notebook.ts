import type { Lab } from '../course/lab.ts'
import { causeText } from '../lab-error.ts'
import { hasGame } from '../session/break-game.ts'
import { findLabWorld } from '../session/lab-world.ts'
import { openProgress } from '../session/open-progress.ts'
import { recordSteps } from '../session/progress.ts'
import { appendTranscript } from '../session/transcript.ts'
import { whereIs } from '../session/whereabouts.ts'
import type { Notebook } from '../tutor/tutor.ts'
import type { Setting } from './command.ts'

/**
 * The tutor's notes are the student's progress and transcript; of a break game no progress is noted. What cannot be read or
 * written (a full disk, say) is told once, and the tutor goes on without.
 */
export function openNotebook(lab: Lab, { places, terminal }: Setting): Notebook {
  let told = false
  const trying = <Result>(work: () => Result, otherwise: Result): Result => {
    try {
      return work()
    } catch (error) {
      if (!told) terminal.err(`\r\nlab: nothing more is noted: ${causeText(error)}\r\n`)
      told = true
      return otherwise
    }
  }
  const isGame = (): boolean => {
    const world = findLabWorld(places, lab)
    return world !== undefined && hasGame(world)
  }
  return {
    step: () =>
      trying(
        () => (isGame() ? undefined : whereIs(lab, openProgress(places, lab.id, terminal).current)?.id),
        undefined,
      ),
    done: (steps) =>
      trying(() => {
        if (steps.length === 0 || isGame()) return
        openProgress(places, lab.id, terminal).save((before) => recordSteps(before, steps, Date.now()))
      }, undefined),
    write: (entry) => trying(() => appendTranscript(places, lab.id, entry), undefined),
  }
}
