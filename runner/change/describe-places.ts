import type { NamespaceEntry, RoutingRule } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import type { NetworkChange } from './change-network.ts'
import type { linkSentences } from './describe-links.ts'
import type { Place } from './place.ts'
import { at, capital, listed, placeName, routeText, withLinks } from './words.ts'

type PlaceKind = Exclude<NetworkChange['kind'], keyof typeof linkSentences>
type Sentences = { [Kind in PlaceKind]: (change: ChangeOf<Kind>) => string }

const path = ({ name }: NamespaceEntry): string => `/var/run/netns/${name}`

const leads = (place: Place | null): string =>
  place === null ? 'leads nowhere' : `leads to the network namespace of ${placeName(place)}`

const target = (place: Place | null): string =>
  place?.kind === 'namespace' ? `leads to ${placeName(place)}` : leads(place)

const entryMade = ({ entry, leadsTo, makesNamespace }: ChangeOf<'entry-made'>): string => {
  if (makesNamespace) return `There is a new network namespace, ${entry.name}`
  if (entry.kind === 'file') return `${path(entry)} is there, and is no network namespace`
  return `${path(entry)} ${target(leadsTo)}`
}

const entryGone = ({ entry, tookNamespace, links }: ChangeOf<'entry-gone'>): string =>
  tookNamespace
    ? `The network namespace ${entry.name} is gone${withLinks(links, ({ place }) => place.name === entry.name)}`
    : `${path(entry)} is gone`

const ruleText = ({
  priority,
  source,
  destination,
  incoming,
  outgoing,
  mark,
  table,
  action,
}: RoutingRule): string =>
  [
    `number ${priority}: from ${source}`,
    destination === 'all' ? '' : ` to ${destination}`,
    incoming === null ? '' : ` in by ${incoming}`,
    outgoing === null ? '' : ` out by ${outgoing}`,
    mark === null ? '' : ` with the mark ${mark}`,
    table === null ? `, ${action}` : `, by the table ${table}`,
  ].join('')

const routingRule = (isThere: boolean, place: Place, rule: RoutingRule): string =>
  isThere === (rule.action !== 'missing')
    ? `${capital(placeName(place))} has a new routing rule, ${ruleText(rule)}`
    : `${capital(placeName(place))} no longer has the routing rule ${ruleText(rule)}`

const listener = ({
  address,
  port,
  holders,
}: ChangeOf<'listener-opened' | 'listener-closed'>): [string, string] => [
  holders.length === 0 ? 'Something' : listed(holders),
  `on the host’s port ${port}${address === null ? '' : ` at ${address}`}`,
]

/** What is said of namespaces, and of all that is set in them. */
export const placeSentences: Sentences = {
  'route-added': ({ place, route }) => `${capital(placeName(place))} has a new route, ${routeText(route)}`,
  'route-removed': ({ place, route }) =>
    `${capital(placeName(place))} no longer has the route ${routeText(route)}`,
  'routing-rule-added': ({ place, rule }) => routingRule(true, place, rule),
  'routing-rule-removed': ({ place, rule }) => routingRule(false, place, rule),
  'entry-made': entryMade,
  'entry-gone': entryGone,
  'entry-leads': ({ entry, leadsTo }) => `${path(entry)} now ${target(leadsTo)}`,
  'namespace-made': () => 'There is a new network namespace without a name',
  'namespace-gone': ({ place, links }) =>
    `A network namespace without a name is gone${withLinks(links, (end) => end.place.inode === place.inode)}`,
  sysctl: ({ place, name, from, to }) =>
    `${name} is ${to}${place.kind === 'host' ? '' : ` ${at(place)}`}; it was ${from}`,
  'listener-opened': (change) => listener(change).join(' listens '),
  'listener-closed': (change) => listener(change).join(' no longer listens '),
}
