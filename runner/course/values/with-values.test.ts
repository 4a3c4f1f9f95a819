import { describe, expect, test } from 'vitest'
import { findLab } from '../find-labs.ts'
import { ownFromSheet } from './sheet.ts'
import { asInTheCourse, type OwnValue } from './value.ts'
import { withValues } from './with-values.ts'

const course = findLab('03')
const values = { box: 'bluefox', visitor: 'amberowl', address: '172.17.33.44' }
const own = ownFromSheet(course, { lab: '03', values }) ?? []
const lab = withValues(course, own)

test('everything that is read and typed has the values, and the course’s own are nowhere', () => {
  const { steps, ...rest } = lab
  const texts = [
    rest.introduction,
    rest.debrief,
    ...rest.questions.map(({ text }) => text),
    ...steps.slice(0, -1).flatMap(({ title, text, hints, commands }) => [title, text, ...hints, ...commands]),
  ].join('\n')
  expect(texts).not.toMatch(/\bbox\b|\bvisitor\b|172\.17\.42\.99/)
  expect(steps[0]?.commands[0]).toBe('sudo docker run -i -t -d --rm --net=none --name bluefox base /bin/bash')
  expect(texts).toContain('does bluefox find for its gateway')
  expect(texts).toContain('ip addr add 172.17.33.44/16 dev eth0')
})

test('what is no text stays as it is: ids, titles, and the course itself', () => {
  expect(lab.steps.map(({ id }) => id)).toEqual([...course.steps.map(({ id }) => id), 'values'])
  expect([lab.id, lab.slug, lab.title, lab.summary]).toEqual([
    course.id,
    course.slug,
    course.title,
    course.summary,
  ])
  expect(findLab('03')).toEqual(course)
})

test('a last step asks for the values, and has three hints', () => {
  const step = lab.steps.at(-1)
  expect(step).toMatchObject({ number: course.steps.length + 1, title: 'Your own values', commands: [] })
  expect(step?.text).toContain('| container | `bluefox` | box |')
  expect(step?.hints).toHaveLength(3)
})

test('the course’s own values change no text; others may take their place', () => {
  const usual = withValues(course, asInTheCourse(course.values))
  expect(usual.steps.slice(0, -1)).toEqual(course.steps)
  expect(withValues(usual, own)).toEqual(lab)
})

test('a lab without values is as it was', () => {
  expect(withValues(course, [])).toBe(course)
})

describe('a sheet', () => {
  const fits = (changes: Record<string, string>, id = '03'): OwnValue[] | undefined =>
    ownFromSheet(course, { lab: id, values: { ...values, ...changes } })

  test('has a value for each that the lab declares', () => {
    expect(own.map(({ name, value }) => [name, value])).toEqual(Object.entries(values))
  })

  test.each([
    ['of another lab', {}, '04'],
    ['with a value more', { other: 'x' }, '03'],
    ['with a name that is none', { box: 'blue fox; reboot' }, '03'],
    ['with an address elsewhere', { address: '10.0.0.1' }, '03'],
    ['with what is no address', { address: 'bluefox' }, '03'],
  ])('%s does not fit', (_, changes, id) => {
    expect(fits(changes, id)).toBeUndefined()
  })

  test('without one of them does not fit', () => {
    expect(ownFromSheet(course, { lab: '03', values: { box: 'bluefox' } })).toBeUndefined()
    expect(ownFromSheet(findLab('02'), { lab: '02', values: {} })).toBeUndefined()
  })

  test('an address moves with the subnet that it is within', () => {
    const here = {
      id: '99',
      values: [
        { name: 'net', kind: 'subnet' as const, default: '10.0.0.0/24' },
        { name: 'a', kind: 'address' as const, default: '10.0.0.7', within: 'net' },
      ],
    }
    const sheet = (a: string) => ({ lab: '99', values: { net: '10.20.30.0/24', a } })
    expect(ownFromSheet(here, sheet('10.20.30.44'))).toBeDefined()
    expect(ownFromSheet(here, sheet('10.0.0.44'))).toBeUndefined()
  })
})
