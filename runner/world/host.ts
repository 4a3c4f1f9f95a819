import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hostBundle, hostEnvironment, hostRoot } from './host-bundle.ts'
import { mustRun } from './run-command.ts'

/** A host of a world, as the agent knows it. */
export interface Host {
  name: string
  /** The host's init, in the agent's pid namespace. */
  pid: number
  /** eth0's address towards the outside. */
  address: string
  /** The folder of the world that is the host's `/`. */
  rootfs: string
}

/** What is written into a host's /etc beside the curated copy. */
export interface HostFiles {
  engineSettings: string
}

const hostsFolder = '/hosts'
const template = '/opt/vethlab/host-files'
const asHostRoot = { ids: { uid: hostRoot, gid: hostRoot } }

/** A host's root folder on a tmpfs of its own, owned by the host's root, with links and /etc as the world has them. */
async function makeRootfs(name: string, address: string, files: HostFiles): Promise<string> {
  const rootfs = join(hostsFolder, name)
  await mkdir(rootfs, { recursive: true })
  await mustRun([
    'mount',
    '-t',
    'tmpfs',
    '-o',
    `mode=755,size=1g,uid=${hostRoot},gid=${hostRoot}`,
    `host-${name}`,
    rootfs,
  ])
  const names = `127.0.0.1\\tlocalhost\\n::1\\tlocalhost ip6-localhost\\n${address}\\t${name}\\n203.0.113.1\\toutside\\n`
  const script = `set -e
cd "$1"
mkdir -p dev proc sys run tmp usr mnt srv home/student opt/.sys opt/vethlab var/lib/docker var/log var/tmp
for link in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$link" ]; then cp -P "/$link" "$link"; elif [ -d "/$link" ]; then mkdir "$link"; fi
done
ln -s /run var/run
cp -R -P /etc etc
cp -R -P ${template}/etc ${template}/root .
cp -R -P ${template}/bin opt/vethlab/bin
mkdir -p etc/docker etc/vethlab
chmod 700 root
printf '%s\\n' "$2" >etc/hostname
printf '${names}' >etc/hosts
printf '%s' "$3" >etc/vethlab/engine`
  await mustRun(['/bin/sh', '-c', script, 'make-rootfs', rootfs, name, files.engineSettings], asHostRoot)
  return rootfs
}

/**
 * Boots a host inside this world: a container in a child user namespace, so that its root has no power over the world.
 * Its eth0 is plugged into the world's `wire` bridge.
 */
export async function bootHost(name: string, address: string, files: HostFiles): Promise<Host> {
  const rootfs = await makeRootfs(name, address, files)
  const bundle = `/run/hosts/${name}`
  await mkdir(bundle, { recursive: true })
  await writeFile(`${bundle}/config.json`, JSON.stringify(hostBundle(name, rootfs)))
  const pidFile = `${bundle}/pid`
  // runc hands its own output on to the host's init, which lives on: files, not pipes, or we would wait for ever.
  await mustRun([
    '/bin/sh',
    '-c',
    'runc --rootless true --root /run/runc run --detach --bundle "$1" --pid-file "$2" "$3" >"$1/log" 2>&1 </dev/null || { cat "$1/log" >&2; exit 1; }',
    'boot-host',
    bundle,
    pidFile,
    name,
  ])
  const pid = Number(await readFile(pidFile, 'utf8'))
  await plugIn(pid, name, address)
  return { name, pid, address, rootfs }
}

/** Gives a host its cable to the outside, its address and its default route. */
async function plugIn(pid: number, name: string, address: string): Promise<void> {
  const inside = ['addr add', `${address}/24`, 'dev eth0'].join(' ')
  await mustRun([
    'ip',
    'link',
    'add',
    `to-${name}`.slice(0, 15),
    'master',
    'wire',
    'up',
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    String(pid),
  ])
  await mustRun(['nsenter', `--net=/proc/${pid}/ns/net`, 'ip', '-batch', '-'], {
    input: ['link set lo up', inside, 'link set eth0 up', 'route add default via 203.0.113.1', ''].join('\n'),
  })
}

/** The command line that runs `command` as root on a host, in all of its namespaces and nothing of the world's. */
export function onHost(
  host: Pick<Host, 'pid'>,
  command: string[],
  env: Record<string, string> = {},
): [string, ...string[]] {
  const variables = Object.entries({ ...hostEnvironment, ...env }).map(([key, value]) => `${key}=${value}`)
  return [
    'nsenter',
    '-U',
    '-m',
    '-u',
    '-i',
    '-n',
    '-p',
    `--target=${host.pid}`,
    '--',
    'env',
    '-i',
    '-C',
    '/root',
    ...variables,
    ...command,
  ]
}
