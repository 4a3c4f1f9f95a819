import type { DockerNetwork } from '../../runner/observe/snapshot.ts'

export const poolOf = (subnet: string, gateway: string | null = null): DockerNetwork['ipam'] => ({
  driver: 'default',
  pools: [{ subnet, gateway, range: null }],
})

/** A network of the driver bridge with nobody on it, as `docker network inspect` tells of one. */
export const dockerNetwork = (name: string, over: Partial<DockerNetwork> = {}): DockerNetwork => ({
  id: `network-${name}`,
  name,
  driver: 'bridge',
  scope: 'local',
  internal: false,
  attachable: false,
  ipv6: false,
  ipam: { driver: 'default', pools: [] },
  options: {},
  labels: {},
  containers: [],
  ...over,
})
