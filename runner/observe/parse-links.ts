import { parseIpJson } from './parse-ip-json.ts'
import {
  fieldsOf,
  fieldsOrNone,
  listOrNone,
  numberOr,
  numberOrNull,
  requireNumber,
  requireText,
  textOr,
  textOrNull,
  textsOf,
} from './shape.ts'
import type { Fields } from './shape.ts'
import type { BridgeSettings, Link, LinkAddress, LinkCounters, LinkKind, VxlanSettings } from './snapshot.ts'

/** A link as one namespace knows it: what is in another namespace is only numbers yet. */
export interface LocalLink extends Omit<Link, 'peer' | 'parent'> {
  /** IFLA_LINK: the link below, or the other end of a veth; `netnsId` is null where that is in this namespace. */
  lower: { index: number; netnsId: number | null } | null
}

const kinds: LinkKind[] = ['veth', 'bridge', 'macvlan', 'ipvlan', 'vxlan', 'vlan', 'loopback', 'dummy']

const kindOf = (rawKind: string): LinkKind => kinds.find((kind) => kind === rawKind) ?? 'other'

const parseAddress = (value: unknown): LinkAddress | null => {
  const fields = fieldsOf(value, 'an address')
  // ip -s prints an empty object for an address of another family than the one asked for
  if (Object.keys(fields).length === 0) return null
  const local = requireText(fields['local'], 'an address')
  return {
    family: fields['family'] === 'inet6' ? 6 : 4,
    address: local,
    prefixLength: requireNumber(fields['prefixlen'], 'the length of a prefix'),
    scope: textOr(fields['scope'], 'global'),
    peer: textOrNull(fields['address']),
    secondary: fields['secondary'] === true,
    tentative: fields['tentative'] === true,
  }
}

const parseBridge = (data: Fields): BridgeSettings => {
  const delay = numberOrNull(data['forward_delay'])
  return {
    stp: numberOr(data['stp_state'], 0) !== 0,
    vlanFiltering: numberOr(data['vlan_filtering'], 0) !== 0,
    // the kernel counts in hundredths of a second
    forwardDelay: delay === null ? null : delay / 100,
  }
}

const parseVxlan = (data: Fields): VxlanSettings => ({
  vni: numberOr(data['id'], 0),
  local: textOrNull(data['local']) ?? textOrNull(data['local6']),
  remote: ['remote', 'remote6', 'group', 'group6'].map((key) => textOrNull(data[key])).find(Boolean) ?? null,
  port: numberOrNull(data['port']),
})

const parseCounters = (value: unknown): LinkCounters | null => {
  if (value === undefined) return null
  const stats = fieldsOf(value, 'counters')
  const received = fieldsOrNone(stats['rx'], 'counters')
  const sent = fieldsOrNone(stats['tx'], 'counters')
  return {
    rxBytes: numberOr(received['bytes'], 0),
    rxPackets: numberOr(received['packets'], 0),
    rxErrors: numberOr(received['errors'], 0),
    rxDropped: numberOr(received['dropped'], 0),
    txBytes: numberOr(sent['bytes'], 0),
    txPackets: numberOr(sent['packets'], 0),
    txErrors: numberOr(sent['errors'], 0),
    txDropped: numberOr(sent['dropped'], 0),
  }
}

/** ip names a link it knows and numbers one it does not; `if12` is its name for an index it cannot resolve. */
const findLower = (fields: Fields, indexes: Map<string, number>): LocalLink['lower'] => {
  const netnsId = numberOrNull(fields['link_netnsid'])
  const index = numberOrNull(fields['link_index'])
  if (index !== null) return index === 0 ? null : { index, netnsId }
  const name = textOrNull(fields['link'])
  if (name === null) return null
  const known = indexes.get(name) ?? numberOrNull(Number(/^if(\d+)$/.exec(name)?.[1] ?? Number.NaN))
  return known === null ? null : { index: known, netnsId }
}

const parseLink = (value: unknown, indexes: Map<string, number>): LocalLink => {
  const fields = fieldsOf(value, 'a link')
  const name = requireText(fields['ifname'], 'the name of a link')
  const info = fieldsOrNone(fields['linkinfo'], `the kind of ${name}`)
  const data = fieldsOrNone(info['info_data'], `the settings of ${name}`)
  const flags = textsOf(fields['flags'], `the flags of ${name}`)
  const rawKind = textOrNull(info['info_kind']) ?? textOr(fields['link_type'], 'unknown')
  const kind = kindOf(rawKind)
  const master = textOrNull(fields['master'])
  const addresses = listOrNone(fields['addr_info'], `the addresses of ${name}`).map(parseAddress)
  // of a vxlan, iproute2 gives the link below among its settings
  const lower = findLower(fields, indexes) ?? (kind === 'vxlan' ? findLower(data, indexes) : null)
  return {
    index: requireNumber(fields['ifindex'], `the index of ${name}`),
    name,
    kind,
    rawKind,
    up: flags.includes('UP'),
    lowerUp: flags.includes('LOWER_UP'),
    operstate: textOr(fields['operstate'], 'UNKNOWN'),
    promiscuous: numberOr(fields['promiscuity'], 0) > 0 || flags.includes('PROMISC'),
    mtu: numberOr(fields['mtu'], 0),
    mac: textOrNull(fields['address'])?.toLowerCase() ?? null,
    master: master === null ? null : { index: indexes.get(master) ?? 0, name: master },
    addresses: addresses.filter((address) => address !== null),
    lower,
    bridge: kind === 'bridge' ? parseBridge(data) : null,
    vxlan: kind === 'vxlan' ? parseVxlan(data) : null,
    counters: parseCounters(fields['stats64'] ?? fields['stats']),
  }
}

/**
 * The links of one namespace from one line of `ip -j -d -s addr show`, in the order of their indexes.
 * Throws LabError `unexpected-shape`.
 */
export function parseLinks(line: string): LocalLink[] {
  // an address that begins and ends between two replies leaves an empty object behind
  const values = parseIpJson(line, 'links').filter(
    (value) => Object.keys(fieldsOf(value, 'a link')).length > 0,
  )
  const indexes = new Map<string, number>()
  for (const value of values) {
    const fields = fieldsOf(value, 'a link')
    const index = numberOrNull(fields['ifindex'])
    if (typeof fields['ifname'] === 'string' && index !== null) indexes.set(fields['ifname'], index)
  }
  return values.map((value) => parseLink(value, indexes)).sort((one, other) => one.index - other.index)
}

/**
 * From one line of `ip -j netns list-id`: namespace id (as this namespace counts, ip-netns(8)) -> inode. The names
 * are the agent's own symlinks, `INODE.TOKEN` (namespace-links.ts).
 */
export function parseNetnsIds(line: string): Map<number, number> {
  const found = new Map<number, number>()
  for (const value of parseIpJson(line, 'namespace ids')) {
    const fields = fieldsOf(value, 'a namespace id')
    const inode = /^(\d+)\.[0-9a-z]+$/.exec(textOr(fields['name'], ''))?.[1]
    const id = numberOrNull(fields['nsid'])
    if (inode !== undefined && id !== null) found.set(id, Number(inode))
  }
  return found
}
