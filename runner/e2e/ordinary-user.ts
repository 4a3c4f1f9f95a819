import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

/** An ordinary user of the machine. */
export interface OrdinaryUser {
  name: string
  uid: number
  gid: number
  /** Ids of the machine that are his by /etc/subuid: [first, behind the last]. */
  subordinate: [number, number]
}

const worldSize = 65_536

/** Which of the processes that run test files this one is, from 1: each has users of its own. */
const worker = Number(process.env['VITEST_POOL_ID'] ?? 1)
const nameOf = (number: number): string => `vethlab-test-${number}`

/** Ids that no machine hands out, a range for each worker, so that a process with one of them is known: [first, behind the last]. */
export const ownIds = (base: number, number = worker): [number, number] => [
  base + number * worldSize,
  base + (number + 1) * worldSize,
]

/** Below those that real root's worlds choose from (runner/world/identity.ts), so that the choice stays as wide as it is. */
const usersBase = 0x6ff0_0000

const entriesOf = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(':'))

const find = (name: string): OrdinaryUser | undefined => {
  const account = entriesOf('/etc/passwd').find(([owner]) => owner === name)
  const range = entriesOf('/etc/subuid').find(
    ([owner, , count]) => owner === name && Number(count) >= worldSize,
  )
  if (!account || !range) return undefined
  const first = Number(range[1])
  return {
    name,
    uid: Number(account[2]),
    gid: Number(account[3]),
    subordinate: [first, first + Number(range[2])],
  }
}

const changeAccounts = (program: string, words: string[]): void =>
  void execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] })

function makeUser(number: number): void {
  const name = nameOf(number)
  const noIds = ['-K', 'SUB_UID_COUNT=0', '-K', 'SUB_GID_COUNT=0']
  const noHome = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/sh']
  changeAccounts('useradd', [...noIds, ...noHome, name])
  const [first, behind] = ownIds(usersBase, number)
  const ids = `${first}-${behind - 1}`
  changeAccounts('usermod', ['--add-subuids', ids, '--add-subgids', ids, name])
}

function removeUsers(names: readonly string[]): void {
  for (const name of names)
    if (entriesOf('/etc/passwd').some(([owner]) => owner === name)) changeAccounts('userdel', [name])
}

/**
 * Before any test file begins, when real root runs them, makes a user for each worker: `vethlab-test-1` and so on, without
 * a home, a password or a shell of his own. Returns what removes them. Nothing may change /etc/subuid while tests run: root's
 * worlds choose ids that it gives nobody, and the mount that the stage puts over it ends when the file is replaced.
 */
export function makeTestUsers(workers: number): () => void {
  if (process.getuid?.() !== 0) return () => undefined
  const numbers = Array.from({ length: workers }, (_, index) => index + 1)
  const names = numbers.map(nameOf)
  removeUsers(names) // those of a run that was killed
  for (const number of numbers) makeUser(number)
  return () => removeUsers(names)
}

/** The user that tests run as when they are no root's: whoever runs the tests, or, when that is root, the one that was made for this worker. */
export function ordinaryUser(): OrdinaryUser {
  const isRoot = process.getuid?.() === 0
  const name = isRoot ? nameOf(worker) : userInfo().username
  const known = find(name)
  if (known) return known
  throw new Error(
    isRoot
      ? `${name} was not made: only the projects e2e and e2e-alone make users`
      : `${name} has no subordinate ids: run \`./lab setup\` first`,
  )
}
