import { contains } from '../observe/addresses.ts'
import type { Link, NetworkNamespace } from '../observe/snapshot.ts'
import { showChain, showLink, showRoutes } from './commands.ts'
import type { Decision } from './decide.ts'
import { holdersOf } from './gap.ts'
import { lose, note, stop, type Journey, type Stage } from './journey.ts'
import { lacksRoute } from './source-trouble.ts'
import { nameOf, placeOf, spotName } from './terrain.ts'

type Wire = Extract<Decision, { kind: 'wire' }>

/** The outside knows the network of its own wire, and none behind a host. */
function strangerOutside(journey: Journey, namespace: NetworkNamespace, destination: string): Stage {
  const { terrain, direction } = journey
  const host = terrain.snapshot.namespaces.find(({ owner }) => owner.kind === 'host')
  const nat = host ? showChain(terrain, host, { table: 'nat', chain: 'POSTROUTING', legacy: false }) : []
  const common = { namespace, looked: 'route', thing: null } as const
  const who = `the outside has no route to ${destination}, for it knows no network behind ${terrain.snapshot.host}`
  return direction === 'there'
    ? stop(journey, {
        ...common,
        found: `${who}; only a published port leads in.`,
        commands: ['sudo docker ps'],
      })
    : stop(journey, {
        ...common,
        found: `${who}; the packet was sent on under that address, which no rule of the table nat has changed.`,
        commands: nat,
      })
}

/** Notes that no route leads where a packet is to go. */
export const stopAtRoute = (
  journey: Journey,
  namespace: NetworkNamespace,
  destination: string,
  decision: Exclude<Decision, { kind: 'wire' | 'local' }>,
): Stage => {
  const { terrain } = journey
  const commands = showRoutes(terrain, namespace, destination)
  const common = { namespace, looked: 'route', thing: null, commands } as const
  if (decision.kind === 'unknown')
    return lose(journey, { ...common, found: `The route could not be told: ${decision.words}.` })
  const isOutside = namespace.inode === terrain.outside.inode
  if (decision.missing && isOutside && holdersOf(terrain, destination, namespace).length > 0)
    return strangerOutside(journey, namespace, destination)
  if (decision.missing) return stop(journey, lacksRoute(terrain, namespace, destination, decision.because))
  const who = nameOf(placeOf(terrain, namespace))
  return stop(journey, {
    ...common,
    found: `The route of ${who} to ${destination} is ${decision.words}.`,
  })
}

/** A link of whose network the destination is, but which is down: its route is gone, and another one holds. */
const downAside = ({ links }: NetworkNamespace, device: Link, destination: string): Link | undefined =>
  links.find(
    (link) =>
      !link.up &&
      link !== device &&
      link.addresses.some(
        ({ family, address, prefixLength }) =>
          family === 4 && contains(`${address}/${prefixLength}`, destination),
      ),
  )

/** Which route a packet takes, and why. */
export function noteRoute(
  journey: Journey,
  namespace: NetworkNamespace,
  { device, words }: Pick<Wire, 'device' | 'words'>,
  destination: string,
): void {
  const { terrain } = journey
  note(journey, {
    namespace,
    looked: 'route',
    thing: device.name,
    found: `The route to ${destination} is ${words}.`,
    ok: true,
    commands: showRoutes(terrain, namespace, destination),
  })
  const link = downAside(namespace, device, destination)
  if (!link) return
  const down = spotName(terrain, { namespace, link })
  journey.detours.push(
    `${down} is down, and its route with it, so what is for ${destination} goes by ${device.name}.`,
  )
}

/** The link, the address and the route that a packet begins with. An answer has its address already. */
export function noteStart(
  journey: Journey,
  namespace: NetworkNamespace,
  { device, source, words }: Wire,
  destination: string,
): void {
  const { terrain } = journey
  const commands = showLink(terrain, { namespace, link: device })
  if (journey.direction === 'there') {
    note(journey, {
      namespace,
      looked: 'link',
      thing: device.name,
      found: `${device.name} is up${device.lowerUp ? '' : ', but has no carrier'}.`,
      ok: true,
      commands,
    })
    const owner = namespace.links.find(({ addresses }) => addresses.some(({ address }) => address === source))
    note(journey, {
      namespace,
      looked: 'address',
      thing: owner?.name ?? device.name,
      found: `The source is ${source}, the address of ${owner?.name ?? 'nobody'}.`,
      ok: true,
      commands,
    })
  }
  noteRoute(journey, namespace, { device, words }, destination)
}
