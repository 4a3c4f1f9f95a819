import { findLab } from '../../course/find-labs.ts'
import { exitCodes } from '../../lab-error.ts'
import { drawPlay } from '../../draw/play.ts'
import { renderReport } from '../../draw/report.ts'
import { withOwnWorld } from '../../session/lab-world.ts'
import { firstWord, type Run } from '../command.ts'
import { withNamedValues } from '../take-values.ts'

const settleMs = 3000

/** Boots a world, plays the lab's script, judges it, and leaves nothing behind. */
export const run: Run = async (call, { terminal, places }) => {
  const lab = withNamedValues(findLab(firstWord(call)), call)
  const json = call.options['json'] === true
  const variant = typeof call.options['variant'] === 'string' ? { variant: call.options['variant'] } : {}
  const tell = json ? () => undefined : drawPlay(lab, terminal)
  const report = await withOwnWorld(places, lab, 'run', async ({ client }) => {
    await client.play(variant, tell)
    return client.check({ waitMs: settleMs, evidence: json ? 'all' : 'failed' })
  })
  terminal.out(
    json ? `${JSON.stringify(report)}\n` : `\n${renderReport(report, { ...terminal, evidence: true })}`,
  )
  return report.status === 'pass' ? exitCodes.pass : exitCodes.failed
}
