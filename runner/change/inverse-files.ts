import type { ChangeOf } from './change.ts'
import type { FileChange } from './change-files.ts'
import type { Command } from './command.ts'

type Inverses = { [Kind in FileChange['kind']]: (change: ChangeOf<Kind>) => Command[] | null }

export const fileInverses: Inverses = {
  'user-admitted': ({ user, group }) => [['gpasswd', '-d', user, group]],
  'user-expelled': ({ user, group }) => [['gpasswd', '-a', user, group]],
  'socket-mode': ({ from }) => [['chmod', from.toString(8), '/var/run/docker.sock']],
  'measurement-made': ({ name }) => [['rm', `/root/results/${name}.json`]],
  'measurement-gone': () => null,
  'measurement-changed': () => null,
}
