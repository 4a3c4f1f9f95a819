/** What can differ in the kernel's part of two snapshots. Words: ip(8) and its pages. */
import type { Link, LinkAddress, NamespaceEntry, Route, RoutingRule } from '../observe/snapshot.ts'
import type { EachKind } from './each-kind.ts'
import type { Place } from './place.ts'

/** A link where it is, or was, with the routes over it that nobody but a person has made. */
export interface LinkEnd {
  place: Place
  link: Link
  routes: Route[]
}

/** A link that is gone, with what has gone with it. */
export interface GoneLink {
  end: LinkEnd
  /** The other end of a veth. */
  peer: LinkEnd | null
  /** The links that were plugged into it, where it was a bridge. */
  ports: Link[]
}

export type BridgeSetting = 'stp' | 'vlanFiltering' | 'forwardDelay'

type LinkChange =
  | { kind: 'link-made'; end: LinkEnd; peer: LinkEnd | null }
  | ({ kind: 'link-gone' } & GoneLink)
  /** `from` is as it was before: moving takes a link down, out of its bridge, and its addresses and routes. */
  | { kind: 'link-moved'; from: LinkEnd; to: LinkEnd }
  | { kind: 'link-renamed'; place: Place; from: string; to: Link }
  | { kind: 'link-up'; place: Place; link: Link }
  /** With the IPv6 addresses and the routes that it lost by that. */
  | { kind: 'link-down'; place: Place; link: Link; addresses: LinkAddress[]; routes: Route[] }
  /** Names of bridges (or bonds). */
  | { kind: 'link-master'; place: Place; link: Link; from: string | null; to: string | null }
  | { kind: 'link-mtu'; place: Place; link: Link; from: number }
  | { kind: 'link-mac'; place: Place; link: Link; from: string | null }
  | {
      kind: 'bridge-setting'
      place: Place
      link: Link
      setting: BridgeSetting
      /** Seconds for the delay. */
      from: boolean | number
      to: boolean | number
    }

type AddressChange =
  | { kind: 'address-added'; place: Place; link: Link; address: LinkAddress }
  /** With the secondary addresses and the routes that went with it. */
  | {
      kind: 'address-removed'
      place: Place
      link: Link
      address: LinkAddress
      secondaries: LinkAddress[]
      routes: Route[]
    }

type RouteChange =
  | EachKind<'route-added' | 'route-removed', { place: Place; route: Route }>
  | EachKind<'routing-rule-added' | 'routing-rule-removed', { place: Place; rule: RoutingRule }>

type NamespaceChange =
  /** `leadsTo` is null for a name that leads to no namespace; `makesNamespace`: as ip netns add does. */
  | { kind: 'entry-made'; entry: NamespaceEntry; leadsTo: Place | null; makesNamespace: boolean }
  /** `place` is where it led to; `tookNamespace`: that is gone with it, and the links that were in it. */
  | {
      kind: 'entry-gone'
      entry: NamespaceEntry
      place: Place | null
      tookNamespace: boolean
      loopbackUp: boolean
      links: GoneLink[]
    }
  /** A symbolic link that nobody has touched, and that leads elsewhere now. */
  | { kind: 'entry-leads'; entry: NamespaceEntry; leadsTo: Place | null }
  /** Without a name and without a container. */
  | { kind: 'namespace-made'; place: Place }
  | { kind: 'namespace-gone'; place: Place; links: GoneLink[] }

type SettingChange =
  | { kind: 'sysctl'; place: Place; name: string; from: string; to: string }
  /** A TCP port of the host; `address` is null for all of its addresses. */
  | EachKind<
      'listener-opened' | 'listener-closed',
      { address: string | null; port: number; holders: string[] }
    >

export type NetworkChange = LinkChange | AddressChange | RouteChange | NamespaceChange | SettingChange
