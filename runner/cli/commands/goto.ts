import type { Lab, LabStep } from '../../course/lab.ts'
import { drawFarewell } from '../../draw/tutor-text.ts'
import { drawStep } from '../../draw/walkthrough.ts'
import { exitCodes } from '../../lab-error.ts'
import { findStep } from '../../session/choose-step.ts'
import { goToStep } from '../../session/go-to-step.ts'
import type { LabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { findOwnLab } from '../../session/own-lab.ts'
import { cleaningUp } from '../../world/cleaning-up.ts'
import { endWorld } from '../../world/end-world.ts'
import { firstWord, type Run, type Setting } from '../command.ts'
import { freshWorld } from '../fresh-world.ts'
import { printPaged } from '../page.ts'
import { firstHost, openShell } from '../student-shell.ts'

/** Plays what comes before the step; a world that is only half made is ended, whatever the cause. */
async function build(
  lab: Lab,
  step: LabStep,
  world: LabWorld,
  json: boolean,
  { places, terminal }: Setting,
): Promise<string[]> {
  let built = false
  const work = async (): Promise<string[]> => {
    const played = await goToStep(
      lab,
      step,
      world.client,
      openProgress(places, lab.id, terminal),
      ({ number, title }) => {
        if (!json) terminal.out(`${number}. ${title}: done for you\n`)
      },
    )
    built = true
    return played
  }
  return cleaningUp(work, async () => {
    if (!built) await endWorld(world.folder, world.id)
  })
}

/** A fresh lab in which all that comes before a step has been done by the author's script. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const lab = findOwnLab(places, firstWord(call), terminal)
  const step = findStep(lab, call.args[1] ?? '')
  const json = call.options['json'] === true
  const world = await freshWorld(lab, call, setting)
  if (!world) {
    terminal.out('Nothing was changed.\n')
    return exitCodes.pass
  }
  const played = await build(lab, step, world, json, setting)
  const { id, number, title } = step
  if (json) {
    terminal.out(
      `${JSON.stringify({ schemaVersion: 1, lab: lab.id, step: { id, number, title }, played })}\n`,
    )
    return exitCodes.pass
  }
  if (call.options['detach'] === true) {
    terminal.out(`Lab ${lab.id} stands before step ${number}, ${title}. Enter it: lab shell ${lab.id}\n`)
    return exitCodes.pass
  }
  terminal.out('\n')
  await printPaged(drawStep(step, terminal), terminal)
  terminal.out(`\n${drawFarewell(lab, { host: firstHost(world), fresh: true, step, width: terminal.width })}`)
  await openShell(world, lab, setting, call.options['plain'] === true)
  return exitCodes.pass
}
