/** A packet on its way: what its headers say of where it comes from and where it goes. */
export interface Flow {
  protocol: 'icmp' | 'tcp'
  /** IPv4. */
  source: string
  destination: string
  /** Of TCP; null where it is not known (the caller's, which the kernel chooses) or there is none. */
  sourcePort: number | null
  destinationPort: number | null
}

/** The packet that answers it. */
export const answerTo = (flow: Flow): Flow => ({
  ...flow,
  source: flow.destination,
  destination: flow.source,
  sourcePort: flow.destinationPort,
  destinationPort: flow.sourcePort,
})

/** What a host's connection tracking remembers of a packet that it has changed. */
export interface Translation {
  /** Of the namespace. */
  inode: number
  /** As it came. */
  came: Flow
  /** As it was sent on. */
  left: Flow
}

export const isChanged = ({ came, left }: Translation): boolean =>
  came.source !== left.source ||
  came.destination !== left.destination ||
  came.sourcePort !== left.sourcePort ||
  came.destinationPort !== left.destinationPort

/** `172.17.0.2`, `172.17.0.2:80`. */
export const endText = (address: string, port: number | null): string =>
  port === null ? address : `${address}:${port}`

/** The translation in a namespace of which this packet is the answer's. */
export const translationOf = (
  translations: readonly Translation[],
  inode: number,
  answer: Flow,
): Translation | undefined =>
  translations.find(
    ({ inode: where, left }) =>
      where === inode &&
      answer.source === left.destination &&
      answer.sourcePort === left.destinationPort &&
      answer.destination === left.source,
  )
