import { expect, test } from 'vitest'
import { graded, record } from '../grade/fixtures/record.ts'
import { createGradingProgress } from './grade-progress.ts'

function watch(
  interactive: boolean,
): { said: () => string; at: (seconds: number) => void } & ReturnType<typeof createGradingProgress> {
  let text = ''
  let now = 0
  const progress = createGradingProgress({ interactive, err: (part) => void (text += part) }, () => now)
  return { ...progress, said: () => text, at: (seconds) => void (now = seconds * 1000) }
}

test('on a terminal one line says how far it is and how long it still takes', () => {
  const { tell, end, said, at } = watch(true)
  tell({ kind: 'begun', total: 5 })
  tell({ kind: 'graded', record: record({ student: 'alice' }), known: true })
  at(10)
  tell({ kind: 'running', student: 'bob' })
  tell({ kind: 'running', student: 'carol' })
  at(14)
  tell({ kind: 'graded', record: record({ student: 'bob' }), known: false })
  end()
  expect(said().split('\r\u001b[K')).toEqual([
    '',
    '0 of 5 graded, 0 running',
    '1 of 5 graded, 0 running',
    '1 of 5 graded, 1 running',
    '1 of 5 graded, 2 running',
    '2 of 5 graded, 1 running, about 12 s left',
    '',
  ])
})

test('what is refused at once says nothing of how long the others take', () => {
  const { tell, said, at } = watch(true)
  tell({ kind: 'begun', total: 3 })
  tell({ kind: 'running', student: 'alice' })
  at(1)
  const refused = record({ outcome: 'refused', attempts: 0 })
  tell({ kind: 'graded', record: refused, known: false })
  tell({ kind: 'running', student: 'bob' })
  expect(said()).not.toContain('left')
  at(9)
  tell({ kind: 'graded', record: record({ student: 'bob' }), known: false })
  expect(said()).toMatch(/2 of 3 graded, 0 running, about 8 s left$/)
})

test('elsewhere each submission has its line', () => {
  const { tell, end, said } = watch(false)
  tell({ kind: 'begun', total: 2 })
  tell({ kind: 'running', student: 'alice' })
  tell({ kind: 'graded', record: record({ checks: [graded({ status: 'fail' })] }), known: false })
  tell({ kind: 'graded', record: record({ student: 'bob' }), known: true })
  end()
  expect(said()).toBe('alice  1 / 1  graded  It is another thing.\nbob  1 / 1  graded, as before\n')
})
