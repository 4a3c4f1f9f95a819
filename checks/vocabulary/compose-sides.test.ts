import { describe, expect, test } from 'vitest'
import { hide } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { composeScene, end, leave, plug, type ComposeScene } from './compose-fixtures.ts'
import { appAndDb, appAndProxy, proxyAndApp, standsBetween, theTwoSides } from './compose-sides.ts'

const between = standsBetween()

describe('a service between two others', () => {
  test('is the one on two networks', async () => {
    expect(await look(between, composeScene())).toMatchObject({
      status: 'pass',
      actual: 'app on both; proxy on shop_front, db on shop_back',
    })
  })

  test('gives the pairs that can talk', () => {
    const view = viewOf(composeScene())
    const names = [appAndProxy, proxyAndApp, appAndDb].map((meeting) => {
      const found = meeting(view)
      return 'thing' in found ? [found.thing.one.container.name, found.thing.other.container.name] : []
    })
    expect(names).toEqual([
      ['app', 'proxy'],
      ['proxy', 'app'],
      ['app', 'db'],
    ])
  })

  test('is still found when an outer one is on the wrong side too', () => {
    const here = composeScene()
    here.boxes.proxy.networks.push(plug(here.networks.back, '172.20.0.9'))
    expect(theTwoSides(viewOf(here))).toMatchObject({
      thing: { app: { service: 'app' }, proxy: { service: 'proxy' }, db: { service: 'db' } },
    })
  })

  test.each<[string, (here: ComposeScene) => void]>([
    ['it is on one network only', ({ boxes, networks }) => leave(boxes.app, networks.back)],
    ['nobody is on the back', ({ boxes }) => end(boxes.db)],
    ['nobody is on the front', ({ boxes, networks }) => leave(boxes.proxy, networks.front)],
    ['a network was made by hand', ({ networks }) => (networks.back.labels = {})],
    ['the others are one service', ({ boxes }) => (boxes.db.labels = boxes.proxy.labels)],
  ])('is not found when %s', async (_, spoil) => {
    const here = composeScene()
    spoil(here)
    expect(await verdict(between, here)).toBe('fail no-two-sides')
    expect(appAndDb(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })

  test('is not said to be missing when networks were not read', async () => {
    const here = composeScene()
    here.networks.back.labels = {}
    expect(await verdict(between, hide(here, 'networks'))).toBe('cannot-run unreadable')
  })
})
