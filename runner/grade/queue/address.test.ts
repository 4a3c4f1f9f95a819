import { describe, expect, test } from 'vitest'
import { LabError } from '../../lab-error.ts'
import { chooseAddress, readAddress } from './address.ts'

describe('the address of a queue', () => {
  test.each([
    ['redis://box', { host: 'box', port: 6379 }, 'redis://box:6379'],
    ['redis://127.0.0.1:7000/2', { host: '127.0.0.1', port: 7000, db: 2 }, 'redis://127.0.0.1:7000/2'],
    ['redis://[::1]:7000', { host: '::1', port: 7000 }, 'redis://[::1]:7000'],
    ['redis://:p%40ss@box', { host: 'box', port: 6379, password: 'p@ss' }, 'redis://box:6379'],
    [
      'rediss://class:secret@box:6380',
      { host: 'box', port: 6380, username: 'class', password: 'secret', tls: { servername: 'box' } },
      'rediss://box:6380',
    ],
    ['unix:///run/redis/redis.sock', { path: '/run/redis/redis.sock' }, 'unix:///run/redis/redis.sock'],
    ['unix:///r.sock?db=3&password=s%40t', { path: '/r.sock', password: 's@t', db: 3 }, 'unix:///r.sock'],
  ])('%s is read, and shown without user and password', (text, options, shown) => {
    expect(readAddress(text)).toEqual({ options, shown })
  })

  test.each([
    ['secret', 'it is no URL'],
    ['http://secret@box', 'it begins with http:'],
    ['redis://', 'there is no host in it'],
    ['redis://:secret@box/classes', 'its database is no number'],
    ['redis://:secret%zz@box', 'a % in it is not followed by two hexadecimal digits'],
    ['unix://secret', 'a socket needs an absolute path, after unix://'],
  ])('%s is refused, without being repeated', (text, why) => {
    const refusal = refusalOf(() => readAddress(text))
    expect(refusal.message).toBe(`The address of the queue is not one of a Redis server: ${why}.`)
    expect(refusal.message).not.toContain('secret')
  })

  test('may stand in the environment, where nobody sees it', () => {
    const env = { VETHLAB_QUEUE: 'redis://:secret@box' }
    expect(chooseAddress(true, env).options.password).toBe('secret')
    expect(chooseAddress(undefined, env).shown).toBe('redis://box:6379')
    expect(chooseAddress('redis://other', env).shown).toBe('redis://other:6379')
    expect(refusalOf(() => chooseAddress(true, {})).code).toBe('queue-missing')
  })
})

function refusalOf(work: () => unknown): LabError {
  try {
    work()
  } catch (error) {
    if (error instanceof LabError) return error
  }
  throw new Error('nothing was refused')
}
