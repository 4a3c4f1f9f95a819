import { describe, expect, test } from 'vitest'
import { hide } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { composeScene, end, leave, plug } from './compose-fixtures.ts'
import { hasNoDefault, isAGuest, theGuestAndANative } from './compose-guests.ts'

describe('a guest', () => {
  test('is a service on a network that Compose has not made', async () => {
    expect(await look(isAGuest(), composeScene())).toMatchObject({ actual: 'visitor of late on lan' })
  })

  test('is rather one whose project has made no network', async () => {
    const here = composeScene()
    here.boxes.client.networks.push(plug(here.networks.lan, '172.21.0.8'))
    expect(await look(isAGuest(), here)).toMatchObject({ actual: 'visitor of late on lan' })
    end(here.boxes.visitor)
    expect(await look(isAGuest(), here)).toMatchObject({ actual: 'client of blog on lan' })
    expect(await verdict(hasNoDefault(), here)).toBe('fail default-made')
  })

  test('is not on the engine’s own networks', async () => {
    const here = composeScene()
    Object.assign(here.networks.lan, { name: 'bridge' })
    expect(await verdict(isAGuest(), here)).toBe('fail nothing-borrowed')
    Object.assign(here.networks.lan, { name: 'host', driver: 'host' })
    expect(await verdict(isAGuest(), here)).toBe('fail nothing-borrowed')
  })

  test('is not there when it has left', async () => {
    const here = composeScene()
    leave(here.boxes.visitor, here.networks.lan)
    expect(await verdict(isAGuest(), here)).toBe('fail nothing-borrowed')
    expect(theGuestAndANative(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
    expect(await verdict(isAGuest(), hide(here, 'containers'))).toBe('cannot-run unreadable')
  })
})

test('a project of guests has no default network', async () => {
  expect(await verdict(hasNoDefault(), composeScene())).toBe('pass')
})

describe('a native', () => {
  test('is a container that Compose has not made', () => {
    expect(theGuestAndANative(viewOf(composeScene()))).toMatchObject({
      thing: { one: { container: { name: 'visitor' } }, other: { container: { name: 'printer' } } },
    })
  })

  test('is missing when it has ended, and not known when it was not read', () => {
    const here = composeScene()
    end(here.boxes.printer)
    expect(theGuestAndANative(viewOf(here))).toMatchObject({ finding: { diagnosis: { code: 'no-native' } } })
    hide(here, 'namespace 206')
    expect(theGuestAndANative(viewOf(here))).toMatchObject({ finding: { status: 'cannot-run' } })
  })
})
