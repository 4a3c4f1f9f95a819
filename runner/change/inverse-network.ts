import type { RoutingRule } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import type { NetworkChange } from './change-network.ts'
import { inside, ipIn, joined, netnsWord, type Command } from './command.ts'
import type { Place } from './place.ts'
import { addressCommand, bridgeWord, furnish, restoreLink } from './restore-link.ts'
import { routeCommand } from './route-command.ts'

type Inverses = { [Kind in NetworkChange['kind']]: (change: ChangeOf<Kind>) => Command[] | null }

const setLink = (place: Place, name: string, ...words: string[]): Command[] | null => {
  const program = ipIn(place)
  return program && [[...program, 'link', 'set', 'dev', name, ...words]]
}

const linkMade = ({ end: { place, link } }: ChangeOf<'link-made'>): Command[] | null => {
  const program = ipIn(place)
  return program && [[...program, 'link', 'del', 'dev', link.name]]
}

const linkMoved = ({ from, to }: ChangeOf<'link-moved'>): Command[] | null => {
  const home = netnsWord(from.place)
  const called = from.link.name === to.link.name ? [] : ['name', from.link.name]
  return home === null
    ? null
    : joined(setLink(to.place, to.link.name, 'netns', home, ...called), furnish(from))
}

/** The kernel renames a link that is up only since Linux 6.2. */
const linkRenamed = ({ place, from, to }: ChangeOf<'link-renamed'>): Command[] | null =>
  to.up
    ? joined(
        setLink(place, to.name, 'down'),
        setLink(place, to.name, 'name', from),
        setLink(place, from, 'up'),
      )
    : setLink(place, to.name, 'name', from)

const ruleCommand = (
  verb: 'add' | 'del',
  place: Place,
  { priority, source, destination, incoming, outgoing, mark, table, action }: RoutingRule,
): Command[] | null => {
  const program = ipIn(place)
  if (program === null) return null
  const selectors = [
    'priority',
    String(priority),
    'from',
    source,
    ...(destination === 'all' ? [] : ['to', destination]),
    ...(incoming === null ? [] : ['iif', incoming]),
    ...(outgoing === null ? [] : ['oif', outgoing]),
    ...(mark === null ? [] : ['fwmark', mark]),
  ]
  return [[...program, 'rule', verb, ...selectors, ...(table === null ? [action] : ['lookup', table])]]
}

/** A rule whose action is `missing` stands for one of the default three that is not there. */
const routingRule = (isThere: boolean, place: Place, rule: RoutingRule): Command[] | null =>
  ruleCommand(isThere === (rule.action !== 'missing') ? 'del' : 'add', place, rule)

const path = (name: string): string => `/var/run/netns/${name}`

const entryMade = ({ entry: { name, kind } }: ChangeOf<'entry-made'>): Command[] =>
  kind === 'mount' ? [['ip', 'netns', 'del', name]] : [['rm', path(name)]]

const remakeNamespace = ({ entry, loopbackUp, links }: ChangeOf<'entry-gone'>): Command[] | null => {
  const program = ['ip', '-n', entry.name]
  return joined(
    [['ip', 'netns', 'add', entry.name]],
    loopbackUp ? [[...program, 'link', 'set', 'dev', 'lo', 'up']] : [],
    ...links.map(restoreLink),
  )
}

const entryGone = (change: ChangeOf<'entry-gone'>): Command[] | null => {
  const { entry, place, tookNamespace } = change
  if (entry.kind === 'symlink') return [['ln', '-s', entry.target ?? '', path(entry.name)]]
  if (entry.kind === 'file') return [['touch', path(entry.name)]]
  if (tookNamespace) return remakeNamespace(change)
  if (place?.door?.way !== 'process') return null
  return [['ip', 'netns', 'attach', entry.name, String(place.door.pid)]]
}

const sysctl = ({ place, name, from }: ChangeOf<'sysctl'>): Command[] | null => {
  const entry = inside(place)
  return entry && [[...entry, 'sysctl', '-w', `${name}=${from}`]]
}

export const networkInverses: Inverses = {
  'link-made': linkMade,
  'link-gone': restoreLink,
  'link-moved': linkMoved,
  'link-renamed': linkRenamed,
  'link-up': ({ place, link }) => setLink(place, link.name, 'down'),
  'link-down': ({ place, link, addresses, routes }) =>
    joined(
      setLink(place, link.name, 'up'),
      ...addresses.map((address) => addressCommand('add', place, link, address)),
      ...routes.map((route) => routeCommand('add', place, route)),
    ),
  'link-master': ({ place, link, from }) =>
    from === null ? setLink(place, link.name, 'nomaster') : setLink(place, link.name, 'master', from),
  'link-mtu': ({ place, link, from }) => setLink(place, link.name, 'mtu', String(from)),
  'link-mac': ({ place, link, from }) => (from === null ? null : setLink(place, link.name, 'address', from)),
  'bridge-setting': ({ place, link, setting, from }) =>
    setLink(place, link.name, 'type', 'bridge', ...bridgeWord(setting, from)),
  'address-added': ({ place, link, address }) => addressCommand('del', place, link, address),
  'address-removed': ({ place, link, address, secondaries, routes }) =>
    joined(
      ...[address, ...secondaries].map((one) => addressCommand('add', place, link, one)),
      ...routes.map((route) => routeCommand('add', place, route)),
    ),
  'route-added': ({ place, route }) => routeCommand('del', place, route),
  'route-removed': ({ place, route }) => routeCommand('add', place, route),
  'routing-rule-added': ({ place, rule }) => routingRule(true, place, rule),
  'routing-rule-removed': ({ place, rule }) => routingRule(false, place, rule),
  'entry-made': entryMade,
  'entry-gone': entryGone,
  'entry-leads': () => null,
  'namespace-made': () => null,
  'namespace-gone': () => null,
  sysctl,
  'listener-opened': () => null,
  'listener-closed': () => null,
}
