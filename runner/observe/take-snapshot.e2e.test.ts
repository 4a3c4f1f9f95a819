import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import type { NetworkNamespace, Snapshot } from './snapshot.ts'

/** A world without an engine, whose one host is in a user namespace below it (fixtures/world.sh, fixtures/host.sh). */
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))

const runWorld = async (): Promise<{ snapshot: Snapshot; agentPid: number; times: number[] }> => {
  const folder = await mkdtemp(join(tmpdir(), 'vethlab-observe-'))
  try {
    const driver = join(folder, 'driver.mjs')
    await build({
      entryPoints: [join(fixtures, 'snapshot-driver.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: driver,
      logLevel: 'silent',
    })
    const unshare = [
      '-Urnpfm',
      '--kill-child',
      '--mount-proc',
      'sh',
      join(fixtures, 'world.sh'),
      fixtures,
      driver,
      process.execPath,
      '10',
    ]
    const { stdout } = await promisify(execFile)('unshare', unshare, {
      timeout: 20_000,
      killSignal: 'SIGKILL',
    })
    return JSON.parse(stdout)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe('takeSnapshot', () => {
  let snapshot: Snapshot
  let times: number[]
  beforeAll(async () => {
    ;({ snapshot, times } = await runWorld())
  })

  const namespace = (name: string): NetworkNamespace => {
    const found = snapshot.namespaces.find(
      ({ owner }) => (owner.kind === 'other' ? owner.name : owner.kind) === name,
    )
    if (!found) throw new Error(`the snapshot has no namespace ${name}`)
    return found
  }
  const link = (where: string, name: string) => namespace(where).links.find((one) => one.name === name)

  it("finds the host's namespaces, by process and by mount, and not the world's", () => {
    expect(snapshot.namespaces.map(({ owner }) => owner)).toEqual([
      { kind: 'host' },
      { kind: 'other', name: 'container' },
      { kind: 'other', name: 'blue' },
    ])
    expect(namespace('blue').pid).toBeNull()
    expect(namespace('container').pid).toBeGreaterThan(1)
  })

  it('knows both ends of every veth', () => {
    const ends = [
      ['host', 'to-blue', 'blue', 'eth0'],
      ['host', 'to-container', 'container', 'inside'],
    ] as const
    for (const [here, one, there, other] of ends) {
      expect(link(here, one)?.peer).toEqual({
        namespaceInode: namespace(there).inode,
        index: link(there, other)?.index,
        name: other,
      })
      expect(link(there, other)?.peer).toEqual({
        namespaceInode: namespace(here).inode,
        index: link(here, one)?.index,
        name: one,
      })
    }
    expect(link('host', 'e\'"\u001b[31m')?.peer?.name).toBe('\u00FFx')
  })

  it('reads bridges, addresses and routes', () => {
    expect(link('host', 'to-blue')?.master?.name).toBe('br0')
    expect(link('blue', 'eth0')?.addresses[0]).toMatchObject({
      family: 4,
      address: '10.1.0.2',
      prefixLength: 16,
    })
    expect(namespace('blue').routes.find(({ destination }) => destination === 'default')?.gateway).toBe(
      '10.1.0.1',
    )
    expect(namespace('host').sysctls['net.ipv4.ip_forward']).toBe('0')
    expect(namespace('host').ipCounters).toMatchObject({ IpForwarding: 2 })
  })

  it('reads the packet filter of the host, comments with line breaks and all', () => {
    const forward = namespace('host').firewall?.tables[0]?.chains.find(({ name }) => name === 'FORWARD')
    expect(forward).toMatchObject({ policy: 'DROP', rules: [{ target: 'ACCEPT' }] })
    expect(namespace('blue').firewall).toBeNull()
  })

  it('tells what each name in /var/run/netns is', () => {
    const kinds = snapshot.entries.map(({ name, kind, alive, dangling }) => [name, kind, alive, dangling])
    expect(kinds).toEqual([
      ['blue', 'mount', true, false],
      ['container', 'symlink', true, false],
      ['elsewhere', 'symlink', false, false],
      ['gone', 'symlink', false, true],
      ['plain', 'file', false, false],
      ['wrong-kind', 'symlink', false, false],
    ])
    expect(snapshot.entries[1]?.inode).toBe(namespace('container').inode)
  })

  it("does not follow the host's docker.sock out of the host, and says that it read no engine", () => {
    expect(snapshot.engine).toBeNull()
    expect(snapshot.unreadable.map(({ part }) => part)).toEqual([
      'engine',
      'containers',
      'networks',
      'images',
    ])
    expect(snapshot.unreadable[0]?.reason).toContain('there is no /var/run/docker.sock on the host')
  })

  it('is quick', () => {
    expect(times.toSorted((one, other) => one - other)[5]).toBeLessThan(200)
  })
})
