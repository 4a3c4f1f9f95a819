/** What can differ in the engine's part of two snapshots. */
import type { Container, ContainerNetwork, DockerNetwork, Engine } from '../observe/snapshot.ts'
import type { GoneLink } from './change-network.ts'
import type { EachKind } from './each-kind.ts'

/** A published port, once for all the addresses of a host that lead to it. */
export interface PortDoor {
  /** Null for every address of the host. */
  hostAddress: string | null
  hostPort: number
  containerPort: number
  protocol: 'tcp' | 'udp' | 'sctp'
}

type EngineChange =
  | { kind: 'engine-started'; engine: Engine }
  /** It stopped and started again: its own network, bridge, is another one. */
  | { kind: 'engine-restarted'; engine: Engine }
  | { kind: 'engine-stopped'; links: GoneLink[] }

type ContainerChange =
  | { kind: 'container-made'; container: Container; doors: PortDoor[] }
  | { kind: 'container-gone'; container: Container; links: GoneLink[] }
  | { kind: 'container-started'; container: Container; doors: PortDoor[] }
  | { kind: 'container-stopped'; container: Container; links: GoneLink[] }
  | { kind: 'container-restarted'; container: Container; doors: PortDoor[]; links: GoneLink[] }
  | EachKind<'container-paused' | 'container-unpaused', { container: Container }>
  | { kind: 'container-renamed'; from: string; to: string }
  | EachKind<'port-published' | 'port-unpublished', { container: Container; door: PortDoor }>

type DockerNetworkChange =
  | EachKind<'network-made' | 'network-gone', { network: DockerNetwork }>
  | { kind: 'network-changed'; from: DockerNetwork; to: DockerNetwork }
  | EachKind<'connected' | 'disconnected', { container: Container; network: ContainerNetwork }>
  | { kind: 'readdressed'; container: Container; from: ContainerNetwork; to: ContainerNetwork }

type ImageChange =
  /** `known`: the image itself was there before, by other names. */
  | { kind: 'image-tagged'; tag: string; id: string; known: boolean }
  /** `kept`: the image itself is still there. */
  | { kind: 'image-untagged'; tag: string; id: string; kept: boolean }
  | { kind: 'image-retagged'; tag: string; from: string; to: string; kept: boolean }
  /** Without any name. */
  | EachKind<'image-made' | 'image-gone', { id: string }>

export type DockerChange = EngineChange | ContainerChange | DockerNetworkChange | ImageChange
