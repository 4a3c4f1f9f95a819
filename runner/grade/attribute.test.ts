import { describe, expect, test } from 'vitest'
import type { LineFinding, LineLook } from '../agent/protocol.ts'
import { attributeLines, textOfLine, type LinesSeen } from './attribute.ts'
import { graded } from './fixtures/record.ts'
import { passagesOf } from './on-the-way.ts'
import type { GradedCheck } from './result.ts'

const script = 'make box\nplug A\nmove B \\\n  there\nlast\n'
const pass: LineFinding = { status: 'pass', code: null, text: null }
const unknown: LineFinding = { status: null, code: null, text: null }
const fail = (code: string): LineFinding => ({ status: 'fail', code, text: `It is ${code}.` })

const timeline = (...moments: [line: number, finding: LineFinding][]): LineLook[] =>
  moments.map(([line, finding]) => ({ line, findings: { 'a.one': finding }, changes: [] }))

/** What is said of the check a.one, which has failed by `code`, when its lines looked like that. */
function said(
  code: string,
  looks: LineLook[],
  rightWay: (string | LineFinding)[] = [],
  isWhole = true,
): Pick<GradedCheck, 'line' | 'attribution'> {
  const seen: LinesSeen = {
    script,
    looks,
    isWhole,
    onTheWay: passagesOf(
      timeline(
        ...rightWay.map((one, index): [number, LineFinding] => [
          index,
          typeof one === 'string' ? fail(one) : one,
        ]),
      ),
    ),
    after: new Map(),
  }
  const check = graded({ status: 'fail', code, text: `it is ${code}.` })
  const [found] = attributeLines([check], seen)
  return { line: found?.line ?? null, attribution: found?.attribution ?? null }
}

describe('the line that did it', () => {
  test('is the first after which what was right was wrong, and stayed so', () => {
    expect(said('down', timeline([0, fail('missing')], [1, pass], [2, fail('down')]))).toEqual({
      line: { number: 2, text: 'plug A', what: 'it is down.' },
      attribution: 'Line 2 (plug A): it is down; nothing after it repaired that.',
    })
  })

  test('is told with what it has changed', () => {
    const moved = ['A is now in the container other.', 'A is down.', 'B is down.', 'C is down.']
    const looks: LineLook[] = [
      { line: 1, findings: { 'a.one': pass }, changes: [] },
      { line: 2, findings: { 'a.one': fail('elsewhere') }, changes: moved },
    ]
    expect(said('elsewhere', looks)).toEqual({
      line: {
        number: 2,
        text: 'plug A',
        what: 'A is now in the container other. A is down. B is down.',
      },
      attribution:
        'Line 2 (plug A): A is now in the container other. A is down. B is down. Since then: it is elsewhere; nothing after it repaired that.',
    })
  })

  test('is not one that a later line has repaired', () => {
    const looks = timeline([1, pass], [2, fail('down')], [3, pass], [5, fail('down')])
    expect(said('down', looks).line).toMatchObject({ number: 5, text: 'last' })
  })

  test('is the one that broke it, however it looked later', () => {
    const looks = timeline([1, pass], [2, unknown], [3, fail('down')], [5, fail('elsewhere')])
    expect(said('elsewhere', looks).line).toMatchObject({ number: 3, text: 'move B there' })
  })

  test('is the one that made it wrong in the way in which it ends, where it was never right', () => {
    const looks = timeline(
      [0, fail('missing')],
      [2, fail('elsewhere')],
      [3, fail('missing')],
      [5, fail('elsewhere')],
    )
    expect(said('elsewhere', looks, ['missing']).line?.number).toBe(5)
    expect(
      said('elsewhere', timeline([0, fail('missing')], [2, fail('elsewhere')]), ['missing']).line?.number,
    ).toBe(2)
  })
})

