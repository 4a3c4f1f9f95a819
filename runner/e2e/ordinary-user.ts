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

const testName = 'vethlab-test'
const worldSize = 65_536

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

/** Some distributions' useradd gives subordinate ids by itself; for the others, the first that nobody has. */
const giveIds = (name: string): void => {
  const ranges = ['/etc/subuid', '/etc/subgid'].flatMap(entriesOf)
  const first = Math.max(100_000, ...ranges.map(([, start, count]) => Number(start) + Number(count) || 0))
  const range = `${first}-${first + worldSize - 1}`
  execFileSync('usermod', ['--add-subuids', range, '--add-subgids', range, name])
}

/**
 * The user that tests run as when they are no root's: whoever runs the tests, or, when that is root, the user
 * `vethlab-test`, who is made (without a home, a password or a shell of his own) if the machine has none.
 */
export function ordinaryUser(): OrdinaryUser {
  const name = process.getuid?.() === 0 ? testName : userInfo().username
  const known = find(name)
  if (known) return known
  if (name !== testName) throw new Error(`${name} has no subordinate ids: run \`./lab setup\` first`)
  execFileSync('useradd', ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/sh', name])
  if (!find(name)) giveIds(name)
  const made = find(name)
  if (!made) throw new Error(`useradd has not made the user ${name}`)
  return { ...made, remove: () => void execFileSync('userdel', [name], { stdio: 'ignore' }) }
}
