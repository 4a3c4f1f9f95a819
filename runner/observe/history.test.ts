import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { emptyHistory, noteAddresses, parseEvent, recordEvent } from './history.ts'
import type { DockerEvent, History } from './history.ts'

const event = (
  type: string,
  action: string,
  id: string,
  attributes: Record<string, string> = {},
): DockerEvent => ({ type, action, id, attributes, at: 5000 })
const after = (...events: DockerEvent[]): History =>
  events.reduce((history, one) => recordEvent(history, one, 9000), emptyHistory)
const web = { name: 'web', image: 'ubuntu' }

it('remembers what --rm takes away', () => {
  const history = after(
    event('container', 'create', 'a', web),
    event('network', 'connect', 'n', { container: 'a', name: 'bridge', type: 'bridge' }),
    event('container', 'start', 'a', web),
    event('container', 'die', 'a', { ...web, exitCode: '3' }),
    event('network', 'disconnect', 'n', { container: 'a', name: 'bridge' }),
    event('container', 'destroy', 'a', web),
  )
  expect(history.ended).toEqual([
    {
      id: 'a',
      name: 'web',
      image: 'ubuntu',
      networks: ['bridge'],
      addresses: [],
      exitCode: 3,
      endedAt: 5000,
    },
  ])
  expect(history.live.size).toBe(0)
})

it('remembers the addresses that a container had', () => {
  const running = after(event('container', 'start', 'a', web))
  const seen = noteAddresses(noteAddresses(running, 'a', ['172.17.0.2']), 'a', ['172.17.0.2', '172.18.0.2'])
  const { ended } = recordEvent(seen, event('container', 'die', 'a', { ...web, exitCode: '0' }), 9000)
  expect(ended).toMatchObject([{ name: 'web', addresses: ['172.17.0.2', '172.18.0.2'] }])
})

it('notes no addresses of one that it does not know', () => {
  expect(noteAddresses(emptyHistory, 'a', ['172.17.0.2'])).toBe(emptyHistory)
})

it('tells one that ends twice once, by its latest end', () => {
  const die = (exitCode: string): DockerEvent => event('container', 'die', 'a', { ...web, exitCode })
  expect(after(die('1'), event('container', 'start', 'a', web), die('0')).ended).toMatchObject([
    { exitCode: 0 },
  ])
})

it('knows who was attached to, until it ends', () => {
  const attach = event('container', 'attach', 'a', web)
  const die = event('container', 'die', 'a', { ...web, exitCode: '0' })
  expect(after(attach, event('container', 'start', 'a', web), attach).attached).toEqual(['a'])
  expect(after(attach, event('container', 'attach', 'b'), die).attached).toEqual(['b'])
  expect(after(attach, die, event('container', 'start', 'a', web)).attached).toEqual([])
  expect(after(event('image', 'attach', 'a')).attached).toEqual([])
})

it('forgets the oldest, not everything', () => {
  const many = Array.from({ length: 1200 }, (_, index) => event('container', 'die', `id${index}`, web))
  const { ended } = after(...many)
  expect([ended.length, ended.at(-1)?.id]).toEqual([1000, 'id1199'])
})

it("reads the engine's events", () => {
  const body = {
    Type: 'container',
    Action: 'die',
    Actor: { ID: 'a', Attributes: { exitCode: '0' } },
    time: 5,
    timeNano: 5_123_000_000,
  }
  expect(parseEvent(body)).toEqual({
    type: 'container',
    action: 'die',
    id: 'a',
    attributes: { exitCode: '0' },
    at: 5123,
  })
  expect(parseEvent({ ...body, timeNano: undefined })?.at).toBe(5000)
  expect(parseEvent({})).toBeNull()
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(throwsOnlyLabErrors(() => parseEvent(value))).toBe(true)
    }),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('Type', 'Action', 'Actor'), fc.jsonValue()), (value) => {
      expect(throwsOnlyLabErrors(() => parseEvent(value))).toBe(true)
    }),
  )
})
