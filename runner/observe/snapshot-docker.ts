/** The engine's part of a snapshot. Words and shapes: Docker Engine API v1.41 to v1.52. */

/** From the headers of GET /_ping, which costs the engine nothing. */
export interface Engine {
  /** `20.10.24`. */
  version: string
  /** `1.41`. */
  apiVersion: string
  /** Null where the engine does not say (before API v1.42). */
  swarm: 'inactive' | 'pending' | 'error' | 'locked' | 'worker' | 'manager' | null
}

/** GET /containers/{id}/json. */
export interface Container {
  id: string
  /** Without the leading slash. */
  name: string
  /** As it was given to run: `ubuntu`, `ubuntu:14.04`. */
  image: string
  imageId: string
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`. */
  state: string
  /** True for a paused one too, as the engine counts. */
  running: boolean
  /** Null while it has not ended. */
  exitCode: number | null
  /** `bridge` (also where the engine says `default`), `host`, `none`, `container:ID`, or a network's name. */
  networkMode: string
  /** The agent's pid of its first process; null when it does not run or was not found. */
  pid: number | null
  /** The same process as `docker inspect` on the host says it. */
  hostPid: number | null
  /** The network namespace it lives in, whoever made that. */
  namespaceInode: number | null
  /** Path of the namespace's mount on the host; null without one. */
  sandboxKey: string | null
  hostname: string
  networks: ContainerNetwork[]
  publishedPorts: PublishedPort[]
  /** What was asked for, by `-p`; what the engine made of it is in `publishedPorts`. */
  portRequests: PortRequest[]
  /** `-P`: every exposed port. */
  publishAllPorts: boolean
  /** `80/tcp`. */
  exposedPorts: string[]
  /** `--link`: `other:alias`, without the paths of the API's `/other:/this/alias`. */
  links: string[]
  labels: Record<string, string>
  mounts: Mount[]
  /** Milliseconds since the epoch; null when it never happened. */
  createdAt: number | null
  startedAt: number | null
  finishedAt: number | null
  autoRemove: boolean
  privileged: boolean
  /** `NET_ADMIN`, without the `CAP_` some versions print. */
  capAdd: string[]
  /** `--add-host`; the address may be the word `host-gateway`. */
  extraHosts: { name: string; address: string }[]
  /** Path on the host of the file that is mounted on its /etc/hosts; null before its first start. */
  hostsPath: string | null
  /** The /etc/hosts that its first process sees; absent when it does not run, or when `unreadable` has `hosts ID`. */
  hosts?: HostsEntry[]
  /** The name in the /etc/hostname that it sees; absent likewise, then `unreadable` has `hostname ID`. */
  hostnameFile?: string
  /** The /etc/resolv.conf that it sees; absent likewise, then `unreadable` has `resolver ID`. */
  resolver?: ResolverSettings
}

/** An /etc/resolv.conf, resolv.conf(5). */
export interface ResolverSettings {
  /** Addresses, in the order in which they are asked. */
  nameservers: string[]
  /** Domains that are tried behind a short name. */
  search: string[]
  /** `ndots:0`. */
  options: string[]
}

/** A line of /etc/hosts, hosts(5). */
export interface HostsEntry {
  address: string
  names: string[]
}

/** Something that `-v` or `--mount` has put into a container's file system. */
export interface Mount {
  /** `bind` for a folder or a file of the host, `volume` for one that the engine keeps; `tmpfs`, … */
  kind: string
  /** On the host; null where there is none. */
  source: string | null
  /** In the container. */
  destination: string
  readOnly: boolean
}

/** A container's endpoint in one network. */
export interface ContainerNetwork {
  name: string
  networkId: string
  endpointId: string
  /** IPv4, null while it has none. */
  address: string | null
  prefixLength: number | null
  gateway: string | null
  mac: string | null
  aliases: string[]
  /** Names that this container alone has for others on a network of one's own: `other:alias`. */
  links: string[]
  /** IPv6 (GlobalIPv6Address), null without one. */
  address6: string | null
  /** What was asked for by `--ip` and `--ip6`; null where the choice was left to the engine. */
  wanted: { address: string | null; address6: string | null }
}

/** One `-p`. */
export interface PublishedPort {
  containerPort: number
  protocol: 'tcp' | 'udp' | 'sctp'
  /** `0.0.0.0`, `::`, or the address asked for. */
  hostAddress: string
  /** Null when it was asked for (`-p 80`) but is not bound yet. */
  hostPort: number | null
}

/** One `-p`, as it was typed. */
export interface PortRequest {
  containerPort: number
  protocol: 'tcp' | 'udp' | 'sctp'
  /** Null where none was named. */
  hostAddress: string | null
  /** Null where the number was left to the engine, or a range was given. */
  hostPort: number | null
}

/** GET /networks. */
export interface DockerNetwork {
  id: string
  name: string
  /** `bridge`, `host`, `null`, `overlay`, `macvlan`, … */
  driver: string
  /** `local`, `swarm`, `global`. */
  scope: string
  internal: boolean
  attachable: boolean
  ipv6: boolean
  ipam: { driver: string; pools: AddressPool[] }
  /** `com.docker.network.bridge.name` -> `docker0`. */
  options: Record<string, string>
  labels: Record<string, string>
  /** Running containers in it, from their own endpoints. */
  containers: {
    containerId: string
    name: string
    endpointId: string
    address: string | null
    mac: string | null
  }[]
}

export interface AddressPool {
  /** CIDR. */
  subnet: string
  gateway: string | null
  /** `--ip-range`, CIDR. */
  range: string | null
}

/** GET /images/json. */
export interface Image {
  id: string
  /** `ubuntu:latest`; empty for a dangling image. */
  tags: string[]
  /** Bytes. */
  size: number
  /** Milliseconds since the epoch; null for an image without a date, such as the ones that every host has. */
  createdAt: number | null
  /** How its newest layer came about: by `docker commit` or by a Dockerfile; null where that is not told. */
  madeBy: 'commit' | 'build' | null
  /** What the newest layer holds, in bytes; null where that is not told. */
  newestLayerSize: number | null
}

/** A container that ended, which with `--rm` is all that is left of it. */
export interface EndedContainer {
  id: string
  name: string
  image: string
  /** Names of the networks it was connected to while the agent watched, in that order. */
  networks: string[]
  /** IPv4 addresses that it was seen to have; one that lived for a few milliseconds may have been missed. */
  addresses: string[]
  /** Null when the engine did not say. */
  exitCode: number | null
  /** Milliseconds since the epoch. */
  endedAt: number
}
