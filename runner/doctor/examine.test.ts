import { expect, test } from 'vitest'
import { needNames } from '../course/lab.ts'
import { capabilityIds } from './capability.ts'
import { doctorReport } from './doctor-report.ts'
import { examine, type Examination } from './examine.ts'
import { impactOf, type NeedyLab } from './impact.ts'
import type { Machine } from './machine.ts'
import { renderDoctor } from './render-doctor.ts'
import type { ProbeResult, SandboxReport } from './sandbox.ts'
import { probes } from './sandbox-script.ts'

const works: ProbeResult = { exitCode: 0, words: '' }
const sandbox = (changes: Record<string, ProbeResult> = {}): SandboxReport => {
  const all = Object.fromEntries(['world', 'host', ...Object.keys(probes)].map((id) => [id, works]))
  return { refusal: null, results: new Map(Object.entries({ ...all, ...changes })) }
}
const refused: SandboxReport = {
  refusal: 'nsexec-1[7]: failed to unshare user namespace: Operation not permitted',
  results: new Map(),
}

const files: Record<string, string> = {
  '/etc/os-release': 'PRETTY_NAME="Ubuntu 24.04.2 LTS"\nID=ubuntu\nID_LIKE=debian\n',
  '/lib/modules/6.8.0-35-generic/modules.dep': 'kernel/net/bridge/br_netfilter.ko.zst:\n',
  '/etc/subuid': 'mia:100000:65536\n',
  '/etc/subgid': 'mia:100000:65536\n',
  '/proc/self/mountinfo': '1 0 0:1 / /proc rw - proc proc rw\n2 0 0:2 / /sys rw - sysfs sysfs rw\n',
  '/proc/sys/user/max_user_namespaces': '96365\n',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n',
}

const machine = (report: SandboxReport, changes: Partial<Machine> = {}): Machine => ({
  person: { name: 'mia', uid: 1000 },
  node: '22.14.0',
  kernel: '6.8.0-35-generic',
  arch: 'x64',
  places: { cache: '/home/mia/.cache/vethlab', state: '/run/user/1000/vethlab' },
  findTool: (name) => `/usr/bin/${name}`,
  read: (path) => Promise.resolve(files[path]),
  print: ([name]) => Promise.resolve(name === 'dockerd' ? 'Docker version 26.1.5, build 411e817' : undefined),
  freeBytes: () => Promise.resolve(2 ** 30),
  trySandbox: () => Promise.resolve(report),
  ...changes,
})

const labs: NeedyLab[] = [
  { id: '03', needs: ['veth', 'bridge'] },
  { id: '09', needs: ['br_netfilter'] },
  { id: '14', needs: ['macvlan', 'ipvlan'] },
]
const style = { width: 80, colour: false, unicode: true }

test('what a lab may need is tested', () => {
  expect(needNames.filter((need) => !(capabilityIds as readonly string[]).includes(need))).toEqual([])
})

test('a machine that has everything', async () => {
  const { capabilities } = await examine(machine(sandbox()), labs)
  expect(capabilities.map(({ id }) => id)).toEqual(capabilityIds)
  expect(capabilities.filter(({ status }) => status !== 'found')).toEqual([])
  expect(impactOf(capabilities, labs)).toBe('All labs can run here.')
})

test('what a single step needs is named, and hinders no lab', async () => {
  const partly: NeedyLab[] = [
    { id: '14', needs: ['macvlan'], steps: [{ needs: [] }, { needs: ['ipvlan'] }] },
    { id: '16', needs: ['ipvlan'], steps: [{ needs: [] }] },
  ]
  const purposes = (found: Examination['capabilities']): (string | undefined)[] =>
    ['macvlan', 'ipvlan'].map((id) => found.find((one) => one.id === id)?.purpose)
  const { capabilities } = await examine(machine(sandbox()), partly)
  expect(purposes(capabilities)).toEqual([
    expect.stringMatching(/ \(lab 14\)$/),
    expect.stringMatching(/ \(lab 16, a step of lab 14\)$/),
  ])
  expect(impactOf(capabilities, partly)).toBe('All labs can run here.')
})

