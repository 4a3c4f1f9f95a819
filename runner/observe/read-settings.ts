import { LabError } from '../lab-error.ts'
import type { HostSource } from './host-source.ts'
import { parseIpJson } from './parse-ip-json.ts'
import { fieldsOf, fieldsOrNone, listOrNone, requireNumber, requireText, textOrNull } from './shape.ts'

/** What a link is set to beyond what a snapshot tells; ip-link(8), bridge(8). */
export interface LinkSettings {
  /** `ip link set … arp off`. */
  noArp: boolean
  /** Of a macvlan: `bridge`, `private`, `vepa`, `passthru`; of an ipvlan: `l2`, `l3`. */
  mode: string | null
  /** Of a bridge's port: `forwarding`, `learning`, `listening`, `blocking`, `disabled`. */
  portState: string | null
  /** Of a bridge's port: it passes nothing on to other isolated ports. */
  isolated: boolean
  /** Of /proc/sys/net/ipv4/conf/NAME, ip-sysctl: `rp_filter` -> `1`. */
  ipv4: Record<string, string>
}

/** The settings of one network namespace that decide over packets, read only when somebody asks for them. */
export interface NamespaceSettings {
  /** By index. */
  links: ReadonlyMap<number, LinkSettings>
  /** `icmp_echo_ignore_all` and its like, of /proc/sys/net/ipv4. */
  ipv4: Record<string, string>
}

const linkNames = ['rp_filter', 'forwarding', 'arp_ignore', 'proxy_arp', 'route_localnet', 'accept_local']
const ownNames = ['icmp_echo_ignore_all', 'ip_forward']
const folder = '/proc/sys/net/ipv4'

const files = [
  ...linkNames.map((name) => `${folder}/conf/*/${name}`),
  ...ownNames.map((name) => `${folder}/${name}`),
]

const script = `ip -j -d link; echo; grep -sH '' ${files.join(' ')}; exit 0`

/** `/proc/sys/net/ipv4/conf/eth0/rp_filter:1`: no interface's name has a slash or a colon in it. */
const parseValues = (lines: readonly string[]): Map<string, string> =>
  new Map(
    lines.flatMap((line): [string, string][] => {
      const [path = '', value] = line.split(':')
      return value === undefined ? [] : [[path, value.trim()]]
    }),
  )

const linkOf = (value: unknown, values: ReadonlyMap<string, string>): [number, LinkSettings] => {
  const fields = fieldsOf(value, 'a link')
  const name = requireText(fields['ifname'], 'the name of a link')
  const info = fieldsOrNone(fields['linkinfo'], 'the kind of a link')
  const port = fieldsOrNone(info['info_slave_data'], 'a port')
  const here = (setting: string): string | undefined => values.get(`${folder}/conf/${name}/${setting}`)
  return [
    requireNumber(fields['ifindex'], 'the index of a link'),
    {
      noArp: listOrNone(fields['flags'], 'flags').includes('NOARP'),
      mode: textOrNull(fieldsOrNone(info['info_data'], 'a link')['mode']),
      portState: textOrNull(port['state']),
      isolated: port['isolated'] === true,
      ipv4: Object.fromEntries(
        linkNames.flatMap((setting) => {
          const found = here(setting)
          return found === undefined ? [] : [[setting, found]]
        }),
      ),
    },
  ]
}

/** What `ip -j -d link` and the files of settings say. Throws LabError `unexpected-shape`. */
export function parseSettings(text: string): NamespaceSettings {
  const [links = '', ...lines] = text.split('\n')
  const values = parseValues(lines)
  return {
    links: new Map(
      parseIpJson(links, 'links')
        .filter((value) => Object.keys(fieldsOf(value, 'a link')).length > 0)
        .map((value) => linkOf(value, values)),
    ),
    ipv4: Object.fromEntries(
      [...ownNames, ...linkNames.map((name) => `conf/all/${name}`)].flatMap((name) => {
        const found = values.get(`${folder}/${name}`)
        return found === undefined ? [] : [[name, found]]
      }),
    ),
  }
}

/** Reads the settings of the network namespace at `netns`. Throws LabError when it cannot be entered or says nothing. */
export async function readSettings(
  { run }: Pick<HostSource, 'run'>,
  netns: string,
): Promise<NamespaceSettings> {
  const options = { netns, timeoutMs: 4000, maxBytes: 4 * 2 ** 20 }
  const { stdout, stderr, exitCode } = await run(['sh', '-c', script], options)
  if (exitCode === 0) return parseSettings(stdout)
  throw new LabError('cannotRun', 'no-answer', `It could not be entered: ${stderr.slice(0, 200).trim()}.`)
}
