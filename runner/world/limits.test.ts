import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mustRun } from './run-command.ts'
import { hostSpace, limits, outOfMemoryScore, resourceLimits, shellLimits } from './limits.ts'

const own = readFileSync('/proc/self/limits', 'utf8')
const unlimited = own.replaceAll(/^(.{26}).*$/gm, '$1unlimited            unlimited            units')

const limitOf = (who: 'world' | 'host', text: string, type: string): number | undefined =>
  resourceLimits(who, text).find((one) => one.type === type)?.hard

test('all that fits on a host’s tmpfs leaves a quarter of a world’s memory to its processes', () => {
  const all = Object.values(hostSpace).reduce((sum, size) => sum + size, 0)
  expect(all * 2 ** 20).toBeLessThanOrEqual(0.75 * limits.memory)
})

test('the world itself has processes left when its hosts have used up theirs', () => {
  expect(limitOf('host', unlimited, 'RLIMIT_NPROC')).toBe(limits.processes)
  expect(limitOf('world', unlimited, 'RLIMIT_NPROC')).toBe(limits.processes + limits.spareProcesses)
})

test('when memory runs out, hosts are the first to go', () => {
  expect(outOfMemoryScore.host).toBeGreaterThan(outOfMemoryScore.world)
})

test('a crash makes no core file, and wakes no crash handler of the machine', () => {
  expect(limitOf('host', unlimited, 'RLIMIT_CORE')).toBe(1)
})

test('nobody gives more than he has', () => {
  const poor = unlimited.replace(
    /^Max open files.*$/m,
    'Max open files            1024                 4096                 files     ',
  )
  expect(limitOf('host', poor, 'RLIMIT_NOFILE')).toBe(4096)
  expect(limitOf('host', unlimited, 'RLIMIT_NOFILE')).toBe(limits.openFiles)
})

test('what this process has is read as the kernel prints it', async () => {
  const hard = (await mustRun(['/bin/sh', '-c', 'ulimit -H -n'])).trim()
  const most = hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard)
  expect(limitOf('host', own, 'RLIMIT_NOFILE')).toBe(Math.min(limits.openFiles, most))
})

test('a shell can read them', async () => {
  const script = `${shellLimits(unlimited)}for one in $counts; do echo "$one"; done; echo "$processes $data $root_size"`
  const lines = (await mustRun(['/bin/sh', '-euc', script])).trim().split('\n')
  expect(lines.at(-1)).toBe(`${limits.processes} ${limits.data} ${hostSpace.root}m`)
  expect(lines).toContain(`max_net_namespaces=${limits.networkNamespaces}`)
  expect(lines).toContain(`max_mnt_namespaces=${limits.namespaces}`)
  expect(lines.slice(0, -1).every((line) => /^max_[a-z_]+=\d+$/.test(line))).toBe(true)
})
