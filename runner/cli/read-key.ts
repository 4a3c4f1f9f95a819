import { readKeyFile } from '../grade/values/key-file.ts'
import type { Terminal } from './terminal.ts'

/** The key of a class; who keeps it where others can read it is told. LabError `key-unreadable`, `key-wrong`. */
export function readKey(file: string, { err }: Pick<Terminal, 'err'>): Buffer {
  const { key, isOpen } = readKeyFile(file)
  if (isOpen) err(`lab: others than you can read ${file}; \`chmod 600\` mends that\n`)
  return key
}
