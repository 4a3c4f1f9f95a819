import { expect, test } from 'vitest'
import { entry, hide, inodes, scene, silenceEngine } from './fixtures.ts'
import { look, verdict } from './looking-fixtures.ts'
import { aContainerHasEnded, nothingDangles } from './left-overs.ts'

const ended = aContainerHasEnded('none')
const clean = nothingDangles()

test('a container that has ended is remembered, and named', async () => {
  expect(await look(ended, scene())).toMatchObject({ status: 'pass', actual: 'visitor has ended' })
})

test('one without a name is told by the start of its id', async () => {
  const here = scene()
  Object.assign(here.snapshot.history[0] ?? {}, { name: '', id: '0123456789abcdef' })
  expect(await look(ended, here)).toMatchObject({ actual: '0123456789ab has ended' })
})

test('one that had another network does not count', async () => {
  const here = scene()
  Object.assign(here.snapshot.history[0] ?? {}, { networks: ['bridge'] })
  expect(await verdict(ended, here)).toBe('fail none-ended')
})

test('one that still runs does not count', async () => {
  const here = scene()
  here.snapshot.history = []
  expect(await verdict(ended, here)).toBe('fail none-ended')
})

test('while the engine is silent, what has ended has ended, and of others nothing is said', async () => {
  const here = scene()
  silenceEngine(here)
  expect(await verdict(ended, here)).toBe('pass')
  here.snapshot.history = []
  expect(await verdict(ended, here)).toBe('cannot-run engine-silent')
})

test('names that lead somewhere do not dangle, and no name at all does not either', async () => {
  const here = scene()
  expect(await look(clean, here)).toMatchObject({ status: 'pass', actual: '1 names, none of them dangling' })
  here.snapshot.entries = []
  expect(await verdict(clean, here)).toBe('pass')
})

test('a plain file in the folder is no left-over of a container', async () => {
  const here = scene()
  here.snapshot.entries.push(entry('note', null, { kind: 'file', dangling: false }))
  expect(await verdict(clean, here)).toBe('pass')
})

test('names that lead nowhere are all told', async () => {
  const here = scene()
  here.snapshot.entries.push(entry('412', null), entry('633', null))
  expect(await look(clean, here)).toMatchObject({
    status: 'fail',
    actual: 'dangling: 412, 633',
    diagnosis: { code: 'dangling' },
  })
})

test.each(['entries', 'entry 450'])('when the part “%s” was not read, nothing is said', async (part) => {
  const here = scene()
  hide(here, part)
  expect(await verdict(clean, here)).toBe('cannot-run unreadable')
  here.snapshot.entries = [entry('450', inodes.box)]
  expect(await verdict(clean, here)).toBe('cannot-run unreadable')
})
