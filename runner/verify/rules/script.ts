import type { Fault } from '../../course/script.ts'
import { allChecks, at, repeated, type LabSource } from './source.ts'

const fewestFaults = 5

/** Words by which a walkthrough or a script says that there are several right ways. */
const severalWays = /\bas good as\b|\bright ways?\b|\bother ways?\b|\bany way that\b|\binstead of\b/

/** One other right way, or two where the lab itself says that there are several. */
export function variantsWanted({ walkthrough, script }: Pick<LabSource, 'walkthrough' | 'script'>): number {
  const titles = Object.values(script.variants).map(({ title }) => title)
  return [walkthrough.text.replace(/\s+/g, ' '), ...titles].some((text) => severalWays.test(text)) ? 2 : 1
}

function faultProblems(fault: Fault, ids: string[], steps: string[]): string[] {
  return [
    ...(fault.title === '' ? ['has no title'] : []),
    ...(fault.kills.length === 0 ? ['kills no check'] : []),
    ...fault.kills.filter((id) => !ids.includes(id)).map((id) => `kills ${id}, which is no check`),
    ...(fault.without ?? [])
      .filter((id) => !steps.includes(id))
      .map((id) => `leaves out ${id}, which is no step`),
    ...(fault.plant || fault.without ? [] : ['does nothing']),
  ]
}

/** Variants and faults are many enough, and about the lab's own steps and checks. */
export function scriptRules(source: LabSource): string[] {
  const { lab, checks, script, scriptFile } = source
  const steps = lab.steps.map(({ id }) => id)
  const ids = allChecks(checks).map(({ id }) => id)
  const variants = Object.entries(script.variants)
  const wanted = variantsWanted(source)
  return [
    ...(variants.length < wanted
      ? [`${scriptFile.path}: there are ${variants.length} variants; this lab needs ${wanted}`]
      : []),
    ...variants.flatMap(([name, { title, steps: replaced }]) => [
      ...(title === '' ? [`${at(scriptFile, name)}: the variant ${name} has no title`] : []),
      ...(Object.keys(replaced).length === 0
        ? [`${at(scriptFile, name)}: the variant ${name} replaces nothing`]
        : []),
      ...Object.keys(replaced)
        .filter((id) => !steps.includes(id))
        .map((id) => `${at(scriptFile, name)}: the variant ${name} replaces ${id}, which is no step`),
    ]),
    ...(script.faults.length < fewestFaults
      ? [`${scriptFile.path}: there are ${script.faults.length} faults; a lab needs ${fewestFaults}`]
      : []),
    ...repeated(script.faults.map(({ id }) => id)).map(
      (id) => `${at(scriptFile, `'${id}'`)}: two faults are called ${id}`,
    ),
    ...script.faults.flatMap((fault) =>
      faultProblems(fault, ids, steps).map(
        (problem) => `${at(scriptFile, `'${fault.id}'`)}: the fault ${fault.id} ${problem}`,
      ),
    ),
  ]
}
