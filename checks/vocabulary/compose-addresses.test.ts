import { describe, expect, test } from 'vitest'
import { hide } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { composeScene, end, leave, type ComposeScene } from './compose-fixtures.ts'
import {
  hasAnotherAddress,
  hasAPredecessor,
  hasWhatItWanted,
  neighbourOfTheWisher,
  theReplaced,
} from './compose-addresses.ts'

const [four, six] = [hasWhatItWanted(4), hasWhatItWanted(6)]
const frontOf = ({ boxes }: ComposeScene) => boxes.app.networks.find(({ name }) => name === 'shop_front')!

describe('an address that was asked for', () => {
  test('is there', async () => {
    const here = composeScene()
    expect(await look(four, here)).toMatchObject({ actual: 'app has 172.16.238.10' })
    expect(await look(six, here)).toMatchObject({ actual: 'app has 2001:db8:3989::10' })
    expect(neighbourOfTheWisher(viewOf(here))).toMatchObject({
      thing: { one: { container: { name: 'proxy' } }, other: { container: { name: 'app' } } },
    })
  })

  test('was not asked for', async () => {
    const here = composeScene()
    frontOf(here).wanted.address6 = null
    expect([await verdict(four, here), await verdict(six, here)]).toEqual(['pass', 'fail not-wanted'])
    frontOf(here).wanted.address = null
    expect(await verdict(four, here)).toBe('fail nothing-wanted')
    expect(neighbourOfTheWisher(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })

  test('needs somebody to meet there', async () => {
    const here = composeScene()
    end(here.boxes.proxy)
    expect(await verdict(four, here)).toBe('fail nothing-wanted')
  })

  test('was taken away again', async () => {
    const here = composeScene()
    for (const { addresses } of here.inside['app']?.links ?? []) addresses.length = 0
    expect(await verdict(four, here)).toBe('fail address-gone')
    expect(await verdict(four, hide(here, 'namespace 203 links'))).toBe('cannot-run unreadable')
  })
})

describe('a container that took another one’s place', () => {
  const [named, moved] = [hasAPredecessor(), hasAnotherAddress()]

  test('has its name and another address', async () => {
    expect(await look(named, composeScene())).toMatchObject({
      actual: 'web was the-first-we and is id-of-web',
    })
    expect(await look(moved, composeScene())).toMatchObject({
      actual: 'web had 172.18.0.3 and has 172.18.0.4',
    })
  })

  test('is held against the one that ended last', async () => {
    const here = composeScene()
    const [first] = here.snapshot.history
    here.snapshot.history.push({ ...first!, id: 'the-second-web', addresses: ['172.18.0.4'], endedAt: 9 })
    expect(await verdict(moved, here)).toBe('fail same-address')
    here.snapshot.history.push({ ...first!, id: 'the-third-web', addresses: [], endedAt: 12 })
    expect(await verdict(moved, here)).toBe('cannot-run not-seen')
  })

  test.each<[string, (here: ComposeScene) => void]>([
    ['none has ended', ({ snapshot }) => (snapshot.history = [])],
    ['it is the same one, started again', ({ snapshot, boxes }) => (snapshot.history[0]!.id = boxes.web.id)],
    ['another one has ended', ({ snapshot }) => (snapshot.history[0]!.name = 'guest')],
  ])('is not found when %s', async (_, spoil) => {
    const here = composeScene()
    spoil(here)
    expect([await verdict(named, here), await verdict(moved, here)]).toEqual([
      'fail not-replaced',
      'fail not-replaced',
    ])
  })

  test('needs a project', () => {
    const here = composeScene()
    leave(here.boxes.client, here.networks.blog)
    expect(theReplaced(viewOf(here))).toMatchObject({
      finding: { diagnosis: { code: 'no-default-network' } },
    })
  })
})
