import { expect, test } from 'vitest'
import { findModule } from './kernel-modules.ts'
import { getModule } from './remedies.ts'

const loadable = 'kernel/drivers/net/ipvlan/ipvlan.ko.zst: kernel/net/core.ko\nkernel/net/bridge/bridge.ko:\n'
const builtin = 'kernel/drivers/net/veth.ko\n'

test.each([
  ['ipvlan', 'loadable'],
  ['bridge', 'loadable'],
  ['veth', 'builtin'],
  ['vlan', 'absent'],
  ['sch_netem', 'absent'],
])('module %s is %s', (name, state) => {
  expect(findModule(name, { loadable, builtin })).toBe(state)
})

test('a kernel without lists says nothing of its modules', () => {
  expect(findModule('ipvlan', { loadable: undefined, builtin: undefined })).toBe('unknown')
})

const around = (osRelease: string) => ({
  osRelease,
  kernel: '6.8.0-35-generic',
  arch: 'x64',
  modules: { loadable, builtin },
})

test('a module that is there is loaded, now and at every boot', () => {
  expect(getModule('ipvlan', around('ID=debian'))).toBe(
    'echo ipvlan | sudo tee -a /etc/modules-load.d/vethlab.conf && sudo modprobe ipvlan',
  )
})

test.each([
  ['ID=ubuntu\nID_LIKE=debian', 'linux-modules-extra-6.8.0-35-generic && sudo modprobe sch_netem'],
  [
    'ID=linuxmint\nID_LIKE="ubuntu debian"',
    'linux-modules-extra-6.8.0-35-generic && sudo modprobe sch_netem',
  ],
  ['ID=debian', 'linux-image-amd64  # then restart into that kernel'],
  ['ID=fedora', 'kernel-modules-extra-6.8.0-35-generic && sudo modprobe sch_netem'],
  [
    'ID="rocky"\nID_LIKE="rhel centos fedora"',
    'kernel-modules-extra-6.8.0-35-generic && sudo modprobe sch_netem',
  ],
  ['ID=arch', 'linux  # then restart into that kernel'],
  ['ID="opensuse-leap"\nID_LIKE="suse opensuse"', 'kernel-default  # then restart into that kernel'],
])('%j: a module that is not there comes with %s', (osRelease, end) => {
  const remedy = getModule('sch_netem', around(osRelease))
  expect(remedy).toMatch(/^sudo (apt-get|dnf|pacman|zypper) /)
  expect(remedy.endsWith(` ${end}`)).toBe(true)
})

test('an unknown distribution is told what is needed', () => {
  expect(getModule('sch_netem', around('ID=alpine'))).toBe('Start a kernel that has the module sch_netem.')
})
