import type { NetworkNamespace } from '../observe/snapshot.ts'

/** The IPv4 addresses of a place as others may know it: all but its loopback's own. */
export const addressesOf = ({ links }: Pick<NetworkNamespace, 'links'>): string[] =>
  links.flatMap(({ addresses }) =>
    addresses.flatMap(({ family, address }) =>
      family === 4 && !address.startsWith('127.') ? [address] : [],
    ),
  )
