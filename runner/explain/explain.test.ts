import { describe, expect, test } from 'vitest'
import { address, defaultRoute, hide, link, unplug } from '../../checks/vocabulary/fixtures.ts'
import type { Explanation, Hop } from './explanation.ts'
import { dockerRules, firewallOf, type Ground } from './fixtures/terrain.ts'
import { answered, nothing, silent, walkOn } from './fixtures/walk-on.ts'
import { nameOf } from './terrain.ts'

/** `host1 bridge docker0`, of the last hop. */
const lastOf = ({ there, back }: Explanation): string => {
  const hop = back.at(-1) ?? there.at(-1)
  return hop ? `${nameOf(hop.place)} ${hop.looked}${hop.thing === null ? '' : ` ${hop.thing}`}` : 'nothing'
}

const changed = (from: string | RegExp, to: string): ReturnType<typeof firewallOf> =>
  firewallOf(dockerRules().replace(from, to))

describe('where all is well', () => {
  test.each([
    'box neighbour',
    'neighbour box',
    'box host',
    'host box',
    'box 8.8.8.8',
    'neighbour outside',
    'outside host',
    'host outside',
    'box neighbour 80',
    'box outside 80',
    'outside host 8080',
    'host 203.0.113.10 8080',
    'host1 172.17.0.2',
  ])('from %s the packet arrives, and nothing is called wrong', (way) => {
    const found = walkOn(nothing, way, answered)
    expect(found).toMatchObject({
      outcome: 'arrives',
      verdict: 'The packet arrives, and its answer comes back.',
    })
    expect([...found.there, ...found.back].filter(({ ok }) => ok !== true)).toEqual([])
  })

  test('a published port is told with its translation, there and back', () => {
    const { there, back } = walkOn(nothing, 'outside host 8080', answered)
    const translated = (hops: Hop[]): string[] =>
      hops.filter(({ looked }) => looked === 'nat').map(({ found }) => found)
    expect(translated(there)).toEqual([
      expect.stringMatching(/DNAT --to-destination 172\.17\.0\.2:80”, sends it on to 172\.17\.0\.2:80/),
    ])
    expect(translated(back)).toEqual(['The answer gets back the address 203.0.113.10, which was asked for.'])
  })

  test('point-to-point addresses are each other’s neighbours', () => {
    const found = walkOn(
      (ground) => {
        const ends = [
          link(20, 'P', {
            addresses: [address('10.1.1.1/32', { peer: '10.1.1.2' })],
            peer: { namespaceInode: 50, index: 21, name: 'Q' },
          }),
          link(21, 'Q', {
            addresses: [address('10.1.1.2/32', { peer: '10.1.1.1' })],
            peer: { namespaceInode: 60, index: 20, name: 'P' },
          }),
        ] as const
        ground.inNeighbour.links.push(ends[0])
        ground.inBox.links.push(ends[1])
      },
      'neighbour 10.1.1.2',
      answered,
    )
    expect(found.outcome).toBe('arrives')
    expect(found.there.map(({ found: text }) => text)).toContain('The cable from P leads to Q in box.')
  })
})

