import { existsSync, readdirSync } from 'node:fs'
import { expect } from 'vitest'
import type { Ending } from './lab-cli.ts'
import type { Person } from './stage.ts'

/** One clear message with the next step on stderr, this exit code, and nothing that a person cannot read. */
export function expectRefusal(
  { code, stdout, stderr }: Ending,
  wanted: { code: number; says: RegExp; next: RegExp },
): void {
  expect(stderr).toMatch(wanted.says)
  expect(stderr).toMatch(wanted.next)
  expect(stderr).toMatch(/^lab: /)
  expect(stderr).not.toMatch(/\bat .*\.mjs|fault of vethlab|\[object|undefined|NaN|null|level=/)
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(4)
  expect(stdout).toBe('')
  expect(code).toBe(wanted.code)
}

export const expectNothingLeft = (person: Person): void => {
  expect(person.processes()).toEqual([])
  expect(existsSync(person.state) ? readdirSync(person.state) : []).toEqual([])
}
