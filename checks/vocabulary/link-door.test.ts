import { describe, expect, test } from 'vitest'
import { fromContainer } from './callers.ts'
import { hide, inodes } from './fixtures.ts'
import { allAnswer, look, probesTo, verdict } from './looking-fixtures.ts'
import { later, setRules, wall, wallScene, type WallScene } from './isolation-fixtures.ts'
import { doorIsInThePacketFilter } from './link-door.ts'
import { theLinked } from './links.ts'

describe('the door in the packet filter', () => {
  const door = doorIsInThePacketFilter(fromContainer(theLinked))
  const judge = (at: WallScene, grows: RegExp = /--dport 80 /, probes = allAnswer) =>
    look(door, at, probes, { lookAgain: () => Promise.resolve(later(at, ({ text }) => grows.test(text))) })
  const codeOf = async (...words: Parameters<typeof judge>): Promise<string> => {
    const finding = await judge(...words)
    return finding.status === 'pass' ? 'pass' : `${finding.status} ${finding.diagnosis.code}`
  }

  test('is a pair of rules for each port, and counts', async () => {
    expect(await judge(wallScene())).toMatchObject({
      status: 'pass',
      actual: 'port 80: 2 packets before, 3 after',
    })
  })

  test.each(['--dport 80 ', '--sport 80 ', '--dport 443', '--sport 443'])(
    'is no door without the rule of %s',
    async (words) => {
      const here = wallScene()
      setRules(
        here,
        wall.filter((rule) => !rule.includes(words)),
      )
      expect(await codeOf(here)).toBe('fail no-rule')
    },
  )

  test.each([
    ['another address', '172.17.0.2/32', '172.17.0.9/32'],
    ['a whole network', '-d 172.17.0.2/32 ', ''],
    ['every port', ' --dport 80', ''],
    ['what it drops', 'ACCEPT', 'DROP'],
    ['what has other conditions', '-m tcp', '-m tcp -m owner --uid-owner 0'],
  ])('is none when its rule is for %s', async (_, words, instead) => {
    const here = wallScene()
    setRules(
      here,
      wall.map((rule) => (rule.includes('--dport 80 ') ? rule.replace(words, instead) : rule)),
    )
    expect(await codeOf(here)).toBe('fail no-rule')
  })

  test('is none when what goes through it is not counted there', async () => {
    expect(await codeOf(wallScene(), /--dport 443/)).toBe('fail not-counted')
  })

  test('cannot be judged when nobody could knock', async () => {
    expect(await codeOf(wallScene(), /./, probesTo({ '172.17.0.2': null }))).toBe('cannot-run probe-failed')
  })

  test('cannot be judged when the rules were not read, before or after', async () => {
    const here = wallScene()
    here.host.firewall = null
    expect(await codeOf(here)).toBe('cannot-run unreadable')
    const there = wallScene()
    const blind = wallScene()
    hide(blind, `namespace ${inodes.host} firewall`)
    const again = { lookAgain: () => Promise.resolve(blind.snapshot) }
    expect(await verdict(door, there, allAnswer, again)).toBe('cannot-run unreadable')
  })
})
