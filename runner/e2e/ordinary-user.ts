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
  /** Removes the user again, when it was made for the tests. */
  remove: () => void
}

const worldSize = 65_536

/** Which of the processes that run test files this one is, from 1: each has users of its own. */
const worker = Number(process.env['VITEST_POOL_ID'] ?? 1)
const testName = `vethlab-test-${worker}`

/** Ids that no machine hands out, a range for each worker, so that a process with one of them is known: [first, behind the last]. */
export const ownIds = (base: number): [number, number] => [
  base + worker * worldSize,
  base + (worker + 1) * worldSize,
]

const usersBase = 2_900_000_000

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
    remove: () => undefined,
  }
}

/** Of several at once these programs would refuse all but one. */
const changeAccounts = (program: string, words: string[]): void =>
  void execFileSync('flock', ['/run/lock/vethlab-test', program, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })

/**
 * The user that tests run as when they are no root's: whoever runs the tests, or, when that is root, the user
 * `vethlab-test-1`, who is made (without a home, a password or a shell of his own) if the machine has none.
 */
export function ordinaryUser(): OrdinaryUser {
  const name = process.getuid?.() === 0 ? testName : userInfo().username
  const known = find(name)
  if (known) return known
  if (name !== testName) throw new Error(`${name} has no subordinate ids: run \`./lab setup\` first`)
  const noIds = ['-K', 'SUB_UID_COUNT=0', '-K', 'SUB_GID_COUNT=0']
  changeAccounts('useradd', [
    ...noIds,
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/bin/sh',
    name,
  ])
  const [first, behind] = ownIds(usersBase)
  const ids = `${first}-${behind - 1}`
  changeAccounts('usermod', ['--add-subuids', ids, '--add-subgids', ids, name])
  const made = find(name)
  if (!made) throw new Error(`useradd has not made the user ${name}`)
  return { ...made, remove: () => changeAccounts('userdel', [name]) }
}
