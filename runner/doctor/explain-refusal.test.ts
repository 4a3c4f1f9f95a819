import { expect, test } from 'vitest'
import type { CapabilityId } from './capability.ts'
import { explainRefusal } from './explain-refusal.ts'
import { parseResults, readRuncWords } from './sandbox.ts'

// Seen with runc 1.1.5 on a machine where the one thing was taken away; apparmor's and newuidmap's are from reports.
const noMapper = `time="2026-11-22T06:10:05Z" level=fatal msg="nsexec-0[32346]: mapping tool not present: Operation not permitted"
time="2026-11-22T06:10:05Z" level=error msg="runc run failed: unable to start container process: can't get final child's PID from pipe: EOF"`
const masked = `time="2026-11-22T06:10:11Z" level=warning msg="unable to get oom kill count" error="no directory specified"
time="2026-11-22T06:10:11Z" level=error msg="runc run failed: error mounting \\"proc\\" to rootfs at \\"/proc\\": operation not permitted"`
const limit = 'nsexec-1[18789]: failed to unshare user namespace: No space left on device'
const forbidden = 'nsexec-1[18946]: failed to unshare user namespace: Operation not permitted'
const refusedMap = 'newuidmap: write to uid_map failed: Operation not permitted'
const noRange = '/etc/subuid gives the user mia no range of 65536 subordinate ids, which a lab world needs.'

test('runc’s log is cut down to its messages', () => {
  expect(readRuncWords(noMapper)).toBe(
    "nsexec-0[32346]: mapping tool not present: Operation not permitted; runc run failed: unable to start container process: can't get final child's PID from pipe: EOF",
  )
  expect(readRuncWords(masked)).toBe(
    'runc run failed: error mounting "proc" to rootfs at "/proc": operation not permitted',
  )
  expect(readRuncWords('sh: 1: runc: not found\n')).toBe('sh: 1: runc: not found')
})

test.each<[string, CapabilityId[], string]>([
  [readRuncWords(noMapper), ['programs', 'apparmor'], 'Programs of a world'],
  [readRuncWords(masked), ['kernel-mounts'], '/proc and /sys fully visible'],
  [limit, ['user-namespaces'], 'User namespaces'],
  [forbidden, ['apparmor'], 'User namespaces under AppArmor'],
  [forbidden, ['user-namespaces'], 'User namespaces'],
  [refusedMap, ['apparmor'], 'User namespaces under AppArmor'],
  [noRange, ['subordinate-ids'], 'Subordinate ids'],
  ['The program runc is missing.', ['programs'], 'Programs of a world'],
  ['ENOSPC: no space left on device, write', ['space'], 'Free space'],
])('%s', (words, missing, culprit) => {
  expect(explainRefusal(words, (id) => missing.includes(id))).toEqual({ culprit, remedy: null })
})

test('where nothing is missing there is a remedy of its own', () => {
  expect(explainRefusal(forbidden, () => false).remedy).toContain('container')
  expect(explainRefusal(refusedMap, () => false).remedy).toContain('set-user-ID')
  expect(explainRefusal('something new', () => false)).toEqual({ culprit: undefined, remedy: null })
})

test('only whole lines of the sandbox are results', () => {
  const results = parseResults('world\t0\t\nveth\t2\tError: no. \nnoise\nipvl')
  expect([...results]).toEqual([
    ['world', { exitCode: 0, words: '' }],
    ['veth', { exitCode: 2, words: 'Error: no.' }],
  ])
})
