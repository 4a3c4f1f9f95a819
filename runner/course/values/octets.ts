import { isIPv4 } from 'node:net'

/** The first octets of a network that ends at a dot, `172.17.0.0/16` -> `['172', '17']`; undefined for anything else. */
export function networkOctets(cidr: string): string[] | undefined {
  const [address = '', length = '', ...rest] = cidr.split('/')
  if (!isIPv4(address) || !/^(8|16|24)$/.test(length) || rest.length > 0) return undefined
  const octets = address.split('.')
  const fixed = Number(length) / 8
  return octets.slice(fixed).every((octet) => octet === '0') ? octets.slice(0, fixed) : undefined
}

/** True when the address lies in a network that ends at a dot. */
export function liesIn(cidr: string, address: string): boolean {
  const octets = networkOctets(cidr)
  return octets !== undefined && isIPv4(address) && address.startsWith(`${octets.join('.')}.`)
}
