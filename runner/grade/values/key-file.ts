import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { causeText, isErrno, LabError } from '../../lab-error.ts'

const bytes = 32
const heading = 'vethlab-key-1'
const form = new RegExp(`^${heading} ([A-Za-z0-9+/]{43}=)\\s*$`)
/** Permissions of anybody but the owner, chmod(1). */
const others = 0o077

/** The secret from which a class has its values: 256 bits by chance, in a new file that its owner alone can read. */
export function makeKeyFile(file: string): void {
  try {
    writeFileSync(file, `${heading} ${randomBytes(bytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (isErrno(error, 'EEXIST'))
      throw new LabError(
        'usage',
        'key-exists',
        `${file} is there already, and a key is never replaced: with another one everybody has other values.`,
        'Name another file.',
      )
    throw new LabError('cannotRun', 'key-unwritable', `The key cannot be written: ${causeText(error)}.`)
  }
}

/** The key in a file, 32 bytes, and whether others than its owner may read it. LabError `key-unreadable`, `key-wrong`. */
export function readKeyFile(file: string): { key: Buffer; isOpen: boolean } {
  let text: string
  let mode: number
  try {
    mode = statSync(file).mode
    text = readFileSync(file, 'latin1')
  } catch (error) {
    throw new LabError(
      'usage',
      'key-unreadable',
      `The key cannot be read: ${isErrno(error, 'ENOENT') ? `there is no ${file}` : causeText(error)}.`,
      'Make one: lab values --new-key FILE',
    )
  }
  const [, key] = form.exec(text) ?? []
  if (key === undefined)
    throw new LabError('usage', 'key-wrong', `${file} is no key.`, 'Make one: lab values --new-key FILE')
  return { key: Buffer.from(key, 'base64'), isOpen: (mode & others) !== 0 }
}
