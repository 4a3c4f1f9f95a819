import { expect, test } from 'vitest'
import { createQueue } from './queue.ts'

interface Work {
  finish: () => void
  fail: () => void
}

test('works begin in their order, no more of them together than may be, and one that fails makes room', async () => {
  const queue = createQueue(2)
  const begun: string[] = []
  const works = new Map<string, Work>()
  const add = (name: string): Promise<string> =>
    queue(() => {
      begun.push(name)
      return new Promise<string>((resolve, reject) => {
        works.set(name, { finish: () => resolve(name), fail: () => reject(new Error(name)) })
      })
    })
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const [a, b, c, d] = [add('a'), add('b'), add('c'), add('d')]
  const failed = b.then(
    () => 'fine',
    () => 'failed',
  )
  await turn()
  expect(begun).toEqual(['a', 'b'])
  works.get('b')?.fail()
  expect(await failed).toBe('failed')
  await turn()
  expect(begun).toEqual(['a', 'b', 'c'])
  works.get('a')?.finish()
  await turn()
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  works.get('c')?.finish()
  works.get('d')?.finish()
  expect(await Promise.all([a, c, d])).toEqual(['a', 'c', 'd'])
})

test('of those that wait, the lower place goes first, and of equals who came first', async () => {
  const queue = createQueue(1)
  const begun: string[] = []
  const add = (name: string, place?: number): Promise<void> =>
    queue(() => {
      begun.push(name)
      return Promise.resolve()
    }, place)
  await Promise.all([add('first', 9), add('late', 0.5), add('early', 0.25), add('later', 0.5), add('now')])
  expect(begun).toEqual(['first', 'now', 'early', 'late', 'later'])
})
