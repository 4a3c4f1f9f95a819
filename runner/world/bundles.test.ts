import { describe, expect, test } from 'vitest'
import { hostBundle } from './host-bundle.ts'
import { findIdentity } from './identity.ts'
import type { OciConfig, OciMount } from './oci.ts'
import { worldBundle, type WorldBundle } from './world-bundle.ts'

const none = () => ''
const identityOf = (uid: number) =>
  findIdentity(
    { username: 'ada', uid, gid: uid, homedir: '/', shell: null },
    uid === 0 ? none : () => 'ada:100000:65536',
  )

const plan = (over: Partial<WorldBundle> = {}): WorldBundle => ({
  id: '0123456789abcdef',
  skeleton: '/cache/skeleton-1',
  exchange: '/state/03/exchange',
  images: '/cache/images',
  node: '/usr/bin/node',
  identity: identityOf(1000),
  hosts: [{ name: 'host1', address: '203.0.113.10' }],
  ...over,
})

const world = (over: Partial<WorldBundle> = {}): OciConfig => worldBundle(plan(over))

/** `/usr <- bind /usr ro …`; folders that only some machines have beside /usr are left out. */
const mounts = ({ mounts: all }: OciConfig): string[] =>
  all
    .filter(({ destination }) => !/^\/(bin|sbin|lib|lib32|lib64|libx32)$/.test(destination))
    .map(({ destination, type, source, options }) =>
      [destination, '<-', type, ...(type === 'bind' ? [source] : []), ...options].join(' '),
    )

describe('a world', () => {
  test('is given these mounts and no other', () => {
    expect(mounts(world())).toMatchInlineSnapshot(`
      [
        "/proc <- proc",
        "/dev <- tmpfs mode=755 size=1m nr_inodes=65536 nosuid",
        "/dev/pts <- devpts nosuid noexec newinstance ptmxmode=0666 mode=0620 gid=5",
        "/dev/shm <- tmpfs mode=1777 size=64m nr_inodes=65536 nosuid nodev",
        "/dev/mqueue <- mqueue nosuid noexec nodev",
        "/sys <- sysfs nosuid noexec nodev",
        "/sys/fs/cgroup <- cgroup2 ro nosuid noexec nodev",
        "/opt/.sys <- sysfs nosuid noexec nodev",
        "/usr <- bind /usr rbind rprivate ro nosuid nodev",
        "/run <- tmpfs mode=755 size=64m nr_inodes=65536 nosuid nodev",
        "/tmp <- tmpfs mode=1777 size=64m nr_inodes=65536 nosuid nodev",
        "/root <- tmpfs mode=700 size=16m nr_inodes=65536 nosuid nodev",
        "/hosts <- tmpfs mode=755 size=16m nr_inodes=65536 nodev",
        "/run/lab <- bind /state/03/exchange rbind rprivate nosuid nodev noexec",
        "/opt/images <- bind /cache/images rbind rprivate ro nosuid nodev noexec",
      ]
    `)
  })

  test('is given node when that stands outside /usr', () => {
    const config = world({ node: '/home/ada/.nvm/bin/node' })
    const [extra, ...more] = mounts(config).filter((line) => !mounts(world()).includes(line))
    expect(extra).toBe('/opt/node <- bind /home/ada/.nvm/bin/node rbind rprivate ro nosuid nodev')
    expect(more).toEqual([])
    expect(config.process.args).toContain('/opt/node')
    expect(world().process.args).toContain('/usr/bin/node')
  })

  test('carries its id where the machine can find it, and nothing of it in a script', () => {
    const { args } = world({ id: '$(reboot)' }).process
    expect(args[3]).toBe('vethlab-world-$(reboot)')
    expect(args[2]).not.toContain('reboot')
  })

  test('is bounded by what control groups can be had', () => {
    const config = worldBundle(plan(), {
      own: '',
      outOfMemoryScore: 0,
      controlGroups: { pids: { limit: 5 } },
    })
    expect(config.linux.resources).toEqual({ pids: { limit: 5 } })
  })

  test('does not ask for a lower out-of-memory score than it may have', () => {
    const config = worldBundle(plan(), { own: '', outOfMemoryScore: 900, controlGroups: {} })
    expect(config.process.oomScoreAdj).toBe(900)
    expect(world().process.oomScoreAdj).toBeGreaterThan(0)
  })

  test('never has the machine’s root in it', () => {
    const config = world({ identity: identityOf(0) })
    for (const maps of [config.linux.uidMappings, config.linux.gidMappings])
      expect(maps.map(({ hostID }) => hostID).filter((id) => id < 100_000)).toEqual([])
  })
})

