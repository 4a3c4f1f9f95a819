import type { CapabilityId } from './capability.ts'
import { catalogue } from './catalogue.ts'

interface Cause {
  /** In the words of runc, of newuidmap and of the kernel. */
  pattern: RegExp
  /** The capabilities that may be behind it, the likeliest first. */
  suspects: CapabilityId[]
  /** Where none of them is missing. */
  otherwise: string
}

/** Where nothing on the machine explains it. */
export const probablyContainer =
  'This looks like a container that forbids it: run labs on the machine itself or in a virtual machine.'

/** What runc's refusals come from. The first that matches is taken. */
const causes: Cause[] = [
  {
    pattern: /newuidmap|newgidmap|mapping tool|uid_map|gid_map|subordinate|subuid|subgid/i,
    suspects: ['programs', 'subordinate-ids', 'apparmor'],
    otherwise:
      'newuidmap and newgidmap must be set-user-ID root or have their file capabilities: reinstall their package.',
  },
  {
    pattern: /preparing rootfs.*permission denied/,
    suspects: [],
    otherwise: 'Your umask may be too strict; try: umask 022',
  },
  { pattern: /EINVAL.*chown/, suspects: ['subordinate-ids'], otherwise: probablyContainer },
  { pattern: /program runc is missing/, suspects: ['programs'], otherwise: 'Run `./lab setup`.' },
  {
    pattern:
      /ENOSPC|EDQUOT|no space left on device.*(write|mkdir)|belongs to another user|Cannot make the folder/i,
    suspects: ['space'],
    otherwise: 'Mend the folder that is named.',
  },
  {
    pattern: /unshare.*no space left|max_user_namespaces/i,
    suspects: ['user-namespaces'],
    otherwise: probablyContainer,
  },
  {
    pattern: /mounting \\?"?(proc|sysfs)/i,
    suspects: ['kernel-mounts', 'apparmor'],
    otherwise: probablyContainer,
  },
  {
    pattern: /unshare|clone|user namespace|operation not permitted|permission denied/i,
    suspects: ['apparmor', 'user-namespaces', 'kernel-mounts'],
    otherwise: probablyContainer,
  },
]

export interface Refusal {
  /** Title of the missing capability that explains it. */
  culprit: string | undefined
  remedy: string | null
}

/** The likely reason for what runc said, given what is missing on the machine. */
export function explainRefusal(words: string, isMissing: (id: CapabilityId) => boolean): Refusal {
  const cause = causes.find(({ pattern }) => pattern.test(words))
  const culprit = cause?.suspects.find(isMissing)
  // What is missing has its own remedy already.
  return {
    culprit: culprit && catalogue[culprit].title,
    remedy: culprit === undefined ? (cause?.otherwise ?? null) : null,
  }
}
