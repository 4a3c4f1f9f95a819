import { showLink, showSetting } from './commands.ts'
import { passHook } from './firewall/hook.ts'
import { note, stop, type Journey, type Stage } from './journey.ts'
import { nameOf, placeOf, spotName } from './terrain.ts'
import { settle } from './visit.ts'

const echoSetting = 'icmp_echo_ignore_all'

/** A packet is for this place: whether its packet filter lets it in, and, for a ping, whether pings are answered. */
export function deliver(journey: Journey, stage: Stage & { at: 'deliver' }): Stage {
  const { terrain } = journey
  const { namespace, incoming, visit } = stage
  const passed = passHook(journey, { hook: 'INPUT', namespace, flow: stage.flow, incoming, outgoing: null })
  if (passed.end) return passed.end
  const { destination } = passed.flow
  const flow = settle(journey, namespace, visit, passed.flow)
  const who = nameOf(placeOf(terrain, namespace))
  const ignores = terrain.settings.get(namespace.inode)?.ipv4[echoSetting] === '1'
  if (journey.direction === 'there' && flow.protocol === 'icmp' && ignores)
    return stop(journey, {
      namespace,
      looked: 'listener',
      thing: echoSetting,
      found: `${who} answers no ping: ${echoSetting} is 1.`,
      commands: showSetting(terrain, namespace, `net.ipv4.${echoSetting}`),
    })
  const link = namespace.links.find(({ addresses }) =>
    addresses.some(({ address }) => address === destination),
  )
  note(journey, {
    namespace,
    looked: 'address',
    thing: link?.name ?? null,
    found: link
      ? `${destination} is the address of ${spotName(terrain, { namespace, link })}.`
      : `${destination} is an address of ${who}.`,
    ok: true,
    commands: link ? showLink(terrain, { namespace, link }) : [],
  })
  return { at: 'delivered', namespace, flow }
}
