import type { Lab } from '../../course/lab.ts'
import type { Fault, Play, Player, Variant } from '../../course/script.ts'
import { quote } from '../lab-cli.ts'

/**
 * The commands of a play, as somebody types them. A play that needs what a command has printed has none of its own: use the
 * walkthrough's, which are typed into one shell. Throws Error for such a play.
 */
async function commandsOf(play: Play): Promise<string[]> {
  const commands: string[] = []
  const printed = {
    get stdout(): string {
      throw new Error(`what was printed is needed after: ${commands.at(-1)}`)
    },
  }
  const record = (pieces: TemplateStringsArray, ...words: unknown[]): Promise<typeof printed> => {
    const text = (word: unknown): string =>
      (Array.isArray(word) ? word : [word]).map(String).map(quote).join(' ')
    commands.push(String.raw({ raw: pieces.raw }, ...words.map(text)))
    return Promise.resolve(printed)
  }
  await play({ $: record as unknown as Player['$'], look: record })
  return commands
}

/** A lab's walkthrough as one script for bash, with another right way for some steps, or with something wrong. */
export async function scriptOf(
  { steps }: Lab,
  { variant, fault }: { variant?: Variant; fault?: Fault } = {},
): Promise<string> {
  const lines: string[] = []
  for (const { id, commands } of steps) {
    if (fault?.without?.includes(id)) continue
    const other = variant?.steps[id]
    lines.push(...(other ? await commandsOf(other) : commands))
  }
  if (fault?.plant) lines.push(...(await commandsOf(fault.plant)))
  return `${lines.join('\n')}\n`
}
