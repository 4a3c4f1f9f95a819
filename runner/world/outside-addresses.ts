/** The outside's bridge and its addresses: documentation ranges (RFC 5737), and the resolver that everybody pings. */
export const outside = {
  /** Its bridge, into which every host's eth0 is plugged; world-files/boot-world.sh makes it. */
  wire: 'wire',
  gateway: '203.0.113.1',
  /** All on the wire. */
  broadcast: '203.0.113.255',
  resolver: '8.8.8.8',
  website: '198.51.100.80',
  /** Names that the site's name server, at the gateway, knows and the public one does not. The web server answers there too. */
  intranet: {
    'wiki.intranet.example': '198.51.100.21',
    'mail.intranet.example': '198.51.100.22',
  },
  /** Address of the n-th host, counted from 0. */
  hostAddress: (index: number): string => `203.0.113.${10 + index}`,
} as const
