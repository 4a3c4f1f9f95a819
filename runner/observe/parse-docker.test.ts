import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exited, images, networks, running41, running44, running48 } from './fixtures/docker.ts'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { parseContainer } from './parse-container.ts'
import { connectContainers, parseContainerIds, parseImage, parseNetwork, parsePing } from './parse-docker.ts'

describe('parseContainer', () => {
  it('tells what was asked for on a network, and its links there', () => {
    const endpoint = {
      IPAMConfig: { IPv4Address: '172.16.238.10', IPv6Address: '2001:db8::10' },
      Links: ['shop_db_1:database', '/other:/this/alias'],
      Aliases: ['app'],
      IPAddress: '172.16.238.10',
    }
    const body = { ...running41, NetworkSettings: { Networks: { front: endpoint } } }
    expect(parseContainer(body).networks).toMatchObject([
      {
        aliases: ['app'],
        links: ['shop_db_1:database', 'other:alias'],
        wanted: { address: '172.16.238.10', address6: '2001:db8::10' },
      },
    ])
  })

  it.each([
    ['1.41', running41],
    ['1.44', running44],
    ['1.48', running48],
  ])('reads API v%s', (_, body) => {
    const container = parseContainer(JSON.parse(JSON.stringify(body)))
    expect(container).toMatchObject({
      name: 'web',
      image: 'ubuntu',
      state: 'running',
      running: true,
      exitCode: null,
      hostPid: 812,
      networkMode: 'bridge',
      sandboxKey: '/var/run/docker/netns/0a1b2c3d4e5f',
      hostname: 'web',
      exposedPorts: ['80/tcp'],
      capAdd: ['NET_ADMIN'],
      startedAt: Date.UTC(2024, 4, 1, 10, 0, 0, 500),
      finishedAt: null,
      labels: { lab: '03' },
    })
    expect(container.networks).toMatchObject([
      {
        name: 'bridge',
        address: '172.17.0.2',
        prefixLength: 16,
        gateway: '172.17.0.1',
        mac: '02:42:ac:11:00:02',
        aliases: [],
        links: [],
        address6: null,
        wanted: { address: null, address6: null },
      },
    ])
    expect(container.publishedPorts).toEqual([
      { containerPort: 80, protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8080 },
      { containerPort: 80, protocol: 'tcp', hostAddress: '::', hostPort: 8080 },
    ])
  })

  it('reads what is mounted', () => {
    const mounts = [
      { Type: 'bind', Source: '/root/docker', Destination: '/opt/docs', Mode: 'ro', RW: false },
      { Type: 'tmpfs', Source: '', Destination: '/run', Mode: '', RW: true },
    ]
    expect(parseContainer({ ...running41, Mounts: mounts }).mounts).toEqual([
      { kind: 'bind', source: '/root/docker', destination: '/opt/docs', readOnly: true },
      { kind: 'tmpfs', source: null, destination: '/run', readOnly: false },
    ])
    expect(parseContainer(exited).mounts).toEqual([])
  })

  it('reads links, and one that ended', () => {
    expect(parseContainer(running41).links).toEqual(['db:database'])
    expect(parseContainer(exited)).toMatchObject({
      running: false,
      exitCode: 3,
      hostPid: null,
      networkMode: 'none',
      sandboxKey: null,
      privileged: true,
      labels: {},
      networks: [{ name: 'none', address: null, prefixLength: null, mac: null }],
    })
  })

  it('reads added hosts, and where /etc/hosts is', () => {
    expect(parseContainer(running41)).toMatchObject({
      extraHosts: [
        { name: 'shop', address: '203.0.113.7' },
        { name: 'six', address: '2001:db8::7' },
        { name: 'host', address: 'host-gateway' },
      ],
      hostsPath: `/var/lib/docker/containers/${'a'.repeat(64)}/hosts`,
    })
    expect(parseContainer(exited)).toMatchObject({ extraHosts: [] })
    expect(parseContainer({ ...running41, HostsPath: '' })).toMatchObject({ hostsPath: null })
  })

  it('keeps a label called __proto__', () => {
    const body: unknown = JSON.parse(JSON.stringify(running41).replace('"lab":', '"__proto__":'))
    expect(Object.entries(parseContainer(body).labels)).toEqual([['__proto__', '03']])
  })

  it('throws only LabError, whatever a field holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('State', 'Config', 'HostConfig', 'NetworkSettings', 'Id', 'Name'),
        fc.jsonValue(),
        (key, value) => {
          expect(throwsOnlyLabErrors(() => parseContainer({ ...running41, [key]: value }))).toBe(true)
        },
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom('Ports', 'Networks', 'SandboxKey'), fc.jsonValue(), (key, value) => {
        const body = { ...running41, NetworkSettings: { [key]: value } }
        expect(throwsOnlyLabErrors(() => parseContainer(body))).toBe(true)
      }),
    )
  })
})

describe('the other bodies', () => {
  it('reads networks, and who is in them', () => {
    const parsed = networks.map(parseNetwork)
    expect(parsed[0]).toMatchObject({
      driver: 'bridge',
      ipam: { pools: [{ subnet: '172.17.0.0/16', gateway: '172.17.0.1', range: null }] },
      options: { 'com.docker.network.bridge.name': 'docker0' },
    })
    expect(parsed[1]).toMatchObject({ driver: 'null', ipam: { pools: [] }, options: {} })
    const containers = [running41, exited].map((body) => ({
      ...parseContainer(body),
      pid: null,
      namespaceInode: null,
    }))
    expect(
      connectContainers(parsed, containers).map((network) => network.containers.map(({ name }) => name)),
    ).toEqual([['web'], []])
  })

  it('reads images', () => {
    expect(images.map(parseImage).map(({ tags }) => tags)).toEqual([['ubuntu:latest', 'base:latest'], []])
  })

  it('reads what the engine is, and refuses what is none', () => {
    expect(parsePing({ 'api-version': '1.41', server: 'Docker/20.10.24 (linux)' })).toEqual({
      version: '20.10.24',
      apiVersion: '1.41',
      swarm: null,
    })
    expect(
      parsePing({ 'api-version': '1.48', server: 'Docker/28.5.2 (linux)', swarm: 'active/manager' }).swarm,
    ).toBe('manager')
    expect(() => parsePing({ 'api-version': '1.41/../x' })).toThrow('no Docker Engine')
  })

  it('lets no id become another path', () => {
    expect(parseContainerIds([{ Id: 'a'.repeat(64) }])).toHaveLength(1)
    expect(() => parseContainerIds([{ Id: '../images/json?' }])).toThrow('an id that is none')
  })

  it('throws only LabError', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(parseNetwork, parseImage, parseContainerIds, parseContainer),
        (value, parse) => {
          expect(throwsOnlyLabErrors(() => parse(value))).toBe(true)
        },
      ),
    )
  })
})
