import { expect, test } from 'vitest'
import { parseKernelRoute } from './ask-route.ts'

const said = (stdout: string, stderr = '', exitCode = 0) => parseKernelRoute({ stdout, stderr, exitCode })

test('a way by a gateway, as iproute2 6.1 says it', () => {
  const line =
    '[{"dst":"8.8.8.8","gateway":"172.17.0.1","dev":"eth0","prefsrc":"172.17.0.2","flags":[],"uid":0,"cache":[]}]'
  expect(said(line)).toEqual({
    refused: null,
    type: 'unicast',
    device: 'eth0',
    gateway: '172.17.0.1',
    source: '172.17.0.2',
  })
})

test('an address of one’s own', () => {
  const line =
    '[{"type":"local","dst":"172.17.0.1","from":"172.17.0.2","dev":"lo","flags":[],"cache":["local"]}]'
  expect(said(line)).toMatchObject({
    refused: null,
    type: 'local',
    device: 'lo',
    gateway: null,
    source: null,
  })
})

test('a refusal, and no answer at all', () => {
  expect(said('', 'RTNETLINK answers: Network is unreachable\n', 2)).toEqual({
    refused: 'Network is unreachable',
  })
  expect(said('', 'Cannot open netlink socket', 1)).toBeNull()
  expect(said('[]')).toBeNull()
})
