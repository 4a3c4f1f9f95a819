import { describe, expect, test } from 'vitest'
import { controlGroupLimits, controlGroupsOf } from './control-groups.ts'
import { limits } from './limits.ts'

/** A machine on which these files can be read, and nothing else; `writable` are the paths that are ours. */
const machine = (uid: number, files: Record<string, string>, writable: string[] = []) => ({
  uid,
  read: (path: string) => files[path] ?? '',
  exists: (path: string) => path in files,
  writable: (path: string) => writable.includes(path),
})

const memory = { limit: limits.memory }
const pids = { limit: limits.processes + limits.spareProcesses }

describe('what bounds a world', () => {
  const old = { '/proc/self/cgroup': '4:memory:/session\n8:pids:/\n3:cpu,cpuacct:/\n0::/\n' }

  test('with version 1, for real root: the controllers that there are', () => {
    expect(controlGroupLimits(machine(0, old))).toEqual({ memory, pids })
    expect(controlGroupLimits(machine(0, { '/proc/self/cgroup': '3:cpu,pids:/\n' }))).toEqual({ pids })
  })

  test('with version 1, for anybody else: nothing, as nobody else may make a group', () => {
    expect(controlGroupLimits(machine(1000, old))).toEqual({})
  })

  test('swap is bounded with it where the kernel counts it', () => {
    const counted = { ...old, '/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes': '' }
    expect(controlGroupLimits(machine(0, counted)).memory).toEqual({ ...memory, swap: limits.memory })
  })

  const beside = '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice'
  const unified = {
    '/proc/self/cgroup': '0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-1.scope\n',
    [`${beside}/cgroup.subtree_control`]: 'memory pids\n',
    [`${beside}/memory.swap.max`]: '',
  }

  test('with version 2, for real root: what the folder beside its own hands down', () => {
    expect(controlGroupLimits(machine(0, unified))).toEqual({
      memory: { ...memory, swap: limits.memory },
      pids,
    })
    expect(
      controlGroupLimits(machine(0, { ...unified, [`${beside}/cgroup.subtree_control`]: 'cpu\n' })),
    ).toEqual({})
  })

  test('with version 2, for a person to whom it is delegated: the same', () => {
    expect(controlGroupLimits(machine(1000, unified, [beside, `${beside}/cgroup.procs`]))).toMatchObject({
      memory,
      pids,
    })
    for (const part of [[], [beside], [`${beside}/cgroup.procs`]])
      expect(controlGroupLimits(machine(1000, unified, part))).toEqual({})
  })

  test('on a machine without control groups: nothing', () => {
    expect(controlGroupLimits(machine(0, {}))).toEqual({})
  })
})

describe('the control groups that a world’s init has', () => {
  const mounts = [
    '29 28 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
    '30 28 0:27 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct',
    '38 28 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
    '40 28 0:39 / /usr rw - ext4 /dev/sda1 rw',
  ].join('\n')
  const groups = (cgroup: string, mountinfo = mounts): string[] =>
    controlGroupsOf(7, machine(0, { '/proc/self/mountinfo': mountinfo, '/proc/7/cgroup': cgroup }))

  test('are found by their controllers', () => {
    expect(
      groups('4:memory:/session/vethlab-1\n2:cpu,cpuacct:/vethlab-1\n0::/vethlab-1\n9:pids:/vethlab-1\n'),
    ).toEqual([
      '/sys/fs/cgroup/memory/session/vethlab-1',
      '/sys/fs/cgroup/cpu/vethlab-1',
      '/sys/fs/cgroup/unified/vethlab-1',
    ])
  })

  test('are never somebody else’s', () => {
    expect(groups('4:memory:/session\n2:cpu,cpuacct:/\n0::/user.slice\n')).toEqual([])
  })

  test('are looked for below a folder that a container was given as the root', () => {
    const inside = '29 28 0:26 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory'
    expect(groups('4:memory:/docker/abc/vethlab-1\n', inside)).toEqual(['/sys/fs/cgroup/memory/vethlab-1'])
  })

  test('are in the mount that lies over the others', () => {
    const twice = `${mounts}\n50 28 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw`
    expect(groups('0::/vethlab-1\n', twice)).toEqual(['/sys/fs/cgroup/vethlab-1'])
  })
})
