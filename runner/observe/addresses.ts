import { BlockList, isIP } from 'node:net'

export interface Cidr {
  family: 4 | 6
  address: string
  prefixLength: number
}

/** `10.0.0.1/24` or a single address (then /32 or /128); null when it is neither. */
export function parseCidr(text: string): Cidr | null {
  const [address = '', length, ...rest] = text.split('/')
  const family = isIP(address)
  if ((family !== 4 && family !== 6) || rest.length > 0 || address.includes('%')) return null
  const longest = family === 4 ? 32 : 128
  if (length === undefined) return { family, address, prefixLength: longest }
  if (!/^\d{1,3}$/.test(length) || Number(length) > longest) return null
  return { family, address, prefixLength: Number(length) }
}

const familyName = (family: 4 | 6): 'ipv4' | 'ipv6' => (family === 4 ? 'ipv4' : 'ipv6')

/** True when `address` lies in `cidr` (`10.0.0.0/24`, host bits may be set). False for anything that is no address. */
export function contains(cidr: string, address: string): boolean {
  const network = parseCidr(cidr)
  const single = parseCidr(address)
  if (!network || !single || address.includes('/') || network.family !== single.family) return false
  // BlockList refuses a prefix of 0, which holds every address of its family
  if (network.prefixLength === 0) return true
  const list = new BlockList()
  list.addSubnet(network.address, network.prefixLength, familyName(network.family))
  return list.check(single.address, familyName(single.family))
}

/** True when two interface addresses (`10.0.0.1/24`, `10.0.0.2/24`) have the same network and the same length. */
export function sameSubnet(one: string, other: string): boolean {
  const [left, right] = [parseCidr(one), parseCidr(other)]
  return (
    left !== null &&
    right !== null &&
    left.prefixLength === right.prefixLength &&
    contains(one, right.address)
  )
}

/** True when any address lies in both. */
export function overlaps(one: string, other: string): boolean {
  const [left, right] = [parseCidr(one), parseCidr(other)]
  if (!left || !right) return false
  return contains(one, right.address) || contains(other, left.address)
}

const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

const fromNumber = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')

const ipv4Block = (text: string): { first: number; size: number } | null => {
  const cidr = parseCidr(text)
  if (!cidr || cidr.family !== 4) return null
  const size = 2 ** (32 - cidr.prefixLength)
  return { first: Math.floor(toNumber(cidr.address) / size) * size, size }
}

/** IPv4: `10.0.0.5/24` -> `10.0.0.0`; null when it is no IPv4 CIDR. */
export function networkAddress(cidr: string): string | null {
  const block = ipv4Block(cidr)
  return block && fromNumber(block.first)
}

/** IPv4: `10.0.0.5/24` -> `10.0.0.255`; null when it is no IPv4 CIDR. */
export function broadcastAddress(cidr: string): string | null {
  const block = ipv4Block(cidr)
  return block && fromNumber(block.first + block.size - 1)
}
