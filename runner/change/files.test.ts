import { expect, test } from 'vitest'
import { hide, type Scene } from '../../checks/vocabulary/fixtures.ts'
import type { Measurement, MeasurementFile } from '../observe/snapshot.ts'
import { thereAndBack } from './fixtures/compare.ts'

const file = (name: string, cookie: string): MeasurementFile => ({
  name,
  result: { cookie } as Measurement,
  problem: null,
})

test('a user is let in to the engine, and out, and its socket is opened wider', () => {
  const { there, back } = thereAndBack(({ snapshot }) => {
    snapshot.engineSocket = { mode: 0o666, gid: 999, group: 'docker', users: ['student'] }
  })
  expect(there).toEqual({
    says: [
      'The user student is in the group docker, and may use the Docker Engine.',
      'The permissions of /var/run/docker.sock are 666; they were 660.',
    ],
    undo: ['chmod 660 /var/run/docker.sock', 'gpasswd -d student docker'],
  })
  expect(back.says[0]).toBe('The user student is no longer in the group docker.')
  expect(back.undo).toContain('gpasswd -a student docker')
})

test('a socket that is not there, or of another group, has let nobody in or out', () => {
  const gone = thereAndBack(({ snapshot }) => {
    snapshot.engineSocket = null
  })
  expect(gone.there.says).toEqual([])
  const other = thereAndBack(({ snapshot }) => {
    snapshot.engineSocket = { mode: 0o660, gid: 0, group: 'root', users: ['student'] }
  })
  expect(other.there.says).toEqual([])
})

test('measurements: new, gone, and another one of the same name', () => {
  const { there, back } = thereAndBack(
    ({ snapshot }) => {
      snapshot.measurements = [file('bridge', 'b'), file('link', 'l'), file('same', 's')]
    },
    ({ snapshot }) => {
      snapshot.measurements = [file('bridge', 'a'), file('host', 'h'), file('same', 's')]
    },
  )
  expect(there).toEqual({
    says: [
      'The measurement host is gone.',
      'The measurement bridge is another one.',
      'There is a new measurement, link.',
    ],
    undo: ['rm /root/results/link.json'],
  })
  expect(back.undo).toEqual(['rm /root/results/host.json'])
})

test.each<[string, (at: Scene) => void]>([
  ['measurements', (at) => void (at.snapshot.measurements = [])],
  ['measurement bridge', (at) => void (at.snapshot.measurements = [])],
  ['socket', (at) => Object.assign(at.snapshot.engineSocket ?? {}, { users: ['student'] })],
])('what could not be read of %s is no change', (part, edit) => {
  const { there, back } = thereAndBack(
    (at) => {
      edit(at)
      hide(at, part)
    },
    ({ snapshot }) => void snapshot.measurements.push(file('bridge', 'a')),
  )
  expect(there).toEqual({ says: [], undo: [] })
  expect(back).toEqual({ says: [], undo: [] })
})
