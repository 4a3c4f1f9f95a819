import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ClassResults } from '../../result.ts'
import { classOfForty, failed, gradedAt, hostile, labOfClass, recordOf } from '../fixtures/class.ts'
import { hostileClass, steering } from '../fixtures/hostile.ts'
import { readRows } from '../read-rows.ts'
import { viewForStudent } from '../student-view.ts'
import { renderClassPage } from './class-page.ts'
import { html, lines } from './markup.ts'
import { renderStudentPage } from './student-page.ts'

const classOf = (...records: ClassResults['records']): ClassResults => ({
  schemaVersion: 1,
  lab: labOfClass,
  gradedAt,
  roster: [],
  records,
})

describe('a text in a template', () => {
  test('is escaped in elements and attributes alike, and is one line', () => {
    expect(html`<p title="${'a"b'}">${'<b>&\n'}</p>`.text).toBe('<p title="a&quot;b">&lt;b&gt;&amp;\\n</p>')
  })

  test('lists, numbers, nothing and what is markup already are put in as they are', () => {
    expect(html`<p>${[html`<b>${1}</b>`, null, 'x']}</p>`.text).toBe('<p><b>1</b>x</p>')
    expect(html`<pre>${lines('a\n<b>')}</pre>`.text).toBe('<pre>a\n&lt;b&gt;</pre>')
  })
})

