import type { StepNeed } from '../course/lab.ts'
import type { Lacking } from '../judge/lacking.ts'
import { runCommand } from '../world/run-command.ts'

/** How a link of each kind is made on another one, `try`; it may make the kernel load a module, as a student would. */
const making: Record<StepNeed, string> = {
  macvlan: 'link try name new type macvlan mode bridge',
  ipvlan: 'link try name new type ipvlan mode l2',
  vxlan: 'name new type vxlan id 42 dstport 4789',
}

/** A network namespace that ends with the command, so that nothing is left of what is tried. */
const throwAway: readonly string[] = ['unshare', '--net', '--']
const refused = 99

/** True when the kernel refuses to make a link of this kind, and makes a veth at the same place. */
async function isLacking(need: StepNeed, within: readonly string[]): Promise<boolean> {
  const [program = '', ...words] = within
  const attempt = `ip link add try type veth peer name tried && { ip link add ${making[need]} || exit ${refused}; }`
  const { exitCode } = await runCommand([program, ...words, '/bin/sh', '-c', attempt], { timeoutMs: 5000 })
  return exitCode === refused
}

/**
 * Tries out what steps need of this kernel, and tells what is lacking, by the step's id. Where nothing could be tried,
 * nothing is told to be lacking: then the checks themselves find out.
 */
export async function tryNeeds(
  stepNeeds: Readonly<Record<string, readonly StepNeed[]>>,
  within: readonly string[] = throwAway,
): Promise<Lacking> {
  const wanted = [...new Set(Object.values(stepNeeds).flat())]
  const tried = await Promise.all(wanted.map(async (need) => ((await isLacking(need, within)) ? [need] : [])))
  const lacking = new Set(tried.flat())
  return Object.fromEntries(
    Object.entries(stepNeeds)
      .map(([step, needs]) => [step, needs.filter((need) => lacking.has(need))] as const)
      .filter(([, lacks]) => lacks.length > 0),
  )
}
