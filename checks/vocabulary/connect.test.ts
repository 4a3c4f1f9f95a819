import { describe, expect, test } from 'vitest'
import type { ConnectResult, Probes } from '../../runner/judge/view.ts'
import { canConnect, cannotConnect, type Caller, type Service } from './connect.ts'
import { scene } from './fixtures.ts'
import { allAnswer, look, probesTo, verdict, viewOf } from './looking-fixtures.ts'
import { fail } from '../../runner/judge/check.ts'
import type { Subject } from './subject.ts'

const source = { name: 'the container left', netns: '/proc/1050/ns/net', hostPid: 450 }
const left: Subject<Caller> = () => ({
  thing: {
    name: 'left',
    source,
    showCall: (to, port) => ({ on: 'host', command: ['call', to, String(port)] }),
  },
})
const service = (...signs: string[]): Subject<Service> => {
  const thing = { name: 'right', address: '10.1.1.2', port: 80, signs }
  return () => ({ thing })
}
const connects = canConnect(left, service('right', 'abc123'), 'the page of right')
const nobody = { finding: fail('nobody', 'Nobody is there.', 'nobody') }

const says = (result: ConnectResult): Probes => ({ ...allAnswer, connect: () => Promise.resolve(result) })
const saying = (said: string): Probes => says({ reached: true, detail: 'answered', said })

describe('a connection', () => {
  test.each(['I am right\n', '<h1>RIGHT.</h1>', 'abc123', 'host "right"'])(
    'passes when %j is said',
    async (said) => {
      expect(await verdict(connects, scene(), saying(said))).toBe('pass')
    },
  )

  test('tells what was said, in a line', async () => {
    expect(await look(connects, scene(), saying('I am right\nand more'))).toMatchObject({
      actual: 'right (10.1.1.2) port 80 says “I am right”',
      exhibits: [{ on: 'host', command: ['call', '10.1.1.2', '80'] }],
    })
  })

  test.each(['It works!', 'bright', 'right-hand', 'I am left'])(
    'to somebody who says %j fails',
    async (said) => {
      expect(await verdict(connects, scene(), saying(said))).toBe('fail wrong-service')
    },
  )

  test('quotes no more than a part of a long line', async () => {
    const finding = await look(connects, scene(), saying('x'.repeat(500)))
    expect(finding.actual).toHaveLength('it says “…”'.length + 60)
  })

  test('takes a sign as it is written, and an empty one for none', async () => {
    const odd = canConnect(left, service('a.b(c', ''), 'odd')
    expect(await verdict(odd, scene(), saying('I am a.b(c'))).toBe('pass')
    expect(await verdict(odd, scene(), saying('I am axb(c'))).toBe('fail wrong-service')
  })

  test('to somebody who says nothing fails', async () => {
    expect(await verdict(connects, scene(), saying(' \n'))).toBe('fail silent-service')
  })

  test('that nobody takes fails', async () => {
    expect(await look(connects, scene(), probesTo({ '10.1.1.2': false }))).toMatchObject({
      status: 'fail',
      actual: 'Could not connect',
      diagnosis: {
        code: 'no-connection',
        text: 'right (10.1.1.2) port 80 takes no connection from left.',
      },
    })
  })

  test('that could not be tried is neither', async () => {
    expect(await verdict(connects, scene(), probesTo({ '10.1.1.2': null }))).toBe('cannot-run probe-failed')
  })

  test('leaves from the caller’s namespace', async () => {
    const asked: unknown[] = []
    const connect: Probes['connect'] = (...words) => {
      asked.push(words)
      return Promise.resolve({ reached: true, detail: '', said: 'right' })
    }
    await look(connects, scene(), { ...allAnswer, connect })
    expect(asked).toEqual([[source, '10.1.1.2', 80]])
  })

  test('needs somebody who calls, and somebody to be called', async () => {
    expect(
      await verdict(
        canConnect(() => nobody, service('right'), 'it'),
        scene(),
      ),
    ).toBe('fail nobody')
    expect(
      await verdict(
        canConnect(left, () => nobody, 'it'),
        scene(),
      ),
    ).toBe('fail nobody')
  })
})

describe('a closed door', () => {
  const closed = { ...service('right')(viewOf(scene())) }
  const port = (number: number): Subject<Service> => {
    if (!('thing' in closed)) throw new Error('the service is not there')
    const thing = { ...closed.thing, port: number }
    return () => ({ thing })
  }
  const barred = cannotConnect({
    from: left,
    to: port(81),
    expected: 'nothing but port 80 is open',
    control: { from: left, to: port(80) },
  })
  const refused: ConnectResult = { reached: false, detail: 'Connection timed out' }
  const answered: ConnectResult = { reached: true, detail: 'answered', said: 'I am right' }
  const answers = (table: Record<number, ConnectResult>): Probes => ({
    ...allAnswer,
    connect: (_, __, to) => Promise.resolve(table[to] ?? { reached: null, detail: 'no such row' }),
  })

  test('is closed while the control is answered', async () => {
    expect(await look(barred, scene(), answers({ 80: answered, 81: refused }))).toMatchObject({
      status: 'pass',
      actual:
        'right (10.1.1.2) port 81 takes no connection from left (Connection timed out), while right (10.1.1.2) port 80 answers left',
    })
  })

  test('that takes a connection is open, whatever it says', async () => {
    const silent: ConnectResult = { reached: true, detail: 'answered', said: '' }
    expect(await verdict(barred, scene(), answers({ 80: answered, 81: silent }))).toBe('fail reachable')
  })

  test.each([
    ['is not reached', refused],
    ['says nothing of its own', { reached: true, detail: 'answered', said: 'somebody else' } as const],
    ['could not be tried', { reached: null, detail: 'curl is gone' } as const],
  ])('says nothing when the control %s', async (_, control) => {
    expect(await verdict(barred, scene(), answers({ 80: control, 81: refused }))).toBe(
      'cannot-run control-failed',
    )
  })

  test('says nothing when the control has nobody, or the probe fails', async () => {
    const alone = cannotConnect({
      from: left,
      to: port(81),
      expected: 'closed',
      control: { from: left, to: () => nobody },
    })
    expect(await verdict(alone, scene(), answers({ 81: refused }))).toBe('cannot-run control-failed')
    expect(await verdict(barred, scene(), answers({ 80: answered }))).toBe('cannot-run probe-failed')
  })
})