test('a kernel without some modules: other labs run', async () => {
  const lacking = {
    br_netfilter: { exitCode: 1, words: '/proc/sys/net/bridge/bridge-nf-call-iptables is not there' },
    ipvlan: { exitCode: 2, words: 'Error: Unknown device type.' },
    netem: { exitCode: 127, words: 'tc: not found' },
  }
  const examination = await examine(machine(sandbox(lacking)), labs)
  expect(doctorReport(examination).ok).toBe(true)
  const text = renderDoctor(examination, labs, style)
  expect(text.slice(text.indexOf('Needed by some'))).toMatchInlineSnapshot(`
    "Needed by some labs
    ✗ MISSING br_netfilter: iptables on what crosses a bridge (--icc=false) (lab 09)
              /proc/sys/net/bridge/bridge-nf-call-iptables is not there
              → echo br_netfilter | sudo tee -a /etc/modules-load.d/vethlab.conf && sudo modprobe br_netfilter
    ✓ found   macvlan: a container with a MAC address on the host’s own link (lab
              14)
    ✗ MISSING ipvlan: like macvlan, but behind the host’s MAC address (lab 14)
              Error: Unknown device type.
              → sudo apt-get install --yes --no-install-recommends linux-modules-extra-6.8.0-35-generic && sudo modprobe ipvlan
    ✓ found   vxlan: overlay networks between two hosts
    ! unknown netem: delay and loss on a link
              not tried: tc: not found
    ✓ found   tbf: a limit on a link’s rate
    ✓ found   Programs of the labs: what the walkthroughs have you type
    ✓ found   Docker Compose: containers and their networks from one file
    ✓ found   iperf3: how fast a link is
    ✓ found   tcpdump and arping: what goes over a link, and who answers there
    ✓ found   Processor: worlds were tried on x86-64

    Labs 09 and 14 cannot run here for want of br_netfilter and ipvlan; all others
    can.
    "
  `)
})

test('an Ubuntu that forbids user namespaces: what was not tried is unknown, never missing', async () => {
  const examination = await examine(machine(refused), labs)
  expect(doctorReport(examination).ok).toBe(false)
  const missing = examination.capabilities.filter(({ status }) => status === 'missing')
  expect(missing.map(({ id }) => id)).toEqual(['apparmor', 'world'])
  expect(renderDoctor(examination, labs, style)).toMatchInlineSnapshot(`
    "Ubuntu 24.04.2 LTS, Linux 6.8.0-35-generic, x64, Node.js 22.14.0, Docker Engine
    26.1.5

    Needed by every lab
    ✓ found   Node.js 20.19 or newer: runs lab itself, and the agent of each world
    ✓ found   Programs of a world: what worlds, hosts and their images are made of
    ✓ found   Docker Engine 20.10 or newer: older engines cannot run without root
    ✓ found   Subordinate ids: the users of a world, none of them yours
    ✓ found   User namespaces: root in a world without being root on the machine
    ✗ MISSING User namespaces under AppArmor: Ubuntu 24.04 and later may forbid them
              kernel.apparmor_restrict_unprivileged_userns is 1
              → echo kernel.apparmor_restrict_unprivileged_userns=0 | sudo tee /etc/sysctl.d/60-vethlab-apparmor_restrict_unprivileged_userns.conf && sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
    ✓ found   /proc and /sys fully visible: so that a world may mount its own
    ✓ found   Free space: a world’s root folder, its images and its notes
    ✗ MISSING A world starts: the outside of every lab, in which its hosts live
              nsexec-1[7]: failed to unshare user namespace: Operation not permitted
              (see “User namespaces under AppArmor”)
    ! unknown A host starts in it: a child user namespace with 65535 ids
              not tried: no world starts
    ! unknown tmpfs on a host: a host’s files, gone with it
    ! unknown overlay on a host: the layers of images and containers
    ! unknown Terminals on a host: devpts with the group tty, for shells
    ! unknown veth: the cable between a container and its bridge
    ! unknown bridge: docker0 and every network of the driver bridge
    ! unknown iptables: the engine’s filter, MASQUERADE, DNAT and conntrack
    ! unknown IP forwarding: a host that routes for its containers
    ! unknown ping: the first question of every lab: is it reachable?

    Needed by some labs
    ! unknown br_netfilter: iptables on what crosses a bridge (--icc=false) (lab 09)
              not tried: no world starts
    ! unknown macvlan: a container with a MAC address on the host’s own link (lab
              14)
    ! unknown ipvlan: like macvlan, but behind the host’s MAC address (lab 14)
    ! unknown vxlan: overlay networks between two hosts
    ! unknown netem: delay and loss on a link
    ! unknown tbf: a limit on a link’s rate
    ✓ found   Programs of the labs: what the walkthroughs have you type
    ✓ found   Docker Compose: containers and their networks from one file
    ✓ found   iperf3: how fast a link is
    ✓ found   tcpdump and arping: what goes over a link, and who answers there
    ✓ found   Processor: worlds were tried on x86-64

    No lab can run here, for want of “User namespaces under AppArmor”.
    "
  `)
})