describe('a host', () => {
  const host = hostBundle('host1', '/hosts/host1')

  test('is given these mounts and no other', () => {
    expect(mounts(host)).toMatchInlineSnapshot(`
      [
        "/proc <- proc",
        "/dev <- tmpfs mode=755 size=1m nr_inodes=65536 nosuid",
        "/dev/pts <- devpts nosuid noexec newinstance ptmxmode=0666 mode=0620 gid=5",
        "/dev/shm <- tmpfs mode=1777 size=64m nr_inodes=65536 nosuid nodev",
        "/dev/mqueue <- mqueue nosuid noexec nodev",
        "/sys <- sysfs nosuid noexec nodev",
        "/sys/fs/cgroup <- cgroup2 ro nosuid noexec nodev",
        "/opt/.sys <- sysfs nosuid noexec nodev",
        "/usr <- bind /usr rbind rprivate ro nosuid nodev",
        "/run <- tmpfs mode=755 size=64m nr_inodes=65536 nodev",
        "/tmp <- tmpfs mode=1777 size=128m nr_inodes=65536 nodev",
        "/var/lib/docker <- tmpfs mode=711 size=512m nr_inodes=65536",
      ]
    `)
  })

  test('has no id of the world’s root in it', () => {
    expect(host.linux.uidMappings).toEqual([{ containerID: 0, hostID: 1, size: 65_535 }])
    expect(host.linux.gidMappings).toEqual(host.linux.uidMappings)
  })

  test('looks for the lab’s own sudo and service first', () => {
    const path = host.process.env.find((line) => line.startsWith('PATH='))
    expect(path).toMatch(/^PATH=\/opt\/vethlab\/bin:\/usr\/sbin:/)
  })
})

describe.each([
  ['a world', world()],
  ['a host', hostBundle('host1', '/hosts/host1')],
])('%s', (_, config) => {
  test('has namespaces of its own for all that the kernel can divide', () => {
    expect(config.linux.namespaces.map(({ type }) => type).sort()).toEqual([
      'cgroup',
      'ipc',
      'mount',
      'network',
      'pid',
      'user',
      'uts',
    ])
  })

  test('is bounded in all that the kernel bounds for a process', () => {
    expect(config.process.rlimits.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['RLIMIT_NPROC', 'RLIMIT_NOFILE', 'RLIMIT_FSIZE', 'RLIMIT_CORE']),
    )
    for (const { soft, hard } of config.process.rlimits) expect(soft).toBe(hard)
  })

  test('has no tmpfs without a size and a number of files', () => {
    const bounded = ({ options }: OciMount): boolean =>
      ['size=', 'nr_inodes='].every((name) => options.some((option) => option.startsWith(name)))
    expect(config.mounts.filter(({ type }) => type === 'tmpfs').filter((one) => !bounded(one))).toEqual([])
  })

  test('has no keys, no log of the machine and no sockets that lead past its namespaces', () => {
    const denied = config.linux.seccomp.syscalls.flatMap(({ names }) => names)
    expect(denied).toEqual(expect.arrayContaining(['keyctl', 'syslog', 'io_uring_setup', 'socket']))
  })

  test('has no device, and hands no capability down by inheritance', () => {
    expect(config.linux.devices).toEqual([])
    expect(config.process.capabilities.inheritable).toEqual([])
  })

  test('can write nothing that is the machine’s', () => {
    const writable = ({ type, options, destination }: OciMount): boolean =>
      type === 'bind' && !options.includes('ro') && destination !== '/run/lab'
    expect(config.mounts.filter(writable)).toEqual([])
  })

  test('mounts each place once', () => {
    const places = config.mounts.map(({ destination }) => destination)
    expect(new Set(places).size).toBe(places.length)
  })
})

test('a world’s exchange folder runs no program', () => {
  const exchange = world().mounts.find(({ destination }) => destination === '/run/lab')
  expect(exchange?.options).toEqual(expect.arrayContaining(['nosuid', 'nodev', 'noexec']))
})
