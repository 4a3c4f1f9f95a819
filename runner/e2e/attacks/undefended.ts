import type { Undefended } from './attack.ts'

export const undefended: Undefended[] = [
  {
    id: 'neighbour-table',
    group: 'starve',
    tries: 'fill the table of neighbours (ARP) with addresses that do not answer',
    why: 'the kernel has one table for all network namespaces, 1024 entries by default: it would disturb the whole machine for seconds',
  },
  {
    id: 'lwtunnel-hooks',
    group: 'break out',
    tries: 'switch on net.netfilter.nf_hooks_lwtunnel, which a network namespace shows as its own',
    why: 'the kernel has one switch for all namespaces, which cannot be switched off again; it only has tunnels’ packets filtered, too',
  },
  {
    id: 'memory-without-control-groups',
    group: 'starve',
    tries: 'take memory by a tmpfs of its own, as an ordinary user without delegated control groups',
    why: 'nothing but a control group counts it; docs/security.md says how to have one',
  },
  {
    id: 'patched-in-memory',
    group: 'cheat',
    tries: 'change the running dockerd in its memory by ptrace(2), or stand beside it at its own socket',
    why: 'root on a host is root over its engine; what is wired is judged from the kernel all the same',
  },
  {
    id: 'echo-noise',
    group: 'cheat',
    tries: 'fake an answer to a ping while another ping, from elsewhere, has the true target answer',
    why: 'answers are counted, not told apart',
  },
  {
    id: 'kernel-faults',
    group: 'break out',
    tries: 'use a fault of the kernel, or timing between worlds on one processor',
    why: 'all worlds run on the machine’s one kernel; for strangers’ submissions use a virtual machine of its own',
  },
]
