import type { ChangeOf } from './change.ts'
import type { BridgeSetting, LinkEnd, NetworkChange } from './change-network.ts'
import { addressText, at, kindText, linkName, listed, settingsText } from './words.ts'

type LinkKind = Extract<NetworkChange['kind'], `link-${string}` | `bridge-${string}` | `address-${string}`>
type Sentences = { [Kind in LinkKind]: (change: ChangeOf<Kind>) => string }

const whole = ({ place, link }: LinkEnd): string => `${linkName(place, link)}${settingsText(link)}`

const made = ({ end, peer }: ChangeOf<'link-made'>): string => {
  if (peer) return `There is a new veth pair, ${whole(end)} and ${whole(peer)}`
  const { place, link } = end
  const where = place.kind === 'host' ? '' : ` ${at(place)}`
  return `There is a new ${kindText(link)}${where}, ${link.name}${settingsText(link)}`
}

const gone = ({ end, peer, ports }: ChangeOf<'link-gone'>): string => {
  const name = linkName(end.place, end.link)
  if (peer) return `${name} is gone, and its other end ${linkName(peer.place, peer.link)} with it`
  if (end.link.kind !== 'bridge') return `${name} is gone`
  const unplugged =
    ports.length === 0
      ? ''
      : `, and ${listed(ports.map((port) => port.name))} ${ports.length === 1 ? 'is' : 'are'} plugged into nothing`
  return `The bridge ${name} is gone${unplugged}`
}

const moved = ({ from, to }: ChangeOf<'link-moved'>): string => {
  const called = from.link.name === to.link.name ? '' : `, and is called ${to.link.name} there`
  return `${from.link.name} is now ${at(to.place)}${called}${settingsText(to.link)}`
}

const settings: Record<BridgeSetting, string> = {
  stp: 'The spanning tree protocol',
  vlanFiltering: 'VLAN filtering',
  forwardDelay: 'The forward delay',
}

const bridgeSetting = ({ place, link, setting, from, to }: ChangeOf<'bridge-setting'>): string => {
  const what = `${settings[setting]} of ${linkName(place, link)} is`
  return typeof to === 'boolean' ? `${what} ${to ? 'on' : 'off'}` : `${what} ${to} s; it was ${from} s`
}

const master = ({ place, link, from, to }: ChangeOf<'link-master'>): string => {
  const name = linkName(place, link)
  if (to === null) return `${name} left ${from}`
  return `${name}${from === null ? '' : ` left ${from} and`} is plugged into ${to}`
}

const addressRemoved = ({ place, link, address, secondaries }: ChangeOf<'address-removed'>): string => {
  const all = [address, ...secondaries].map(addressText)
  return `${linkName(place, link)} no longer has the ${all.length === 1 ? 'address' : 'addresses'} ${listed(all)}`
}

/** What is said of links and their addresses. */
export const linkSentences: Sentences = {
  'link-made': made,
  'link-gone': gone,
  'link-moved': moved,
  'link-renamed': ({ place, from, to }) => `${linkName(place, { name: from })} is now called ${to.name}`,
  'link-up': ({ place, link }) => `${linkName(place, link)} is up`,
  'link-down': ({ place, link }) => `${linkName(place, link)} is down`,
  'link-master': master,
  'link-mtu': ({ place, link, from }) => `The MTU of ${linkName(place, link)} is ${link.mtu}; it was ${from}`,
  'link-mac': ({ place, link, from }) =>
    `The MAC address of ${linkName(place, link)} is ${link.mac ?? 'none'}; it was ${from ?? 'none'}`,
  'bridge-setting': bridgeSetting,
  'address-added': ({ place, link, address }) =>
    `${linkName(place, link)} has the address ${addressText(address)}`,
  'address-removed': addressRemoved,
}
