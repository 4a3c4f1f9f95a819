import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hostSpace, limits } from '../../world/limits.ts'
import { breakOuts } from './break-out.ts'
import { cheats } from './cheat.ts'
import { renderAttacks } from './render-attacks.ts'
import { starvings } from './starve.ts'
import { undefended } from './undefended.ts'

const attacks = [...breakOuts, ...starvings, ...cheats]

test('there are forty attacks or more, each with a name of its own', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(40)
  const ids = [...attacks, ...undefended].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('docs/attacks.md tells all of them (vitest -u writes it anew)', async () => {
  await expect(renderAttacks(attacks, undefended)).toMatchFileSnapshot('../../../docs/attacks.md')
})

test('docs/security.md tells every limit as it is', () => {
  const text = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8')
  const { memory, data, fileSize, ...counts } = limits
  for (const bytes of [memory, data, fileSize]) expect(text).toContain(`${bytes / 2 ** 20} MiB`)
  for (const count of Object.values(counts)) expect(text).toMatch(new RegExp(`\\b${count}\\b`))
  for (const size of Object.values(hostSpace)) expect(text).toMatch(new RegExp(`\\b${size}\\b`))
})
