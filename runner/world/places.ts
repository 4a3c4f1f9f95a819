import { mkdir, chmod, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { LabError, causeText } from '../lab-error.ts'

/** Where vethlab keeps its files (XDG Base Directory Specification 0.8). */
export interface Places {
  /** Rootfs skeletons and image archives, by content: may be deleted at any time. */
  cache: string
  /** Running worlds: one folder each, gone after a reboot. */
  state: string
  /** Progress and transcripts: the student's own, kept. */
  data: string
}

interface Person {
  env: NodeJS.ProcessEnv
  uid: number
  home: string
}

export const thisPerson = (): Person => ({ env: process.env, uid: process.getuid?.() ?? -1, home: homedir() })

/**
 * The three folders for this person. Relative XDG values are ignored, as the specification asks.
 * Real root gets system folders: worlds started by root run as a subordinate user, who cannot look into /root.
 */
export function findPlaces({ env, uid, home }: Person = thisPerson()): Places {
  const xdg = (name: string, fallback: string): string => {
    const value = env[name]
    return value !== undefined && isAbsolute(value) ? value : fallback
  }
  const data = join(xdg('XDG_DATA_HOME', join(home, '.local/share')), 'vethlab')
  if (uid === 0) {
    return { cache: join(xdg('VETHLAB_CACHE', '/var/cache/vethlab')), state: '/run/vethlab', data }
  }
  return {
    cache: join(xdg('XDG_CACHE_HOME', join(home, '.cache')), 'vethlab'),
    state: join(xdg('XDG_RUNTIME_DIR', join(xdg('XDG_STATE_HOME', join(home, '.local/state')))), 'vethlab'),
    data,
  }
}

/**
 * Makes a folder of ours and refuses one that belongs to somebody else.
 * Mode 0711 for real root, whose worlds must pass through it; 0700 for everyone else.
 */
export async function ownFolder(path: string, uid = process.getuid?.() ?? -1): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    const found = await stat(path)
    if (found.uid !== uid) {
      throw new LabError(
        'cannotRun',
        'folder-not-yours',
        `${path} belongs to another user (uid ${found.uid}).`,
        `Remove it, or set XDG_RUNTIME_DIR and XDG_CACHE_HOME to folders of yours.`,
      )
    }
    await chmod(path, uid === 0 ? 0o711 : 0o700)
    return path
  } catch (error) {
    if (error instanceof LabError) throw error
    throw new LabError(
      'cannotRun',
      'folder-unusable',
      `Cannot make the folder ${path}: ${causeText(error)}.`,
      'Free some space or mend its permissions, then run the command again.',
      error,
    )
  }
}
