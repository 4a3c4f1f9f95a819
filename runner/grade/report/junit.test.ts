import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { safeText } from '../../observe/safe-text.ts'
import type { ClassResults } from '../result.ts'
import { classOfForty, failed, gradedAt, hostile, labOfClass, recordOf } from './fixtures/class.ts'
import { hostileClass, steering } from './fixtures/hostile.ts'
import { renderJunit } from './junit.ts'

const schema = readFileSync(new URL('fixtures/junit.xsd', import.meta.url), 'utf8')

/** What libxml2 has against these documents, by the schema; it refuses what is not well-formed, too. */
const faultsOf = async (...documents: string[]): Promise<string[]> => {
  const xml = documents.map((contents, index) => ({ fileName: `${index}.xml`, contents }))
  const { errors } = await validateXML({ xml, schema, initialMemoryPages: 1024, maxMemoryPages: 8192 })
  return errors.map(({ rawMessage }) => rawMessage)
}

interface Case {
  name: string
  classname: string
  failure?: { type: string; message: string; text: string }
  error?: { type: string; message: string; text: string }
  skipped?: { message: string }
}
interface Suite {
  name: string
  tests: string
  failures: string
  errors: string
  skipped: string
  timestamp?: string
  properties: { property: { name: string; value: string }[] }
  testcase?: Case[]
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'text',
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
})
const read = (xml: string) =>
  (
    parser.parse(xml) as {
      testsuites: { tests: string; failures: string; errors: string; testsuite: Suite[] }
    }
  ).testsuites

const classOf = (...records: ClassResults['records']): ClassResults => ({
  schemaVersion: 1,
  lab: labOfClass,
  gradedAt,
  roster: [{ student: 'gone', name: 'Gone Girl', email: null, id: '7', due: null }],
  records,
})

const suiteOf = (results: ClassResults, name: string): Suite => {
  const suite = read(renderJunit(results)).testsuite.find((one) => one.name === name)
  if (!suite) throw new Error(`there is no suite ${name}`)
  return suite
}

test('the schema does refuse', async () => {
  const [first = '', ...rest] = renderJunit(classOf(recordOf('a'))).split('<testcase')
  expect(await faultsOf(`${first}<testcase${rest.join('<testcase')}`)).toEqual([])
  expect(await faultsOf(`${first}<testcase extra="1"${rest.join('<testcase')}`)).not.toEqual([])
  expect(await faultsOf(`${first}<other/><testcase${rest.join('<testcase')}`)).not.toEqual([])
  expect(await faultsOf('<testsuites tests="0" failures="0" errors="0">\u0007</testsuites>')).not.toEqual([])
})

test('a class, and one without anybody, keep to the schema', async () => {
  expect(await faultsOf(renderJunit(classOfForty()), renderJunit({ ...classOf(), roster: [] }))).toEqual([])
})

test('the counts are those of the cases', () => {
  const { tests, failures, errors, testsuite } = read(renderJunit(classOfForty()))
  const cases = testsuite.flatMap(({ testcase = [] }) => testcase)
  expect(Number(tests)).toBe(cases.length)
  expect(Number(failures)).toBe(cases.filter(({ failure }) => failure).length)
  expect(Number(errors)).toBe(cases.filter(({ error }) => error).length)
  expect(Number(failures)).toBeGreaterThan(0)
  expect(Number(errors)).toBeGreaterThan(0)
  for (const suite of testsuite) {
    const own = suite.testcase ?? []
    expect(suite).toMatchObject({
      tests: String(own.length),
      failures: String(own.filter(({ failure }) => failure).length),
      errors: String(own.filter(({ error }) => error).length),
      skipped: String(own.filter(({ skipped }) => skipped).length),
    })
  }
})

describe('one student', () => {
  const unknown = { status: 'cannot-run' as const, diagnosis: { code: 'probe-failed', text: 'No ping.' } }
  const waits = { status: 'skipped' as const, diagnosis: { code: 'skipped', text: 'Waits for x.' } }
  const changes = {
    'bridge.up': failed('host-end-down', 'A is down.', {
      line: { number: 7, text: 'ip link set A down', what: 'It took A down.' },
      attribution: 'Line 7 did it.',
      evidence: [{ command: 'ip link', output: '5: A <DOWN>\n    link', truncated: true }],
    }),
    'ping.gateway': waits,
    'ping.outside': unknown,
  }

  test('has a case for each check, with what was found', () => {
    const suite = suiteOf(classOf(recordOf('a', changes)), 'a')
    const byName = Object.fromEntries((suite.testcase ?? []).map((one) => [one.name.split(':')[0], one]))
    expect(byName['bridge.port']).toEqual({
      name: 'bridge.port: The host’s end is plugged into docker0',
      classname: 'lab-03.bridge',
    })
    expect(byName['bridge.up']?.failure).toEqual({
      type: 'host-end-down',
      message: 'A is down.',
      text: `A is down.
expected: the host’s end of the pair is up
actual:   a is down
Line 7 did it.
$ ip link
5: A <DOWN>
    link
… cut`,
    })
    expect(byName['ping.gateway']?.skipped).toEqual({ message: 'Waits for x.' })
    expect(byName['ping.outside']?.error).toMatchObject({ type: 'probe-failed', message: 'No ping.' })
    expect(suite.timestamp).toBe('2026-11-26T20:14:00')
    expect(suite.properties.property).toContainEqual({ name: 'mark', value: '16 of 17' })
  })

  test.each([
    ['ungradable', 'error'],
    ['refused', 'error'],
  ] as const)('whose submission was %s has one %s and no failure', (outcome, kind) => {
    const results = classOf(recordOf('a', {}, { outcome, points: null, checks: [], problem: 'It is so.' }))
    expect(suiteOf(results, 'a').testcase).toEqual([
      {
        name: 'submission',
        classname: 'lab-03',
        [kind]: { type: outcome, message: 'It is so.', text: 'It is so.' },
      },
    ])
  })

  test('who has handed in nothing has one skipped case', () => {
    expect(suiteOf(classOf(), 'Gone Girl').testcase).toMatchObject([{ name: 'submission', skipped: {} }])
  })
})

test('hostile text comes back as safe text', () => {
  const [testcase] = suiteOf(
    classOf(recordOf('a', { 'container.runs': failed(hostile, hostile) })),
    'a',
  ).testcase!
  expect(testcase?.failure?.message).toBe(safeText(hostile, { multiline: false }))
  expect(testcase?.failure?.type).toBe(safeText(hostile, { multiline: false }))
})

test('every class keeps to the schema, whatever its texts are', async () => {
  const documents = fc.sample(hostileClass, 60).map(renderJunit)
  expect(await faultsOf(...documents)).toEqual([])
  for (const document of documents) expect(document).not.toMatch(steering)
})
