import { constants } from 'node:os'

/** `linux.seccomp` of the OCI runtime specification; runc adds the architecture of its own. */
export interface Seccomp {
  defaultAction: 'SCMP_ACT_ALLOW'
  syscalls: {
    names: string[]
    action: 'SCMP_ACT_ERRNO'
    errnoRet: number
    args?: { index: number; value: number; op: 'SCMP_CMP_EQ' | 'SCMP_CMP_GT' }[]
  }[]
}

const { EAFNOSUPPORT, ENOSYS, EPERM } = constants.errno

const deny = (errnoRet: number, ...names: string[]): Seccomp['syscalls'][number] => ({
  names,
  action: 'SCMP_ACT_ERRNO',
  errnoRet,
})

/** Address families, by their numbers in address_families(7), that lie between those which hosts need and are none of them. */
const oldFamilies = [3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15]
/** The last that hosts need; behind it is, among others, AF_VSOCK, which leads past all namespaces to the machine. */
const afPacket = 17

const socketWith = (op: 'SCMP_CMP_EQ' | 'SCMP_CMP_GT', value: number): Seccomp['syscalls'][number] => ({
  ...deny(EAFNOSUPPORT, 'socket'),
  args: [{ index: 0, value, op }],
})

/**
 * System calls that worlds do without, because what they lead to is not parted by namespaces, or is a large piece of the
 * kernel that no lab is about. They fail as on a kernel that does not have them.
 */
export const deniedCalls: Seccomp = {
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: [
    // Keys are counted by user, over all worlds. runc and dockerd take this error for a kernel without keys.
    deny(ENOSYS, 'add_key', 'keyctl', 'request_key'),
    // Through it other calls would go unseen.
    deny(ENOSYS, 'io_uring_setup', 'io_uring_enter', 'io_uring_register'),
    // The machine's log, and what looks into the whole kernel or at files by number.
    deny(EPERM, 'syslog', 'bpf', 'perf_event_open', 'userfaultfd', 'open_by_handle_at', 'lookup_dcookie'),
    // What only the machine's root may do is not even asked.
    deny(EPERM, 'kexec_load', 'kexec_file_load', 'init_module', 'finit_module', 'delete_module'),
    deny(EPERM, 'swapon', 'swapoff', 'acct', 'quotactl', 'quotactl_fd'),
    ...oldFamilies.map((family) => socketWith('SCMP_CMP_EQ', family)),
    socketWith('SCMP_CMP_GT', afPacket),
  ],
}
