import type { ChangeOf } from './change.ts'
import type { FileChange } from './change-files.ts'

type Sentences = { [Kind in FileChange['kind']]: (change: ChangeOf<Kind>) => string }

const octal = (mode: number): string => mode.toString(8)

/** What is said of the engine's socket and of measurements. */
export const fileSentences: Sentences = {
  'user-admitted': ({ user, group }) =>
    `The user ${user} is in the group ${group}, and may use the Docker Engine`,
  'user-expelled': ({ user, group }) => `The user ${user} is no longer in the group ${group}`,
  'socket-mode': ({ from, to }) =>
    `The permissions of /var/run/docker.sock are ${octal(to)}; they were ${octal(from)}`,
  'measurement-made': ({ name }) => `There is a new measurement, ${name}`,
  'measurement-gone': ({ name }) => `The measurement ${name} is gone`,
  'measurement-changed': ({ name }) => `The measurement ${name} is another one`,
}
