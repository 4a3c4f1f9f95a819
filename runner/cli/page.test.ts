import { expect, test } from 'vitest'
import { printPaged } from './page.ts'

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('')

async function print(text: string, keys: string[], rows = 4, interactive = true): Promise<string> {
  let printed = ''
  await printPaged(
    text,
    { interactive, out: (part) => (printed += part) },
    {
      screen: () => ({ rows, columns: 10 }),
      key: () => {
        const pressed = keys.shift()
        if (pressed === undefined) throw new Error('a key too many was asked for')
        return Promise.resolve(pressed)
      },
    },
  )
  return printed.replaceAll(/-- Space.*? --\r +\r/g, '[key]')
}

test('what fits is printed at once', async () => {
  expect(await print(lines(3), [])).toBe(lines(3))
})

test('a longer text comes in pages that leave a line for the question', async () => {
  expect(await print(lines(7), [' ', 'x'])).toBe(
    'line 1\nline 2\nline 3\n[key]line 4\nline 5\nline 6\n[key]line 7\n',
  )
})

test('a line that is wider than the screen counts as several', async () => {
  expect(await print(`${'x'.repeat(25)}\nend\n`, [' '])).toBe(`${'x'.repeat(25)}\n[key]end\n`)
})

test.each(['q', '\u0003', '\u0004'])('%j skips what is left', async (key) => {
  expect(await print(lines(9), [key])).toBe('line 1\nline 2\nline 3\n[key]')
})

test('nobody is asked where nobody sits', async () => {
  expect(await print(lines(99), [], 4, false)).toBe(lines(99))
})