const spoilt: [what: string, spoil: (ground: Ground) => void, way: string, stops: string, says: RegExp][] = [
  ['no link', ({ inBox }) => unplug(inBox, 'eth0'), 'box neighbour', 'box link', /box has no link but lo/],
  [
    'no link at the far end',
    ({ inBox }) => unplug(inBox, 'eth0'),
    'neighbour box',
    'box link',
    /Nothing can be sent to box/,
  ],
  [
    'no address',
    ({ eth0 }) => void (eth0.addresses = []),
    'box neighbour',
    'box address eth0',
    /has no IPv4 address/,
  ],
  ['the own link down', ({ eth0 }) => void (eth0.up = false), 'box 8.8.8.8', 'box link eth0', /is down/],
  [
    'the far link down',
    ({ eth0 }) => void (eth0.up = false),
    'neighbour box',
    'box cable eth0',
    /so A on host1 has no carrier/,
  ],
  [
    'the near port down',
    ({ A }) => void (A.up = false),
    'box neighbour',
    'host1 bridge docker0',
    /^The packet stops at docker0 on host1: A is a port of docker0, but it is down/,
  ],
  [
    'the far port down',
    ({ A }) => void (A.up = false),
    'neighbour box',
    'host1 bridge docker0',
    /A is a port of docker0, but it is down/,
  ],
  [
    'the bridge down',
    ({ docker0 }) => void (docker0.up = false),
    'box neighbour',
    'host1 bridge docker0',
    /The bridge docker0 is down/,
  ],
  [
    'a port of no bridge',
    ({ A }) => void (A.master = null),
    'box neighbour',
    'host1 bridge A',
    /is a port of no bridge/,
  ],
  [
    'a port of no bridge, from behind it',
    ({ A }) => void (A.master = null),
    'neighbour box',
    'host1 bridge A',
    /is a port of no bridge/,
  ],
  [
    'a port of no bridge, towards the host',
    ({ A }) => void (A.master = null),
    'box host',
    'host1 bridge A',
    /its answer stops at A/,
  ],
  [
    'another bridge',
    ({ A, host }) => {
      host.links.push(link(30, 'other', { kind: 'bridge', rawKind: 'bridge' }))
      A.master = { index: 30, name: 'other' }
    },
    'box neighbour',
    'host1 bridge other',
    /eth0 in box hangs on the bridge other, but eth0 in neighbour on docker0/,
  ],
  [
    'a narrow prefix',
    ({ eth0, inBox }) => {
      eth0.addresses = [address('172.17.42.99/32')]
      inBox.routes = []
    },
    'box neighbour',
    'box route',
    /eth0 has 172\.17\.42\.99\/32, and there is no default route/,
  ],
  [
    'no default route',
    ({ inBox }) => void (inBox.routes = []),
    'box 8.8.8.8',
    'box route',
    /box has no route to 8\.8\.8\.8/,
  ],
  [
    'no way back',
    ({ inNeighbour }) => void (inNeighbour.routes = []),
    'outside host 8080',
    'neighbour route',
    /The packet arrives, but its answer stops in neighbour/,
  ],
  [
    'a gateway that nobody is',
    ({ inBox }) => void (inBox.routes = [defaultRoute('172.17.0.9')]),
    'box 8.8.8.8',
    'box neighbour 172.17.0.9',
    /Nobody on the wire of eth0 has the address 172\.17\.0\.9/,
  ],
  [
    'a blackhole',
    ({ inBox }) =>
      void inBox.routes.push(
        defaultRoute(null, { type: 'blackhole', destination: '8.8.8.8/32', device: null }),
      ),
    'box 8.8.8.8',
    'box route',
    /“blackhole 8\.8\.8\.8”, which throws packets away/,
  ],
  [
    'no forwarding',
    ({ host }) => void (host.sysctls['net.ipv4.ip_forward'] = '0'),
    'box 8.8.8.8',
    'host1 forwarding net.ipv4.ip_forward',
    /does not pass on/,
  ],
  [
    'a rule that drops',
    ({ host }) =>
      void (host.firewall = changed('DOCKER-USER -j RETURN', 'DOCKER-USER -s 172.17.42.99/32 -j DROP')),
    'box neighbour',
    'host1 firewall DOCKER-USER',
    /Rule 1 of DOCKER-USER, “-s 172\.17\.42\.99\/32 -j DROP”, throws it away \(as it reads/,
  ],
  [
    'a policy',
    ({ host }) => void (host.firewall = changed('[0:0] -A FORWARD -i docker0 -o docker0 -j ACCEPT\n', '')),
    'box neighbour',
    'host1 firewall FORWARD',
    /The policy of FORWARD throws it away/,
  ],
  [
    'no masquerade',
    ({ host }) => void (host.firewall = changed(/.*MASQUERADE\n/, '')),
    'box 8.8.8.8',
    'the outside route',
    /which no rule of the table nat has changed/,
  ],
  [
    'nobody who listens',
    ({ inNeighbour }) => void (inNeighbour.listening = []),
    'box neighbour 80',
    'neighbour listener port 80',
    /Nothing listens on TCP port 80/,
  ],
  [
    'a listener on loopback',
    ({ inNeighbour }) => void (inNeighbour.listening = [{ address: '127.0.0.1', port: 80 }]),
    'box neighbour 80',
    'neighbour listener port 80',
    /open at 127\.0\.0\.1 only/,
  ],
  [
    'the address of the neighbour',
    ({ eth0 }) => void (eth0.addresses = [address('172.17.0.2/16')]),
    'box neighbour',
    'box address 172.17.0.2',
    /box takes it, not neighbour/,
  ],
  [
    'from the outside to an inner address',
    nothing,
    'outside neighbour',
    'the outside route',
    /only a published port leads in/,
  ],
]

describe('where something is wrong', () => {
  test.each(spoilt)('%s: the packet stops there', (_, spoil, way, stops, says) => {
    const found = walkOn(spoil, way)
    expect(lastOf(found)).toBe(stops)
    expect(found.verdict).toMatch(says)
    expect(found.outcome).toBe('stops')
    const hops = [...found.there, ...found.back]
    expect(hops.filter(({ ok }) => ok === false)).toHaveLength(1)
    expect(hops.at(-1)?.ok).toBe(false)
  })

  test('what stops a packet on the host or in a container can be looked at', () => {
    const blind = spoilt.filter(([, spoil, way]) => {
      const { there, back } = walkOn(spoil, way)
      const hop = back.at(-1) ?? there.at(-1)
      return hop?.place.kind !== 'outside' && hop?.commands.length === 0
    })
    // whose address it is, two places would have to show
    expect(blind.map(([what]) => what)).toEqual(['the address of the neighbour'])
  })
})

describe('what the real packet came to', () => {
  const downA = ({ A }: Ground): void => void (A.up = false)

  test('is never contradicted: all is in order, and no answer came', () => {
    const found = walkOn(nothing, 'box neighbour', silent)
    expect(found).toMatchObject({ outcome: 'unexplained', probe: silent })
    expect(found.verdict).toBe('Everything that was looked at is in order, yet no answer came (no answer).')
  })

  test('is never contradicted: an answer came where the packet should stop, so that is not known', () => {
    const found = walkOn(downA, 'box neighbour', answered)
    expect(found.outcome).toBe('unexplained')
    expect(found.verdict).toMatch(
      /^An answer came, though by what was looked at the packet should stop at docker0 on host1: /,
    )
    expect(found.there.at(-1)?.ok).toBeNull()
  })

  test('may be an answer from somebody else', () => {
    const found = walkOn(
      ({ eth0 }) => void (eth0.addresses = [address('172.17.0.2/16')]),
      'box neighbour',
      answered,
    )
    expect(found.outcome).toBe('stops')
    expect(found.verdict).toMatch(/^An answer comes, but not from neighbour: /)
  })

  test('may not be known', () => {
    const cannot = { reached: null, detail: 'no process' }
    expect(walkOn(nothing, 'box neighbour', cannot)).toMatchObject({ outcome: 'unknown' })
    expect(walkOn(downA, 'box neighbour', cannot).verdict).toMatch(
      /No packet could be sent to try it \(no process\)\.$/,
    )
  })
})

describe('what could not be read', () => {
  test.each([
    ['namespace 50', 'box neighbour', 'box link'],
    ['namespace 60 listening', 'box neighbour 80', 'neighbour listener port 80'],
  ])('%s: from %s the way is lost', (part, way, at) => {
    const found = walkOn((ground) => void hide(ground, part), way)
    expect(lastOf(found)).toBe(at)
    expect([...found.there, ...found.back].at(-1)?.ok).toBeNull()
    expect(found.outcome).toBe('unexplained')
  })

  test('links that could not be read are not taken for none, at either end', () => {
    const blind = ({ inBox, ...rest }: Ground): void => {
      inBox.links = []
      hide({ inBox, ...rest }, 'namespace 50 links')
    }
    expect(lastOf(walkOn(blind, 'box neighbour'))).toBe('box link')
    for (const way of ['box neighbour', 'neighbour box']) {
      const found = walkOn(blind, way)
      expect(found.there.map(({ ok }) => ok)).toEqual([null])
      expect(found.verdict).toMatch(/could not be read/)
    }
  })

  test('a packet filter that was not read holds nobody up, and is told', () => {
    const found = walkOn(
      (ground) => {
        hide(ground, 'namespace 1 firewall')
        ground.host.firewall = null
      },
      'box neighbour',
      answered,
    )
    expect(found.outcome).toBe('arrives')
    expect(found.there.find(({ looked }) => looked === 'firewall')?.ok).toBeNull()
  })

  test('a cable whose other end is lost leaves open who hangs on it', () => {
    const found = walkOn(({ eth0, A }) => {
      eth0.peer = null
      A.peer = null
    }, 'box neighbour')
    expect(lastOf(found)).toBe('box cable eth0')
    expect(found.there.at(-1)?.ok).toBeNull()
  })
})
