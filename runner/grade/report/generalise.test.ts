import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileText } from './fixtures/hostile.ts'
import { generalise } from './generalise.ts'

test.each([
  [['A is down.'], 'A is down.'],
  [['A is down.', 'A is down.'], 'A is down.'],
  [['A is down.', 'veth7 is down.', 'left is down.'], '… is down.'],
  [
    [
      '172.17.42.99/32 has the prefix length 32, but docker0 has 16.',
      '10.0.0.1/8 has the prefix length 8, but docker0 has 16.',
    ],
    '… has the prefix length …, but docker0 has 16.',
  ],
  [
    [
      'The route of box leads via 172.17.0.9 dev eth0.',
      'The route of my own box leads via 172.17.0.8 dev eth0.',
    ],
    'The route of … box leads via … dev eth0.',
  ],
  [['It is called B.', 'It is called eth1.'], 'It is called ….'],
  [['One thing.', 'Quite another matter altogether.'], 'for example: One thing.'],
  [[''], ''],
  [[], ''],
])('%j have in common %j', (sentences, common) => {
  expect(generalise(sentences)).toBe(common)
})

test('what stands there is in each of them, in that order', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1, maxLength: 4 }), (sentences) => {
      const common = generalise(sentences)
      if (common.startsWith('for example: ')) return
      const parts = common.split(/[…\s,;:.!?]+/u).filter((part) => part !== '')
      for (const sentence of sentences) {
        let from = 0
        for (const part of parts) {
          const found = sentence.indexOf(part, from)
          expect(found, `${part} in ${sentence}`).toBeGreaterThanOrEqual(from)
          from = found + part.length
        }
      }
    }),
  )
})

test('long sentences do not take for ever', () => {
  const long = (word: string) => `${word} `.repeat(100_000)
  expect(generalise([long('a'), long('b')])).toMatch(/^for example: a a/)
})
