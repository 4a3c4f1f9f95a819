import type { Route } from '../observe/snapshot.ts'
import { ipIn, type Command } from './command.ts'
import type { Place } from './place.ts'

type Hop = Pick<Route, 'gateway' | 'device'>

/** Where it goes; a gateway of the other family is named with its family (RFC 5549), ip-route(8). */
const wayOf = (family: 4 | 6, { gateway, device }: Hop): string[] => [
  ...(gateway === null ? [] : ['via', ...(family === 4 && gateway.includes(':') ? ['inet6'] : []), gateway]),
  ...(device === null ? [] : ['dev', device]),
]

const hopsOf = ({ family, nextHops }: Route): string[] =>
  nextHops.flatMap((hop) => ['nexthop', ...wayOf(family, hop), 'weight', String(hop.weight)])

/** What tells the route from others to the same destination. */
const marksOf = ({ family, protocol, scope, source, metric, table }: Route): string[] => [
  ...(protocol === null || protocol === 'boot' ? [] : ['proto', protocol]),
  // of other routes the kernel finds out the scope by itself
  ...(family === 4 && protocol === 'kernel' && scope !== null ? ['scope', scope] : []),
  ...(source === null ? [] : ['src', source]),
  ...(metric === null ? [] : ['metric', String(metric)]),
  ...(table === 'main' ? [] : ['table', table]),
]

/** `ip route add` or `ip route del` in a network namespace; null where no way in is known. */
export function routeCommand(verb: 'add' | 'del', place: Place, route: Route): Command[] | null {
  const program = ipIn(place)
  if (program === null) return null
  const { family, type, destination, flags, nextHops } = route
  const version = family === 6 ? ['-6'] : []
  const what = type === 'unicast' ? [destination] : [type, destination]
  const direct = nextHops.length > 0 ? [] : wayOf(family, route)
  const onlink = verb === 'add' && flags.includes('onlink') ? ['onlink'] : []
  return [
    [
      ...program,
      ...version,
      'route',
      verb,
      ...what,
      ...direct,
      ...onlink,
      ...marksOf(route),
      ...hopsOf(route),
    ],
  ]
}
