import type { Capability, CapabilityId } from './capability.ts'

type Entry = Pick<Capability, 'title' | 'purpose' | 'required'>

const required = (title: string, purpose: string): Entry => ({ title, purpose, required: true })
const forSome = (title: string, purpose: string): Entry => ({ title, purpose, required: false })

/** What each capability is called and what it is for. */
export const catalogue: Record<CapabilityId, Entry> = {
  node: required('Node.js 20.19 or newer', 'runs lab itself, and the agent of each world'),
  programs: required('Programs of a world', 'what worlds, hosts and their images are made of'),
  engine: required('Docker Engine 20.10 or newer', 'older engines cannot run without root'),
  'subordinate-ids': required('Subordinate ids', 'the users of a world, none of them yours'),
  'user-namespaces': required('User namespaces', 'root in a world without being root on the machine'),
  apparmor: required('User namespaces under AppArmor', 'Ubuntu 24.04 and later may forbid them'),
  'kernel-mounts': required('/proc and /sys fully visible', 'so that a world may mount its own'),
  space: required('Free space', 'a world’s root folder, its images and its notes'),
  world: required('A world starts', 'the outside of every lab, in which its hosts live'),
  host: required('A host starts in it', 'a child user namespace with 65535 ids'),
  tmpfs: required('tmpfs on a host', 'a host’s files, gone with it'),
  overlay: required('overlay on a host', 'the layers of images and containers'),
  devpts: required('Terminals on a host', 'devpts with the group tty, for shells'),
  veth: required('veth', 'the cable between a container and its bridge'),
  bridge: required('bridge', 'docker0 and every network of the driver bridge'),
  iptables: required('iptables', 'the engine’s filter, MASQUERADE, DNAT and conntrack'),
  'ip-forward': required('IP forwarding', 'a host that routes for its containers'),
  ping: required('ping', 'the first question of every lab: is it reachable?'),
  br_netfilter: forSome('br_netfilter', 'iptables on what crosses a bridge (--icc=false)'),
  macvlan: forSome('macvlan', 'a container with a MAC address on the host’s own link'),
  ipvlan: forSome('ipvlan', 'like macvlan, but behind the host’s MAC address'),
  vxlan: forSome('vxlan', 'overlay networks between two hosts'),
  netem: forSome('netem', 'delay and loss on a link'),
  tbf: forSome('tbf', 'a limit on a link’s rate'),
  'lab-programs': forSome('Programs of the labs', 'what the walkthroughs have you type'),
  compose: forSome('Docker Compose', 'containers and their networks from one file'),
  iperf3: forSome('iperf3', 'how fast a link is'),
  capture: forSome('tcpdump and arping', 'what goes over a link, and who answers there'),
  architecture: forSome('Processor', 'worlds were tried on x86-64'),
}
