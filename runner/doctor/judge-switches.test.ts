import { expect, test } from 'vitest'
import { judgeAppArmor, judgeKernelMounts, judgeUserNamespaces } from './judge-switches.ts'

const student = { uid: 1000, started: false, tried: true }
const root = { uid: 0, started: false, tried: true }

test.each([
  ['no AppArmor switch', undefined, student, 'found'],
  ['switched off', '0\n', student, 'found'],
  ['Ubuntu 24.04', '1\n', student, 'missing'],
  ['Ubuntu 24.04 with a profile for runc', '1\n', { uid: 1000, started: true, tried: true }, 'found'],
  ['Ubuntu 24.04 before runc is there', '1\n', { ...student, tried: false }, 'unknown'],
  ['Ubuntu 24.04, real root', '1\n', root, 'found'],
])('AppArmor: %s', (_, text, standing, status) => {
  expect(judgeAppArmor(text, standing).status).toBe(status)
})

test('the remedy for AppArmor holds now and after a restart', () => {
  expect(judgeAppArmor('1\n', student).remedy).toMatchInlineSnapshot(
    `"echo kernel.apparmor_restrict_unprivileged_userns=0 | sudo tee /etc/sysctl.d/60-vethlab-apparmor_restrict_unprivileged_userns.conf && sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"`,
  )
})

test.each([
  ['ordinary', '96365\n', undefined, student, 'found'],
  ['limit 0', '0\n', undefined, student, 'missing'],
  ['limit 0 binds root too', '0\n', undefined, root, 'missing'],
  ['Debian’s switch off', '96365\n', '0\n', student, 'missing'],
  ['Debian’s switch does not bind root', '96365\n', '0\n', root, 'found'],
  ['Debian’s switch on', '96365\n', '1\n', student, 'found'],
  ['a kernel without them', undefined, undefined, student, 'missing'],
  ['a world starts all the same', '0\n', '0\n', { uid: 1000, started: true, tried: true }, 'found'],
])('user namespaces: %s', (_, maxUserNamespaces, unprivilegedClone, standing, status) => {
  const judgement = judgeUserNamespaces({ maxUserNamespaces, unprivilegedClone }, standing)
  expect(judgement.status).toBe(status)
  expect(judgement.remedy === null).toBe(status !== 'missing')
})

const ordinary = `22 27 0:21 / /proc rw,relatime - proc proc rw
23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
30 22 0:30 / /proc/sys/fs/binfmt_misc rw,relatime shared:5 - autofs systemd-1 rw
31 23 0:31 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
32 23 0:32 / /sys/kernel/security rw - securityfs securityfs rw
33 23 0:33 / /sys/kernel/debug/tracing rw - tracefs tracefs rw`

const inDocker = `700 650 0:60 / /proc rw,nosuid - proc proc rw
701 650 0:61 / /sys ro,nosuid - sysfs sysfs ro
702 700 0:60 /bus /proc/bus ro,nosuid - proc proc rw
703 700 0:63 / /proc/kcore rw,nosuid - tmpfs tmpfs rw
704 701 0:64 / /sys/firmware ro - tmpfs tmpfs ro`

test('mounts that the kernel keeps folders for hide nothing', () => {
  expect(judgeKernelMounts(ordinary, { started: false }).status).toBe('found')
})

test('a container that masks /proc is named as such', () => {
  const judgement = judgeKernelMounts(inDocker, { started: false })
  expect(judgement).toMatchObject({
    status: 'missing',
    detail: 'covered: /proc/bus, /proc/kcore, /sys/firmware',
  })
  expect(judgement.remedy).toContain('systempaths=unconfined')
})

test('a second instance that is whole is enough', () => {
  const second = `${inDocker}\n705 650 0:60 / /host/proc rw - proc proc rw\n706 650 0:61 / /host/sys rw - sysfs sysfs rw`
  expect(judgeKernelMounts(second, { started: false }).status).toBe('found')
  expect(judgeKernelMounts('', { started: false }).status).toBe('missing')
  expect(judgeKernelMounts(inDocker, { started: true }).status).toBe('found')
})
