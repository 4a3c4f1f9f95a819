import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { outside } from '../../world/outside-addresses.ts'
import { outsideNames } from '../../world/outside.ts'
import { publicNames, urlHosts } from './host-names.ts'
import { linesOf, type LabSource, type NumberedLine } from './source.ts'

type Range = [address: string, prefix: number]

/** What an address in a lab may be: nobody outside a lab world is meant by it. */
const ranges: Record<'ipv4' | 'ipv6', Range[]> = {
  ipv4: [
    // RFC 1918, private.
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    // RFC 5737, documentation; the outside of a lab world is made of two of these.
    ['192.0.2.0', 24],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    // RFC 1122 and 3927: this host, loopback, link-local; RFC 5771: multicast; netmasks and broadcast.
    ['0.0.0.0', 32],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['224.0.0.0', 4],
    ['255.0.0.0', 8],
    [outside.resolver, 32],
  ],
  ipv6: [
    // RFC 4291: unspecified, loopback, link-local, multicast; RFC 4193: unique local; RFC 3849 and 9637: documentation.
    ['::', 128],
    ['::1', 128],
    ['fe80::', 10],
    ['ff00::', 8],
    ['fc00::', 7],
    ['2001:db8::', 32],
    ['3fff::', 20],
  ],
}

const known = new BlockList()
for (const family of ['ipv4', 'ipv6'] as const)
  for (const [address, prefix] of ranges[family]) known.addSubnet(address, prefix, family)

/** Addresses in a line that belong to somebody outside the lab world, or to nobody at all. */
export function strangeAddresses(line: string): string[] {
  const four = (line.match(/(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)/g) ?? []).filter(
    (address) => !isIPv4(address) || !known.check(address, 'ipv4'),
  )
  // A MAC address or a time of day has colons too, but is no IPv6 address; of ::ffff:10.1.2.3 the end is looked at above.
  const six = (line.match(/(?<![\w:.])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?![\w:]|\.\d)/gi) ?? []).filter(
    (address) => isIPv6(address) && !known.check(address, 'ipv6'),
  )
  return [...four, ...six]
}

/** Hosts that no lab world has. */
const strangeNames = (line: string): string[] => {
  const inUrls = urlHosts(line).filter(
    (host) => host.includes('.') && !isIPv4(host) && !(host in outsideNames),
  )
  return [...new Set([...inUrls, ...publicNames(line)])]
}

/** Lines of paragraphs that say of themselves that they are further reading. */
export function furtherReading(lines: readonly NumberedLine[]): Set<NumberedLine> {
  const found = new Set<NumberedLine>()
  let paragraph: NumberedLine[] = []
  const close = (): void => {
    if (/further reading/i.test(paragraph.map(({ line }) => line).join(' ')))
      for (const line of paragraph) found.add(line)
    paragraph = []
  }
  for (const line of lines) {
    if (line.line.trim() === '') close()
    else paragraph.push(line)
  }
  close()
  return found
}

/** Every address, URL and host name in a lab's texts and commands is part of a lab world, or set aside for examples. */
export function addressRules({ walkthrough, scriptFile, checksFile }: LabSource): string[] {
  return [walkthrough, scriptFile, checksFile].flatMap((file) => {
    const lines = linesOf(file)
    const reading = furtherReading(lines)
    return lines.flatMap((one) => {
      const names = reading.has(one) ? [] : strangeNames(one.line)
      return [...strangeAddresses(one.line), ...names].map(
        (found) => `${one.where}: no lab world has ${found}`,
      )
    })
  })
}
