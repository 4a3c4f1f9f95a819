import { describe, expect, test } from 'vitest'
import type { EngineSocket } from '../../runner/observe/snapshot.ts'
import { hide, silenceEngine } from './fixtures.ts'
import { verdict } from './looking-fixtures.ts'
import { published, type Published08 } from './publishing-fixtures.ts'
import { aUserMayUseIt, isShutToOthers, takesNoOrdersByTcp, theEngineSocket } from './socket.ts'

const withSocket = (over: Partial<EngineSocket>): Published08 => {
  const here = published()
  here.snapshot.engineSocket = { mode: 0o660, gid: 999, group: 'docker', users: ['student'], ...over }
  return here
}
const user = aUserMayUseIt(theEngineSocket)
const others = isShutToOthers(theEngineSocket)

test.each([
  ['by the group docker', {}, 'pass'],
  ['by a group without a name', { group: null, gid: 1234 }, 'pass'],
  ['by nobody', { users: [] }, 'fail group-empty'],
  ['by root’s group', { gid: 0, group: 'root' }, 'fail group-of-root'],
  ['by its owner alone', { mode: 0o600 }, 'fail group-shut-out'],
  ['by who may only read', { mode: 0o640 }, 'fail group-shut-out'],
])('the socket may be used %s', async (_, over, said) => {
  expect(await verdict(user, withSocket(over))).toBe(said)
})

test('the socket is shut to others, or open to them', async () => {
  expect(await verdict(others, withSocket({}))).toBe('pass')
  expect(await verdict(others, withSocket({ mode: 0o666 }))).toBe('fail open-to-all')
  // To connect is to write (unix(7)).
  expect(await verdict(others, withSocket({ mode: 0o662 }))).toBe('fail open-to-all')
})

test('without a socket there is nobody to ask, and one that was not read may be anybody’s', async () => {
  const here = published()
  here.snapshot.engineSocket = null
  expect(await verdict(user, here)).toBe('fail no-socket')
  hide(here, 'socket')
  expect(await verdict(user, here)).toBe('cannot-run unreadable')
  expect(await verdict(others, here)).toBe('cannot-run unreadable')
})

describe('orders by TCP', () => {
  const is = takesNoOrdersByTcp()

  test('are not taken where all ports of the engine lead to containers', async () => {
    const here = published()
    expect(await verdict(is, here)).toBe('pass')
    here.snapshot.listeners.push({ address: '0.0.0.0', port: 22, holders: ['sshd'] })
    expect(await verdict(is, here)).toBe('pass')
  })

  test('are taken on a port of the engine’s own', async () => {
    const here = published()
    here.snapshot.listeners.push({ address: '*', port: 2375, holders: ['dockerd'] })
    expect(await verdict(is, here)).toBe('fail open-by-tcp')
  })

  test('are not spoken of where not even a published port was seen', async () => {
    const here = published()
    here.snapshot.listeners = []
    expect(await verdict(is, here)).toBe('cannot-run control-failed')
  })

  test('are not spoken of while something was not read', async () => {
    expect(await verdict(is, hide(published(), 'listeners'))).toBe('cannot-run unreadable')
    expect(await verdict(is, silenceEngine(published()))).toBe('cannot-run engine-silent')
  })
})
