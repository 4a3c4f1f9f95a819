import { readAllowance, type Allowance } from './allowance.ts'
import type { Identity } from './identity.ts'
import { outOfMemoryScore, resourceLimits } from './limits.ts'
import { bind, ociConfig, readOnly, tmpfs, type OciConfig } from './oci.ts'
import { realUsrFolders } from './skeleton.ts'
import { systemPathText } from './tools.ts'

export interface WorldBundle {
  /** Unique and unguessable: stands in the init's command line, so that nothing else is ever taken for this world. */
  id: string
  skeleton: string
  /** Folder of the machine that the world sees as /run/lab: its orders and its socket. */
  exchange: string
  /** Folder of the machine with the image archives, seen as /opt/images; read-only. */
  images: string
  /** The machine's node, when it does not stand in /usr. */
  node: string
  identity: Identity
  hosts: { name: string; address: string }[]
}

/** The world's init: reaps orphans, and ends the world when the agent ends. Descriptor 3 is the leash, see boot.ts. */
const init = `exec 3<&0
mkdir /run/boot
node=$1
shift
/bin/sh /opt/vethlab/boot-world.sh "$@" </dev/null 3<&- &
"$node" /opt/vethlab/agent.mjs <&3 3<&- &
wait $!`

/** The runtime configuration of a world: the outside, in which the agent runs and the hosts live. */
export function worldBundle(plan: WorldBundle, allowance: Allowance = readAllowance()): OciConfig {
  const hosts = plan.hosts.map(({ name, address }) => `${name}=${address}`)
  const nodeIsInUsr = plan.node.startsWith('/usr/')
  return ociConfig({
    hostname: 'outside',
    root: { path: plan.skeleton, readonly: true },
    uidMappings: plan.identity.uidMappings,
    gidMappings: plan.identity.gidMappings,
    args: [
      '/bin/sh',
      '-c',
      init,
      `vethlab-world-${plan.id}`,
      nodeIsInUsr ? plan.node : '/opt/node',
      ...hosts,
    ],
    env: { PATH: systemPathText, HOME: '/root', LANG: 'C.UTF-8' },
    rlimits: resourceLimits('world', allowance.own),
    oomScoreAdj: Math.max(outOfMemoryScore.world, allowance.outOfMemoryScore),
    resources: allowance.controlGroups,
    mounts: [
      bind('/usr', '/usr', ...readOnly),
      ...realUsrFolders().map((name) => bind(`/${name}`, `/${name}`, ...readOnly)),
      tmpfs('/run', '755', 64, 'nosuid', 'nodev'),
      tmpfs('/tmp', '1777', 64, 'nosuid', 'nodev'),
      tmpfs('/root', '700', 16, 'nosuid', 'nodev'),
      tmpfs('/hosts', '755', 16, 'nodev'),
      bind(plan.exchange, '/run/lab', 'nosuid', 'nodev', 'noexec'),
      bind(plan.images, '/opt/images', ...readOnly, 'noexec'),
      ...(nodeIsInUsr ? [] : [bind(plan.node, '/opt/node', ...readOnly)]),
    ],
  })
}
