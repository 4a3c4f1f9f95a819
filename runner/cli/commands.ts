import type { Command } from './command.ts'
import { staffCommands } from './staff-commands.ts'
import { studentCommands } from './student-commands.ts'

/** Every command, in the order in which the help lists them. */
export const commands: readonly Command[] = [...studentCommands, ...staffCommands]
