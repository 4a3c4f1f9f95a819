import { readAllowance, type Allowance } from './allowance.ts'
import { hostSpace, outOfMemoryScore, resourceLimits } from './limits.ts'
import { bind, ociConfig, readOnly, tmpfs, type OciConfig } from './oci.ts'
import { realUsrFolders } from './skeleton.ts'
import { systemPathText } from './tools.ts'

/** Root on a host is id 1 of the world: the kernel refuses to hand the world's own root to a child user namespace. */
export const hostRoot = 1
const hostIds = [{ containerID: 0, hostID: hostRoot, size: 65535 }]

/** A host's init only reaps; it outlives `kill -9 -1`, which spares process 1. */
const init = 'trap : TERM INT HUP; while :; do sleep 2147483647 & wait $!; done'

export const hostPath = `/opt/vethlab/bin:${systemPathText}`
/** The environment of every shell on a host. */
export const hostEnvironment = {
  PATH: hostPath,
  HOME: '/root',
  USER: 'root',
  LOGNAME: 'root',
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
}

/** The runtime configuration of one host, to be run inside a world. `rootfs` is a folder of the world. */
export function hostBundle(name: string, rootfs: string, allowance: Allowance = readAllowance()): OciConfig {
  return ociConfig({
    hostname: name,
    root: { path: rootfs, readonly: false },
    uidMappings: hostIds,
    gidMappings: hostIds,
    args: ['/bin/sh', '-c', init, 'init'],
    env: hostEnvironment,
    rlimits: resourceLimits('host', allowance.own),
    oomScoreAdj: Math.max(outOfMemoryScore.host, allowance.outOfMemoryScore),
    mounts: [
      bind('/usr', '/usr', ...readOnly),
      ...realUsrFolders().map((folder) => bind(`/${folder}`, `/${folder}`, ...readOnly)),
      tmpfs('/run', '755', hostSpace.run, 'nodev'),
      tmpfs('/tmp', '1777', hostSpace.tmp, 'nodev'),
      tmpfs('/var/lib/docker', '711', hostSpace.docker),
    ],
  })
}
