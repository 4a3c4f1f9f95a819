import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { mustRun } from './run-command.ts'
import { findTool } from './tools.ts'
import { LabError } from '../lab-error.ts'

/** Applets that an image has no use for, or that would pretend to be something a container must not be. */
const leftOut =
  /^(init|linuxrc|reboot|poweroff|halt|insmod|rmmod|modprobe|depmod|lsmod|modinfo|rpm.*|dpkg.*|mke2fs|mkdosfs|fdisk|hwclock|acpid|busybox|sh|ash|bash)$/
const terminals = [
  'x/xterm',
  'x/xterm-256color',
  'l/linux',
  's/screen',
  's/screen-256color',
  't/tmux-256color',
  'v/vt100',
]
const terminfoFolders = ['/lib/terminfo', '/usr/share/terminfo', '/usr/lib/terminfo', '/etc/terminfo']

/** One file of an image's root: copied from the machine, a symbolic link, or text of ours. Paths are absolute in the image. */
export type ImageFile =
  | { path: string; copyOf: string }
  | { path: string; linkTo: string }
  | { path: string; text: string; mode?: number }

/** The shared libraries and the loader of a dynamic program, by ldd(1); none for a static one. */
export async function librariesOf(program: string): Promise<string[]> {
  const printed = await mustRun(['/bin/sh', '-c', 'ldd "$1" 2>&1 || true', 'ldd', program])
  return [...printed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path]) => String(path))
}

const toolOrThrow = (name: string): string => {
  const path = findTool(name)
  if (path !== undefined) return path
  throw new LabError(
    'cannotRun',
    'program-missing',
    `The program ${name} is missing, and the lab's container images are made from it.`,
    'Run `./lab setup`.',
  )
}

const osRelease =
  'PRETTY_NAME="vethlab stand-in image (made from this machine\'s own tools)"\nNAME="vethlab"\nID=vethlab\n'

/** Text files that every image has. */
export const imageTexts: ImageFile[] = [
  {
    path: '/etc/passwd',
    text: 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  },
  { path: '/etc/group', text: 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n' },
  { path: '/etc/nsswitch.conf', text: 'hosts: files dns\n' },
  { path: '/etc/os-release', text: osRelease },
  { path: '/var/www/index.html', text: '<html><body><h1>It works!</h1></body></html>\n' },
  { path: '/root/.bashrc', text: "PS1='\\u@\\h:\\w\\$ '\n" },
  { path: '/tmp/.keep', text: '' },
  // Where the documents' Apache has its pages.
  { path: '/usr/local/apache2/htdocs', linkTo: '/var/www' },
]

/**
 * The files of the images' common layer: bash and busybox of the machine, with the libraries they need. Small, because
 * every world loads it anew; dynamic, because a static busybox cannot resolve names with glibc.
 */
export async function commonFiles(): Promise<ImageFile[]> {
  const busybox = toolOrThrow('busybox')
  const bash = toolOrThrow('bash')
  const applets = (await mustRun([busybox, '--list']))
    .split('\n')
    .filter((name) => name !== '' && !leftOut.test(name))
  const libraries = new Set((await Promise.all([busybox, bash].map(librariesOf))).flat())
  // glibc loads these by name when a program looks up a host, so ldd does not show them.
  for (const library of Array.from(libraries)) {
    const nss = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'].map((name) =>
      join(library, '..', name),
    )
    if (/libc\.so/.test(library)) for (const path of nss) if (existsSync(path)) libraries.add(path)
  }
  const terminfo = terminals.flatMap((name) => {
    const found = terminfoFolders.map((folder) => join(folder, name)).find((path) => existsSync(path))
    return found === undefined ? [] : [{ path: join('/usr/share/terminfo', name), copyOf: found }]
  })
  return [
    { path: '/bin/busybox', copyOf: busybox },
    { path: '/bin/bash', copyOf: bash },
    { path: '/bin/sh', linkTo: 'busybox' },
    ...applets.map((name) => ({ path: `/bin/${name}`, linkTo: 'busybox' })),
    ...[...libraries].map((path) => ({ path, copyOf: path })),
    ...terminfo,
    ...imageTexts,
  ]
}
