import { expect, test } from 'vitest'
import { parseSettings } from './read-settings.ts'

const links = [
  { ifindex: 1, ifname: 'lo', flags: ['LOOPBACK', 'UP'] },
  {
    ifindex: 5,
    ifname: 'A',
    flags: ['BROADCAST', 'NOARP'],
    linkinfo: {
      info_kind: 'veth',
      info_slave_kind: 'bridge',
      info_slave_data: { state: 'learning', isolated: true },
    },
  },
  {
    ifindex: 6,
    ifname: 'shim',
    flags: ['BROADCAST'],
    linkinfo: { info_kind: 'macvlan', info_data: { mode: 'private' } },
  },
  {},
]

test('what links and a namespace are set to, as iproute2 6.1 and /proc/sys say it', () => {
  const folder = '/proc/sys/net/ipv4'
  const values = [
    `${folder}/conf/A/rp_filter:1`,
    `${folder}/conf/A/forwarding:0`,
    `${folder}/conf/all/rp_filter:2`,
    `${folder}/conf/gone/rp_filter:1`,
    `${folder}/icmp_echo_ignore_all:1`,
    '',
  ]
  const found = parseSettings([JSON.stringify(links), ...values].join('\n'))
  expect([...found.links.keys()]).toEqual([1, 5, 6])
  expect(found.links.get(5)).toEqual({
    noArp: true,
    mode: null,
    portState: 'learning',
    isolated: true,
    ipv4: { rp_filter: '1', forwarding: '0' },
  })
  expect(found.links.get(6)).toMatchObject({
    noArp: false,
    mode: 'private',
    portState: null,
    isolated: false,
  })
  expect(found.ipv4).toEqual({ icmp_echo_ignore_all: '1', 'conf/all/rp_filter': '2' })
})
