import { expect, it } from 'vitest'
import { lastingFirst, parseStatus, selectHostProcesses } from './find-processes.ts'

const [world, host, container, otherHost] = [1, 2, 3, 4]
const record = (pid: number, parent: number, pids: number[], pidInode: number, netInode = pidInode * 10) => ({
  pid,
  parent,
  pids,
  pidInode,
  netInode,
})

const records = [
  record(1, 0, [1], world),
  record(10, 1, [10, 1], host),
  record(11, 10, [11, 7], host),
  record(12, 11, [12, 8, 1], container, 31),
  // sent into the container by the agent: its parent is the agent's
  record(13, 1, [13, 9, 2], container, 31),
  record(20, 1, [20, 1], otherHost),
  record(21, 20, [21, 2, 1], 5),
]

it('takes the host and what is below it, and no other host', () => {
  expect(selectHostProcesses(records, 10)).toEqual([
    { pid: 10, hostPid: 1, netInode: 20 },
    { pid: 11, hostPid: 7, netInode: 20 },
    { pid: 12, hostPid: 8, netInode: 31 },
    { pid: 13, hostPid: 9, netInode: 31 },
  ])
})

it('puts what lasts first, whatever the pids are, then the older one', () => {
  const found = [1003, 10, 998, 999].map((pid) => ({ pid, hostPid: pid, netInode: 31 }))
  expect(lastingFirst(found, [10, 999, null]).map(({ pid }) => pid)).toEqual([10, 999, 998, 1003])
})

it('says when the host has ended', () => {
  expect(() => selectHostProcesses(records, 99)).toThrow('The lab host has ended.')
})

it('is not led round in circles by parents', () => {
  const circle = [record(30, 31, [30, 2, 1], 6), record(31, 30, [31, 3, 1], 6)]
  expect(selectHostProcesses([...records, ...circle], 10)).toHaveLength(4)
})

it('reads NSpid, and not a process that calls itself so', () => {
  expect(parseStatus('Name:\tNSpid:\\n1\nPPid:\t4\nNSpid:\t12\t8\t1\n')).toEqual({
    parent: 4,
    pids: [12, 8, 1],
  })
  expect(parseStatus('Name:\tx\n')).toEqual({ parent: 0, pids: [] })
})
