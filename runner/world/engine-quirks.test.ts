import { describe, expect, test } from 'vitest'
import {
  engineIsSupported,
  engineSettings,
  parseEngineVersion,
  quirksOf,
  rootlessKitFolder,
} from './engine-quirks.ts'

const version = (text: string) => parseEngineVersion(`Docker version ${text}, build 1234567\n`)!

describe('what an engine says of its version', () => {
  test.each([
    ['Docker version 20.10.24+dfsg1, build 5d6db84\n', '20.10.24+dfsg1', 20, 10, true],
    ['Docker version 26.1.5+dfsg1, build a72d7cd', '26.1.5+dfsg1', 26, 1, true],
    ['Docker version 28.5.2, build ecc6942\n', '28.5.2', 28, 5, true],
    ['Docker version v29.0.0-rc.1, build 1\n', '29.0.0-rc.1', 29, 0, true],
    ['Docker version 20.10.0, build 1\n', '20.10.0', 20, 10, true],
    ['Docker version 19.03.15, build 99e3ed8919\n', '19.03.15', 19, 3, false],
    ['Docker version 20.9.0, build 1\n', '20.9.0', 20, 9, false],
    ['podman version 4.3.1\n', '4.3.1', 4, 3, false],
  ])('%j is read', (printed, text, major, minor, supported) => {
    const found = parseEngineVersion(printed)
    expect(found).toEqual({ text, major, minor })
    expect(found && engineIsSupported(found)).toBe(supported)
  })

  test.each(['', 'dockerd: not found', 'Docker version dev, build 1', 'Docker version 20'])(
    '%j says nothing',
    (printed) => {
      expect(parseEngineVersion(printed)).toBeUndefined()
    },
  )
})

test('each version belongs to one row of the table', () => {
  const asks = Object.fromEntries(
    ['20.10.24', '23.0.1', '26.1.5', '27.5.1', '28.0.0', '28.5.2', '29.1.0', '40.0.0'].map((text) => [
      text,
      quirksOf(version(text)).asksRootlessKit,
    ]),
  )
  expect(asks).toEqual({
    '20.10.24': false,
    '23.0.1': false,
    '26.1.5': false,
    '27.5.1': false,
    '28.0.0': true,
    '28.5.2': true,
    '29.1.0': true,
    '40.0.0': true,
  })
})

test('the settings of an engine that must not know of RootlessKit', () => {
  expect(engineSettings(version('20.10.24'), '/usr/sbin/docker-proxy')).toMatchInlineSnapshot(`
    "# How dockerd runs inside a lab host, which is a user namespace. Your own options belong in /etc/default/docker.
    ENGINE_OPTIONS="--rootless --storage-driver overlay2 --userland-proxy-path /usr/sbin/docker-proxy"
    export XDG_RUNTIME_DIR=/run
    # runc takes USER=root for leave to make cgroups, which a user namespace does not give.
    unset USER
    # Programs of the engine live for a moment, several for each container, and would collect garbage as they start.
    export GOGC=400
    unset ROOTLESSKIT_STATE_DIR
    "
  `)
})

test('the settings of an engine that asks for RootlessKit', () => {
  const [before, after] = ['27.5.1', '28.5.2'].map((text) => engineSettings(version(text), '/p').split('\n'))
  expect(after).toContain(`export ROOTLESSKIT_STATE_DIR=${rootlessKitFolder}`)
  expect(after).not.toContain('unset ROOTLESSKIT_STATE_DIR')
  expect(before?.filter((line) => !after?.includes(line))).toEqual(['unset ROOTLESSKIT_STATE_DIR'])
})
