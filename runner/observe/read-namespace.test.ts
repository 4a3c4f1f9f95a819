import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LabError } from '../lab-error.ts'
import type { HostSource } from './host-source.ts'
import { readNamespace } from './read-namespace.ts'

const recorded = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8')
const sysctls = `/proc/sys/net/ipv4/ip_forward:1
/proc/net/snmp:Ip: Forwarding InAddrErrors
/proc/net/snmp:Ip: 1 2
/proc/net/tcp:  sl  local_address
`

/** A host whose tools print `parts`, ended by the mark the reader has drawn. */
const printing =
  (...parts: [name: string, text: string, exitCode: number][]): HostSource['run'] =>
  (command) => {
    const stdout = parts.map(([name, text, code]) => `${text}\n${command[4]} ${name} ${code}\n`).join('')
    return Promise.resolve({ stdout, stderr: 'Dump terminated', exitCode: 0 })
  }

const read = (run: HostSource['run'], firewall = true) =>
  readNamespace({ run }, { inode: 7, path: '/net', firewall })
const partsOf = async (run: HostSource['run']) => (await read(run)).unreadable.map(({ part }) => part)

it('reads all parts', async () => {
  const found = await read(
    printing(
      ['ip', recorded('ip-container'), 0],
      ['sysctls', sysctls, 0],
      ['nft', recorded('iptables-nft'), 0],
    ),
  )
  expect(found).toMatchObject({
    inode: 7,
    sysctls: { 'net.ipv4.ip_forward': '1' },
    ipCounters: { IpInAddrErrors: 2 },
    listening: [],
    firewall: { backend: 'nf_tables' },
    unreadable: [],
  })
  expect([
    found.links.length,
    found.routes.length,
    found.rules.length,
    found.neighbours.length,
    found.netnsIds?.size,
  ]).toEqual([4, 13, 1, 1, 1])
})

it('tells the parts that ip did not come to', async () => {
  const [links = '', routes = ''] = recorded('ip-container').split('\n')
  const { unreadable } = await read(
    printing(['ip', `${links}\n${routes}`, 2], ['sysctls', sysctls, 0]),
    false,
  )
  expect(unreadable.map(({ part }) => part)).toEqual([
    'namespace 7 rules',
    'namespace 7 neighbours',
    'namespace 7 peers',
  ])
  expect(unreadable[0]?.reason).toBe('ip did not answer: Dump terminated.')
})

it('does not take answers for others when one is missing', async () => {
  const lines = recorded('ip-container').split('\n').slice(1).join('\n')
  expect(await partsOf(printing(['ip', lines, 0], ['sysctls', sysctls, 0], ['nft', '', 0]))).toEqual([
    'namespace 7',
    ...['links', 'routes', 'rules', 'neighbours', 'peers'].map((part) => `namespace 7 ${part}`),
  ])
})

it('tells settings and a firewall that were asked for and not given', async () => {
  expect(
    await partsOf(
      printing(['ip', recorded('ip-container'), 0], ['sysctls', '', 0], ['nft', 'Could not fetch', 4]),
    ),
  ).toEqual(['namespace 7 sysctls', 'namespace 7 listening', 'namespace 7 firewall'])
})

it('tells a namespace that could not be entered, or took too long', async () => {
  const refused: HostSource['run'] = () =>
    Promise.resolve({ stdout: '', stderr: 'nsenter: Permission denied', exitCode: 1 })
  expect((await read(refused)).unreadable).toEqual([
    { part: 'namespace 7', reason: 'It could not be entered: nsenter: Permission denied.' },
  ])
  const slow: HostSource['run'] = () =>
    Promise.reject(new LabError('cannotRun', 'command-timeout', 'sh took too long.'))
  expect((await read(slow)).unreadable).toEqual([{ part: 'namespace 7', reason: 'sh took too long.' }])
})
