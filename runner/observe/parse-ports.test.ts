import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { running41 } from './fixtures/docker.ts'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { parsePortRequests, parsePorts } from './parse-ports.ts'

const asked = (PortBindings: unknown) => parsePortRequests({ PortBindings }).portRequests
const web = { containerPort: 80, protocol: 'tcp' }

describe('what was asked for', () => {
  it.each([
    ['-p 8080:80', { HostIp: '', HostPort: '8080' }, { hostAddress: null, hostPort: 8080 }],
    [
      '-p 127.0.0.1:8081:80',
      { HostIp: '127.0.0.1', HostPort: '8081' },
      { hostAddress: '127.0.0.1', hostPort: 8081 },
    ],
    [
      '-p 203.0.113.10::80',
      { HostIp: '203.0.113.10', HostPort: '' },
      { hostAddress: '203.0.113.10', hostPort: null },
    ],
    ['-p 80', { HostIp: '', HostPort: '' }, { hostAddress: null, hostPort: null }],
    ['-p 8000-8010:80', { HostIp: '', HostPort: '8000-8010' }, { hostAddress: null, hostPort: null }],
  ])('by %s', (_, binding, request) => {
    expect(asked({ '80/tcp': [binding] })).toEqual([{ ...web, ...request }])
  })

  it('by -P', () => {
    expect(parsePortRequests({ PortBindings: {}, PublishAllPorts: true })).toEqual({
      portRequests: [],
      publishAllPorts: true,
    })
  })

  it('by nothing', () => {
    expect(parsePortRequests({})).toEqual({ portRequests: [], publishAllPorts: false })
  })

  it('says nothing of a protocol or a port that there is not', () => {
    expect(asked({ '80/icmp': [{}], 'x/tcp': [{}], '70000/tcp': [{}], '53/udp': null })).toEqual([])
  })
})

describe('what is bound', () => {
  it('is where the engine has bound it, on all addresses if none is told', () => {
    const ports = { '80/tcp': [{ HostIp: '', HostPort: '32768' }], '443/tcp': null }
    expect(parsePorts({ Ports: ports }, running41.HostConfig)).toEqual([
      { ...web, hostAddress: '0.0.0.0', hostPort: 32768 },
    ])
  })

  it('is what was asked for while nothing is bound', () => {
    expect(parsePorts({ Ports: {} }, running41.HostConfig)).toEqual([
      { ...web, hostAddress: '0.0.0.0', hostPort: 8080 },
    ])
  })

  it('throws only LabError, whatever a field holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(throwsOnlyLabErrors(() => parsePorts({ Ports: value }, {}))).toBe(true)
        expect(throwsOnlyLabErrors(() => parsePortRequests({ PortBindings: value }))).toBe(true)
      }),
    )
  })
})
