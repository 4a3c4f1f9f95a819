import type { MeasurementFile } from '../observe/snapshot.ts'
import type { Change } from './change.ts'
import type { Comparison } from './comparison.ts'
import { areRead } from './readable.ts'

/** Who may use the engine's socket; a socket that was made anew, as by an engine that starts, has not changed. */
export function compareSocket({ before, after }: Comparison): Change[] {
  const [old, now] = [before.engineSocket, after.engineSocket]
  if (!old || !now || !areRead([before, after], 'socket')) return []
  const admitted = now.users.filter((user) => !old.users.includes(user))
  const expelled = old.users.filter((user) => !now.users.includes(user))
  const isSameGroup = old.gid === now.gid && old.group !== null && old.group === now.group
  const { group } = now
  return [
    ...(isSameGroup && group !== null
      ? [
          ...expelled.map((user): Change => ({ kind: 'user-expelled', user, group })),
          ...admitted.map((user): Change => ({ kind: 'user-admitted', user, group })),
        ]
      : []),
    ...(old.mode === now.mode ? [] : [{ kind: 'socket-mode' as const, from: old.mode, to: now.mode }]),
  ]
}

/** The same run of iperf3, or the same want of one. */
const contentOf = ({ result, problem }: MeasurementFile): string => result?.cookie ?? problem ?? ''

/** Measurements that were made, thrown away, or made again under the same name. */
export function compareMeasurements({ before, after }: Comparison): Change[] {
  if (!areRead([before, after], 'measurements')) return []
  const find = (files: MeasurementFile[], wanted: string): MeasurementFile | undefined =>
    files.find(({ name }) => name === wanted)
  const gone = before.measurements.filter(
    ({ name }) => !find(after.measurements, name) && areRead([after], `measurement ${name}`),
  )
  const now = after.measurements.flatMap((file): Change[] => {
    const { name } = file
    const old = find(before.measurements, name)
    if (old) return contentOf(old) === contentOf(file) ? [] : [{ kind: 'measurement-changed', name }]
    return areRead([before], `measurement ${name}`) ? [{ kind: 'measurement-made', name }] : []
  })
  return [...gone.map(({ name }): Change => ({ kind: 'measurement-gone', name })), ...now]
}
