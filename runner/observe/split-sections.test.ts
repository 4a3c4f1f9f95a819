import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { splitSections } from './split-sections.ts'

it('splits where the mark says, and only there', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      const sections = splitSections(`${one}\nabc123 ip 0\n${other}\nabc123 nft 4\n`, 'abc123')
      expect([...sections]).toEqual([
        ['ip', { text: one, exitCode: 0 }],
        ['nft', { text: other, exitCode: 4 }],
      ])
    }),
  )
})

it('refuses an output that breaks off', () => {
  expect(() => splitSections('[]\nabc123 ip 0\n*filter\n', 'abc123')).toThrow('breaks off')
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(throwsOnlyLabErrors(() => splitSections(text, 'abc123'))).toBe(true)
    }),
  )
})
