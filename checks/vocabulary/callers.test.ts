import { describe, expect, test } from 'vitest'
import { fromContainer, fromTheHost, fromTheOutside } from './callers.ts'
import { theContainerWithoutNetwork } from './containers.ts'
import { hide, scene } from './fixtures.ts'
import { viewOf } from './looking-fixtures.ts'

describe('a caller', () => {
  test('on the host', () => {
    const caller = fromTheHost(viewOf(scene()))
    expect(caller).toMatchObject({ thing: { name: 'host1', source: { netns: '/proc/1001/ns/net' } } })
    expect('thing' in caller && caller.thing.showCall('172.17.0.2', 80)).toEqual({
      on: 'host',
      command: ['curl', '-sS', '-m', '2', 'http://172.17.0.2:80/'],
    })
  })

  test('in a container', () => {
    const caller = fromContainer(theContainerWithoutNetwork)(viewOf(scene()))
    expect(caller).toMatchObject({ thing: { name: 'box', source: { netns: '/proc/1050/ns/net' } } })
    expect('thing' in caller && caller.thing.showCall('172.17.0.2', 80)).toMatchObject({
      on: 'container',
      hostPid: 450,
    })
  })

  test('on the outside, where a student looks by its looking glass', () => {
    const caller = fromTheOutside(viewOf(scene()))
    expect('thing' in caller && caller.thing.showCall('203.0.113.10', 8080)).toEqual({
      on: 'host',
      command: ['curl', '-sS', '-m', '4', 'http://198.51.100.80/look/203.0.113.10:8080'],
    })
  })

  test('who was not found is not there', () => {
    const here = scene()
    here.box.running = false
    expect(fromContainer(theContainerWithoutNetwork)(viewOf(here))).toMatchObject({
      finding: { status: 'fail' },
    })
    hide(here, 'namespaces')
    expect(fromTheHost(viewOf(here))).toMatchObject({ finding: { status: 'cannot-run' } })
  })
})