/** The tags of a page, with the names of their attributes; texts and values left away. */
const skeleton = (page: string): string[] =>
  [...page.matchAll(/<(\/?[a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
    ([, name = '', attributes = '']) => name + attributes.replaceAll(/="[^"]*"/g, ''),
  )

/** Every text of a class replaced by `word`. */
const withTexts = (results: ClassResults, word: string): ClassResults =>
  JSON.parse(
    JSON.stringify(results, (key, value: unknown) =>
      typeof value === 'string' && !['status', 'outcome', 'visibility', 'kind', 'step'].includes(key)
        ? word
        : value,
    ),
  ) as ClassResults

const policyOf = (page: string): string =>
  /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''

describe.each([
  ['of the class', (results: ClassResults) => renderClassPage(results)],
  [
    'of a student',
    (results: ClassResults) => {
      const [row] = readRows(results)
      return row ? renderStudentPage(viewForStudent(row, results.lab, gradedAt)) : ''
    },
  ],
])('the page %s', (_, render) => {
  test('allows its own style sheet and nothing else', () => {
    const page = render(classOfForty())
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(policyOf(page)).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    )
    const forbidden = /^(script|link|iframe|object|embed|form|img|base)\b|\s(style|on\w+)\b/
    expect(skeleton(page).filter((tag) => forbidden.test(tag))).toEqual([])
    expect([...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].filter(([, to]) => !to?.startsWith('#'))).toEqual(
      [],
    )
  })

  test('has the same elements whatever its texts are, and nothing that steers or hides', () => {
    fc.assert(
      fc.property(hostileClass, (results) => {
        const page = render(results)
        expect(page).not.toMatch(steering)
        const word = hostile.replaceAll(/\s/g, '_')
        expect(skeleton(render(withTexts(results, word)))).toEqual(
          skeleton(render(withTexts(results, 'harmless'))),
        )
      }),
      { numRuns: 30 },
    )
  })
})

describe('the page of the class', () => {
  const results = classOf(
    recordOf('a', {
      'bridge.up': failed('host-end-down', 'A is down.', {
        line: { number: 7, text: 'ip link set A down', what: 'It took A down.' },
        attribution: 'Line 7 did it.',
        evidence: [{ command: 'ip link', output: '5: A\n  link', truncated: true }],
      }),
      'ping.outside': {
        status: 'cannot-run',
        points: 0,
        diagnosis: { code: 'x', text: 'No ping could be made.' },
      },
      'ping.gateway': { status: 'skipped', points: 0, diagnosis: { code: 'skipped', text: 'Waits for B.' } },
    }),
    recordOf('b', {}, { outcome: 'ungradable', points: null, checks: [], problem: 'The disk is full.' }),
    recordOf('c', {}, { outcome: 'refused', points: 0, checks: [], problem: 'It is not UTF-8.' }),
  )
  const page = renderClassPage(results)
  const section = (student: string): string => {
    const start = page.indexOf(`<bdi>${student}</bdi></h3>`)
    expect(start).toBeGreaterThan(0)
    return page.slice(start, page.indexOf('</section>', start)).replaceAll(/\s+/g, ' ')
  }

  test('tells all of a check that failed', () => {
    for (const part of [
      'A is down.',
      'the host’s end of the pair is up',
      'a is down',
      'Line 7 did it.',
      '$ ip link 5: A link … cut',
      '0 of 1',
    ])
      expect(section('a')).toContain(part)
  })

  test('says each status by sign and word', () => {
    expect(section('a')).toMatch(/>✗<\/span> fail<\/span>/)
    expect(section('a')).toMatch(/>!<\/span> cannot run<\/span>/)
    expect(section('a')).toMatch(/>·<\/span> skipped<\/span>/)
    expect(section('a')).toMatch(/>✓<\/span> pass<\/span>: 14 of 17 checks/)
  })

  test.each([
    ['b', 'ungradable', 'The disk is full.'],
    ['c', 'refused', 'It is not UTF-8.'],
  ])('%s, who is %s, has no mark, which is no zero', (student, word, why) => {
    expect(section(student)).toMatch(new RegExp(`</span> ${word}`))
    expect(section(student)).toContain(why)
    expect(section(student)).toContain('no mark')
    expect(section(student)).not.toMatch(/\b0 of 17/)
  })

  test('has the table once in each order, and one of them is chosen', () => {
    const orders = [...page.matchAll(/<input[^>]*id="by-(\w+)"([^>]*)>/g)]
    expect(orders.map(([, id]) => id)).toEqual(['student', 'name', 'points', 'outcome'])
    expect(orders.filter(([, , rest]) => rest?.includes('checked'))).toHaveLength(1)
    const whole = renderClassPage(classOfForty())
    const students = (id: string): string[] => {
      const start = whole.indexOf(`ordered by-${id}`)
      return [...whole.slice(start, whole.indexOf('</table>', start)).matchAll(/href="#(student-\d+)"/g)].map(
        ([, anchor = '']) => anchor,
      )
    }
    const byStudent = students('student')
    expect(byStudent).toHaveLength(40)
    for (const id of ['name', 'points', 'outcome']) {
      expect(students(id)).not.toEqual(byStudent)
      expect(students(id).toSorted()).toEqual(byStudent.toSorted())
    }
  })

  test('every link leads to something that is there once', () => {
    const whole = renderClassPage(classOfForty())
    const ids = [...whole.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, to] of whole.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to)
  })

  test('says how many made the same mistake, and who', () => {
    const whole = renderClassPage(classOfForty()).replaceAll(/\s+/g, ' ')
    expect(whole).toMatch(/<strong>13 of 34<\/strong> fail <strong>The host’s end is up<\/strong>/)
    expect(whole).toContain('…, the end on the host, is down. <code class="soft">host-end-down</code>')
    expect(whole).toContain('Typically no line did it (13 of 13).')
    expect(whole).toContain(
      'Typically line 9 (2 of 3): <code>ip netns exec $pid ip route add default via 172.17.0.9</code>',
    )
  })

  test('says who has a mark that a gradebook is not told', () => {
    const whole = renderClassPage(classOfForty())
      .replaceAll(/<[^>]*>|\s+/g, ' ')
      .replaceAll(/\s+/g, ' ')
    expect(whole).toContain(
      'Left out of moodle.csv, though marked, as the roster does not have their ID number',
    )
    expect(whole).toMatch(
      /Left out of canvas\.csv, though marked, as the roster does not have them: stranger/,
    )
  })

  test('stands for a class of nobody, too', () => {
    const empty = renderClassPage(classOf())
    expect(empty).toContain('Nobody has a mark yet.')
    expect(empty).toContain('Nothing was judged.')
  })
})
