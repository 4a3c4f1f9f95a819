import { expect, it } from 'vitest'
import { parseIpCounters } from './parse-ip-counters.ts'

const text = `/proc/sys/net/ipv4/ip_forward:1
/proc/net/snmp:Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams
/proc/net/snmp:Ip: 1 64 36 0 2 32
/proc/net/snmp:Icmp: InMsgs InErrors
/proc/net/snmp:Icmp: 5 0
/proc/net/snmp:Tcp: RtoAlgorithm MaxConn ActiveOpens
/proc/net/snmp:Tcp: 1 -1 7
`

it('names counters as nstat does', () => {
  expect(parseIpCounters(text)).toMatchObject({
    IpForwarding: 1,
    IpInAddrErrors: 2,
    IpForwDatagrams: 32,
    IcmpInMsgs: 5,
    TcpActiveOpens: 7,
  })
})

it('leaves out what is no count, and what has no value', () => {
  expect(parseIpCounters(text)).not.toHaveProperty('TcpMaxConn')
  expect(parseIpCounters('/proc/net/snmp:Ip: InReceives InAddrErrors\n/proc/net/snmp:Ip: 3\n')).toEqual({
    IpInReceives: 3,
  })
  expect(parseIpCounters('/proc/net/snmp:Ip: InReceives\n')).toEqual({})
})

it('finds nothing in other files', () => {
  expect(parseIpCounters('/proc/net/netstat:Ip: InNoRoutes\n/proc/net/netstat:Ip: 4\n')).toEqual({})
})
