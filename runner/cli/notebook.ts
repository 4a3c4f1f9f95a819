import type { Lab } from '../course/lab.ts'
import { hasGame } from '../session/break-game.ts'
import { findLabWorld } from '../session/lab-world.ts'
import { openProgress } from '../session/open-progress.ts'
import { recordSteps } from '../session/progress.ts'
import { whereIs } from '../session/whereabouts.ts'
import type { Notebook } from '../tutor/tutor.ts'
import type { Setting } from './command.ts'

/** The tutor's notes are the student's progress; of a break game nothing is noted there. */
export function openNotebook(lab: Lab, { places, terminal }: Setting): Notebook {
  const isGame = (): boolean => {
    const world = findLabWorld(places, lab)
    return world !== undefined && hasGame(world)
  }
  return {
    step: () => (isGame() ? undefined : whereIs(lab, openProgress(places, lab.id, terminal).current)?.id),
    done: (steps) => {
      if (steps.length === 0 || isGame()) return
      openProgress(places, lab.id, terminal).save((before) => recordSteps(before, steps, Date.now()))
    },
  }
}
