import { isIPv4 } from 'node:net'
import { networkOctets } from './octets.ts'
import type { ValueKind } from './value.ts'

/** A name that is one also for a network interface, netdevice(7): 15 characters at most. */
const isName = (text: string): boolean => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) && text.length <= 15

const isSubnet = (text: string): boolean => networkOctets(text)?.length === 3

/** Not the network's own address and not that for all in it. */
const isAddress = (text: string): boolean => isIPv4(text) && !/\.(0|255)$/.test(text)

const isPort = (text: string): boolean => /^[1-9]\d{1,4}$/.test(text) && Number(text) <= 65_535

/** What a value of each kind looks like, and how to say so. */
export const forms: Record<ValueKind, { holds: (text: string) => boolean; words: string }> = {
  container: { holds: isName, words: 'small letters, digits and single hyphens, 15 at most' },
  network: { holds: isName, words: 'small letters, digits and single hyphens, 15 at most' },
  bridge: { holds: isName, words: 'small letters, digits and single hyphens, 15 at most' },
  subnet: { holds: isSubnet, words: 'a network of 256 addresses, such as 192.168.5.0/24' },
  address: { holds: isAddress, words: 'an IPv4 address that does not end in 0 or 255' },
  port: { holds: isPort, words: 'a number from 10 to 65535' },
}