describe('no line did it', () => {
  test('where it is as it also is on the right way, until somebody does what is missing', () => {
    expect(
      said('no-bridge', timeline([0, fail('no-pair')], [2, fail('no-bridge')]), ['no-pair', 'no-bridge']),
    ).toEqual({
      line: null,
      attribution: 'No line did what is missing here: it is no-bridge.',
    })
  })

  test('where it passed for a while, as it also does on the right way', () => {
    const looks = timeline([0, fail('no-pair')], [1, pass], [2, fail('no-pair')])
    expect(said('no-pair', looks, ['no-pair', pass, 'no-pair', pass]).line).toBeNull()
    expect(said('no-pair', looks, ['no-pair', pass]).line?.number).toBe(2)
  })

  test('where it was so from the beginning', () => {
    expect(said('odd', timeline([0, fail('odd')]))).toEqual({
      line: null,
      attribution: 'No line did it: it is odd.',
    })
  })

  test('where a probe has failed ever since it could be made: the cause may be older', () => {
    expect(
      said('no-reply', timeline([0, fail('no-box')], [1, unknown], [3, fail('no-reply')]), ['no-box']),
    ).toEqual({
      line: null,
      attribution:
        'No line can be told: this has failed ever since it could be tried, after line 3: it is no-reply.',
    })
  })

  test('where nobody has probed', () => {
    expect(said('no-reply', timeline([0, fail('no-box')], [1, unknown])).attribution).toBe(
      'No line can be told: it is no-reply.',
    )
  })

  test('where there was no time to come to the line', () => {
    expect(said('down', timeline([0, fail('down')], [2, pass]), [], false).attribution).toBe(
      'No line can be told: there was no time to look at all of them.',
    )
  })

  test('where the second run did not fail', () => {
    expect(said('down', timeline([0, fail('down')], [2, pass])).attribution).toBe(
      'When its lines were looked at one by one, this did not fail: it does not do the same each time.',
    )
  })
})

test('what waits is shown as a consequence of what it waits for at the root', () => {
  const checks = [
    graded({ id: 'a.one', title: 'One', status: 'fail', code: 'down' }),
    graded({ id: 'b.one', title: 'Two', status: 'skipped' }),
    graded({ id: 'c.one', title: 'Three', status: 'skipped' }),
    graded({ id: 'd.one', title: 'Four', status: 'fail', code: 'missing' }),
    graded({ id: 'e.one', title: 'Five', status: 'skipped' }),
    graded({ id: 'f.one', title: 'Six', status: 'pass' }),
  ]
  const seen: LinesSeen = {
    script,
    isWhole: true,
    looks: [
      { line: 1, findings: { 'a.one': pass, 'd.one': fail('missing') }, changes: [] },
      { line: 2, findings: { 'a.one': fail('down') }, changes: [] },
    ],
    onTheWay: passagesOf([{ line: 0, findings: { 'd.one': fail('missing') }, changes: [] }]),
    after: new Map([
      ['b.one', ['a.one']],
      ['c.one', ['f.one', 'b.one']],
      ['e.one', ['d.one']],
    ]),
  }
  expect(attributeLines(checks, seen).map(({ line, attribution }) => [line?.number, attribution])).toEqual([
    [2, 'Line 2 (plug A): It is another thing; nothing after it repaired that.'],
    [2, 'It waits for “One”, which line 2 (plug A) has made wrong.'],
    [2, 'It waits for “One”, which line 2 (plug A) has made wrong.'],
    [undefined, 'No line did what is missing here: It is another thing.'],
    [undefined, 'It waits for “Four”, which does not pass.'],
    [undefined, null],
  ])
})

test('a line is shown on one line, safe and short', () => {
  expect(textOfLine('a \\\n  b\\\nc', 1)).toBe('a b c')
  expect(textOfLine('\techo \u001b[31m', 1)).toBe('echo \\x1b[31m')
  expect(textOfLine(`: ${'x'.repeat(500)}`, 1)).toHaveLength(201)
  expect(textOfLine('a', 7)).toBe('')
})
