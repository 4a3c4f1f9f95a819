import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { detectDistribution, distributions, installCommand, packagesFor } from './packages.ts'

const table = readFileSync(new URL('packages.tsv', import.meta.url), 'utf8')
const lines = table.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

const tools = packagesFor('debian').map(({ tool }) => tool)

test('the table has a column for each distribution and no empty cell', () => {
  const rows = lines.map((line) => line.split('\t'))
  expect(rows[0]).toEqual(['tool', 'purpose', ...distributions])
  expect(rows.filter((cells) => cells.length !== 2 + distributions.length)).toEqual([])
  expect(rows.filter((cells) => cells.some((cell) => !/^\S(.*\S)?$/.test(cell)))).toEqual([])
})

test('what only the tests need has the same columns', () => {
  const others = readFileSync(new URL('packages-for-tests.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(others.slice(0, 2)).toEqual(lines.slice(0, 2))
  const names = others.slice(2).map((line) => line.split('\t'))
  expect(names.filter((cells) => cells.length !== 2 + distributions.length)).toEqual([])
  expect(names.filter(([tool]) => tools.includes(tool ?? ''))).toEqual([])
})

test('every tool is there once and has a package on each distribution', () => {
  expect(new Set(tools).size).toBe(tools.length)
  for (const distribution of distributions) {
    const packages = packagesFor(distribution)
    expect(packages.map(({ tool }) => tool)).toEqual(tools)
    for (const { packageName } of packages)
      expect(packageName).toMatch(/^[a-z0-9][a-z0-9+.-]*( [a-z0-9][a-z0-9+.-]*)*$/)
  }
})

test('a world can be made of what the table brings', () => {
  const needed = [
    'dockerd',
    'docker',
    'containerd',
    'runc',
    'ip',
    'iptables',
    'brctl',
    'newuidmap',
    'ping',
    'arping',
  ]
  const asked = [
    'busybox',
    'tcpdump',
    'iperf3',
    'ifconfig',
    'ps',
    'curl',
    'nsenter',
    'nc',
    'tar',
    'mount',
    'bash',
  ]
  expect(tools).toEqual(expect.arrayContaining([...needed, ...asked]))
})

test.each([
  ['debian', 'ID=debian\nVERSION_ID="12"\n'],
  ['debian', 'NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n'],
  ['debian', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'],
  ['debian', 'ID=pop\nID_LIKE="ubuntu debian"\n'],
  ['debian', 'ID=raspbian\nID_LIKE=debian\n'],
  ['debian', "ID='kali'\nID_LIKE='debian'\n"],
  ['fedora', 'ID=fedora\nVERSION_ID=43\n'],
  ['fedora', 'ID=nobara\nID_LIKE="fedora"\n'],
  ['rhel', 'ID="rhel"\nID_LIKE="fedora"\n'],
  ['rhel', 'ID="centos"\nID_LIKE="rhel fedora"\n'],
  ['rhel', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'],
  ['rhel', 'ID="almalinux"\nID_LIKE="rhel centos fedora"\n'],
  ['arch', 'ID=arch\n'],
  ['arch', 'ID=manjaro\nID_LIKE=arch\n'],
  ['arch', 'ID=endeavouros\nID_LIKE="arch"\n'],
  ['opensuse', 'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n'],
  ['opensuse', 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n'],
  [undefined, 'ID=alpine\n'],
  [undefined, 'VARIANT_ID=debian\n'],
  [undefined, ''],
])('detects %s in %j', (distribution, osRelease) => {
  expect(detectDistribution(osRelease)).toBe(distribution)
})

const find = (packages: ReturnType<typeof packagesFor>, ...names: string[]) =>
  packages.filter(({ tool }) => names.includes(tool))

test('the install command names each package once', () => {
  const wanted = ['dockerd', 'docker', 'ip', 'tc', 'curl']
  expect(installCommand('debian', find(packagesFor('debian'), ...wanted))).toBe(
    'sudo apt-get install --yes --no-install-recommends docker.io iproute2 curl ca-certificates',
  )
  expect(installCommand('fedora', find(packagesFor('fedora'), ...wanted))).toBe(
    'sudo dnf install --assumeyes --setopt=install_weak_deps=False moby-engine docker-cli iproute iproute-tc curl',
  )
  expect(installCommand('arch', find(packagesFor('arch'), 'nc', 'dockerd'))).toBe(
    'sudo pacman -S --needed --noconfirm docker openbsd-netcat',
  )
})

test('of two names the one that is offered is taken', () => {
  const packages = packagesFor('debian', (name) => name === 'docker-cli')
  expect(find(packages, 'docker', 'dockerd').map(({ packageName }) => packageName)).toEqual([
    'docker.io',
    'docker-cli',
  ])
})

test('Compose is the plugin where a distribution offers it', () => {
  const choices = [() => false, (name: string) => name === 'docker-compose-v2'].map((isOffered) =>
    find(packagesFor('debian', isOffered), 'docker-compose').map(({ packageName }) => packageName),
  )
  expect(choices).toEqual([['docker-compose'], ['docker-compose-v2']])
  expect(find(packagesFor('rhel'), 'docker-compose')).toMatchObject([
    { packageName: 'docker-compose-plugin' },
  ])
})

test('an unknown distribution gets the names of the tools', () => {
  const packages = packagesFor(undefined)
  expect(packages.every(({ tool, packageName }) => tool === packageName)).toBe(true)
  expect(installCommand(undefined, find(packages, 'runc', 'brctl'))).toBe(
    "Install by this distribution's own means: runc, brctl",
  )
})