test('a world that starts, but no host in it', async () => {
  const words = 'time="x" level=error msg="runc run failed: unshare: Operation not permitted"'
  const report = {
    refusal: null,
    results: new Map([
      ['world', works],
      ['host', { exitCode: 1, words }],
    ]),
  }
  const { capabilities } = await examine(machine(report), labs)
  const byId = Object.fromEntries(capabilities.map((capability) => [capability.id, capability]))
  expect(byId['apparmor']?.status).toBe('missing')
  expect(byId['host']?.detail).toBe(
    'runc run failed: unshare: Operation not permitted (see “User namespaces under AppArmor”)',
  )
  expect(byId['veth']).toMatchObject({ status: 'unknown', detail: 'not tried: no host starts' })
})

test('a machine without tcpdump: the lab whose checks listen cannot run, the others can', async () => {
  const listening: NeedyLab[] = [...labs, { id: '15', needs: ['capture'] }]
  const findTool: Machine['findTool'] = (name) => (name === 'tcpdump' ? undefined : `/usr/bin/${name}`)
  const { capabilities } = await examine(machine(sandbox(), { findTool }), listening)
  expect(capabilities.filter(({ status }) => status !== 'found')).toMatchObject([
    {
      id: 'capture',
      status: 'missing',
      detail: 'tcpdump (what goes over a link)',
      remedy: 'sudo apt-get install --yes --no-install-recommends tcpdump',
    },
  ])
  expect(impactOf(capabilities, listening)).toBe(
    'Lab 15 cannot run here for want of tcpdump and arping; all others can.',
  )
})

test('an old kernel is named, not a module', async () => {
  const report = sandbox({ overlay: { exitCode: 32, words: 'mount: permission denied.' } })
  const { capabilities } = await examine(machine(report, { kernel: '5.4.0-42-generic' }), labs)
  expect(capabilities.find(({ id }) => id === 'overlay')?.remedy).toContain('Linux 5.11')
})

test('a bare machine: one line installs the world’s programs', async () => {
  const bare = machine(
    { refusal: 'The program runc is missing.', results: new Map() },
    { findTool: () => undefined, print: () => Promise.resolve(undefined) },
  )
  const examination = await examine(bare, labs)
  expect(examination.platform.engine).toBeNull()
  expect(impactOf(examination.capabilities, labs)).toBe(
    'No lab can run here, for want of “Programs of a world”.',
  )
})

test('lines fit 80 columns, but for what is to be pasted; ASCII is honoured', async () => {
  const examination = await examine(machine(refused), labs)
  const text = renderDoctor(examination, labs, { ...style, unicode: false })
  expect(text).toMatch(/^\p{ASCII}*$/u)
  const tooWide = text.split('\n').filter((line) => line.length > 80 && !line.includes('-> '))
  expect(tooWide).toEqual([])
})
