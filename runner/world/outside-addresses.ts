/** The addresses of the outside: documentation ranges (RFC 5737), and the resolver that everybody pings. */
export const outside = {
  gateway: '203.0.113.1',
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
