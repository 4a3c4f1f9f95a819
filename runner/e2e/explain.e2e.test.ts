import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import type { Explanation, Hop } from '../explain/explanation.ts'
import { nameOf } from '../explain/terrain.ts'
import { withOwnWorld, type LabWorld } from '../session/lab-world.ts'
import { enterCommand } from '../world/enter.ts'
import { worldInit } from '../world/find-worlds.ts'
import type { Places } from '../world/places.ts'
import { runCommand, type CommandResult } from '../world/run-command.ts'
import { schemaErrors } from './schema.ts'
import { openStage, type Stage } from './stage.ts'

let root = ''
const places = (): Places => ({
  cache: join(root, 'cache'),
  state: join(root, 'state'),
  data: join(root, 'data'),
})

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vethlab-explain-'))
  chmodSync(root, 0o755) // real root's worlds must pass through it
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A state of a host: what makes it so, the way that is walked then, and where it must stop. */
interface State {
  does: string
  way: string
  /** `host1 bridge docker0`: place, what is looked at, and its name. */
  stops: string | RegExp
  says: RegExp
  /** Takes it back. */
  mend?: string
}

const type = async ({ folder, status }: LabWorld, script: string): Promise<CommandResult> => {
  const [init, host] = [worldInit(folder), status.hosts[0]?.name]
  if (init === undefined || host === undefined) throw new Error('the world has ended')
  const command = ['bash', '-c', script]
  return runCommand(enterCommand({ init, host, command, terminal: false, env: {} }), { timeoutMs: 60_000 })
}

const does = async (world: LabWorld, script: string): Promise<void> => {
  const { exitCode, stderr } = await type(world, `set -e\n${script}`)
  if (exitCode !== 0) throw new Error(`this has failed on the host: ${script}\n${stderr}`)
}

const ask = ({ client }: LabWorld, way: string): Promise<Explanation> => {
  const [from = '', to = '', port] = way.split(' ')
  return client.explain({ from, to, ...(port !== undefined && { port: Number(port) }) })
}

const hopsOf = ({ there, back }: Explanation): Hop[] => [...there, ...back]

const wordsOf = ({ place, looked, thing }: Hop): string =>
  [nameOf(place), looked, ...(thing === null ? [] : [thing])].join(' ')

/** What is wrong with the commands of these hops, when they are typed: a program that is not there, or words it does not know. */
async function misfits(world: LabWorld, hops: readonly Hop[]): Promise<string[]> {
  const commands = [...new Set(hops.flatMap((hop) => hop.commands))]
  const typed = commands.map(async (command) => ({ command, ...(await type(world, command)) }))
  return (await Promise.all(typed))
    .filter(({ exitCode, stderr }) => exitCode > 2 || /usage|not found|unknown|is garbage/i.test(stderr))
    .map(({ command, exitCode, stderr }) => `${command}: ${exitCode} ${stderr}`)
}

const inside = (name: string, command: string): string =>
  `nsenter -t $(docker inspect -f '{{.State.Pid}}' ${name}) -n ${command}`

async function expectStop(world: LabWorld, { does: script, way, stops, says, mend }: State): Promise<void> {
  const what = `${way}, after: ${script}`
  await does(world, script)
  const found = await ask(world, way)
  const hops = hopsOf(found)
  const last = hops.at(-1)
  const told = { what, stops: last && wordsOf(last), outcome: found.outcome, verdict: found.verdict }
  const place = new RegExp(stops instanceof RegExp ? stops : `^${stops}$`)
  expect(told).toEqual({
    what,
    stops: expect.stringMatching(place),
    outcome: 'stops',
    verdict: expect.stringMatching(says),
  })
  expect(hops.filter(({ ok }) => ok === false)).toEqual([last])
  expect(await misfits(world, last ? [last] : [])).toEqual([])
  if (mend !== undefined) await does(world, mend)
}

/** Nothing is called wrong, the packet arrives, and all commands can be typed. Returns what was found. */
async function expectArrival(world: LabWorld, way: string): Promise<Explanation> {
  const found = await ask(world, way)
  const hops = hopsOf(found)
  expect({ way, outcome: found.outcome, reached: found.probe?.reached }).toEqual({
    way,
    outcome: 'arrives',
    reached: true,
  })
  expect(hops.filter(({ ok }) => ok !== true)).toEqual([])
  expect(await misfits(world, hops)).toEqual([])
  return found
}

const inWorld = (lab: string, use: (world: LabWorld) => Promise<void>): Promise<void> =>
  withOwnWorld(places(), findLab(lab), 'explain', use)

const named = `mkdir -p /var/run/netns; ln -sfn /proc/$(docker inspect -f '{{.State.Pid}}' box)/ns/net /var/run/netns/inner`

/** Lab 03, as far as a student has come, one command after the other. */
const halfWired: State[] = [
  {
    does: `docker run -d -it --net=none --name box base; docker run -d -it --name neighbour base; ${named}`,
    way: 'box neighbour',
    stops: 'box link',
    says: /^Nothing can be sent from box: box has no link but lo\.$/,
  },
  {
    does: 'ip link add A type veth peer name B',
    way: 'neighbour box',
    stops: 'box link',
    says: /^Nothing can be sent to box: box has no link but lo\.$/,
  },
  {
    does: 'ip link set B netns inner',
    way: 'box host',
    stops: 'box address B',
    says: /B of box has no IPv4 address, and is down/,
  },
  {
    does: 'ip -n inner link set B name eth0; ip -n inner addr add 172.17.42.99/16 dev eth0',
    way: 'box host',
    stops: 'box link eth0',
    says: /eth0 of box is down/,
  },
  {
    does: 'ip -n inner link set eth0 up',
    way: 'box neighbour',
    stops: 'host1 cable A',
    says: /A on host1, the other end of the cable, is down; so eth0 in box has no carrier/,
  },
  {
    does: 'ip link set A up',
    way: 'box neighbour',
    stops: 'host1 bridge A',
    says: /A, the other end of eth0 in box, is a port of no bridge/,
  },
  {
    does: 'true',
    way: 'neighbour box',
    stops: 'host1 bridge A',
    says: /is a port of no bridge, and so not of docker0/,
  },
  {
    does: 'true',
    way: 'box host',
    stops: 'host1 bridge A',
    says: /^The packet arrives, but its answer stops at A on host1: /,
  },
  {
    does: 'brctl addif docker0 A; ip link set A down',
    way: 'neighbour box',
    stops: 'host1 bridge docker0',
    says: /^The packet stops at docker0 on host1: A is a port of docker0, but it is down\.$/,
  },
  {
    does: 'true',
    way: 'box neighbour',
    stops: 'host1 bridge docker0',
    says: /so eth0 in box has no carrier/,
  },
  {
    does: 'ip link set A up',
    way: 'box 8.8.8.8',
    stops: 'box route',
    says: /box has no route to 8\.8\.8\.8 .* eth0 has 172\.17\.42\.99\/16, and there is no default route/,
  },
  {
    does: 'true',
    way: 'outside box',
    stops: 'the outside route',
    says: /it knows no network behind host1; only a published port leads in/,
  },
]

const default42 = 'ip -n inner route replace default via 172.17.0.1'
const address42 = `ip -n inner addr flush dev eth0; ip -n inner addr add 172.17.42.99/16 dev eth0; ${default42}`

/** Lab 03 with one thing wrong in it. */
const broken: State[] = [
  {
    does: 'ip -n inner link set eth0 down',
    way: 'neighbour box',
    stops: 'box cable eth0',
    says: /eth0 in box, the other end of the cable, is down/,
    mend: `ip -n inner link set eth0 up; ${default42}`,
  },
  {
    does: 'ip -n inner addr flush dev eth0',
    way: 'host box',
    stops: 'box address eth0',
    says: /^Nothing can be sent to box: eth0 of box has no IPv4 address\.$/,
    mend: address42,
  },
  {
    does: 'ip -n inner addr flush dev eth0; ip -n inner addr add 172.17.42.99/32 dev eth0',
    way: 'box neighbour',
    stops: 'box route',
    says: /eth0 has 172\.17\.42\.99\/32/,
  },
  {
    does: 'true',
    way: 'neighbour box',
    stops: 'box route',
    says: /^The packet arrives, but its answer stops in box: box has no route to 172\.17\.0\.2/,
    mend: address42,
  },
  {
    does: 'ip -n inner route replace default via 172.17.0.9',
    way: 'box 8.8.8.8',
    stops: 'box neighbour 172.17.0.9',
    says: /Nobody on the wire of eth0 has the address 172\.17\.0\.9/,
    mend: default42,
  },
  {
    does: 'ip -n inner addr flush dev eth0; ip -n inner addr add 172.17.0.2/16 dev eth0',
    way: 'box neighbour',
    stops: 'box address 172.17.0.2',
    says: /^An answer comes, but not from neighbour: box takes it, not neighbour: 172\.17\.0\.2 is an address of both\.$/,
    mend: address42,
  },
  {
    does: 'brctl addbr other; ip link set other up; brctl delif docker0 A; brctl addif other A',
    way: 'box neighbour',
    stops: 'host1 bridge other',
    says: /eth0 in box hangs on the bridge other, but eth0 in neighbour on docker0/,
    mend: 'ip link del other; brctl addif docker0 A',
  },
  {
    does: 'iptables -I DOCKER-USER -s 172.17.42.99 -j DROP',
    way: 'box neighbour',
    stops: 'host1 firewall DOCKER-USER',
    says: /Rule 1 of DOCKER-USER, .* \(counter: 0 before the probe, [1-9]\d* after\)/,
    mend: 'iptables -D DOCKER-USER 1',
  },
  {
    does: 'iptables -N MINE; iptables -A MINE -p icmp -m limit --limit 600/min --limit-burst 100 -j DROP; iptables -I FORWARD -j MINE',
    way: 'box 8.8.8.8',
    stops: 'host1 firewall MINE',
    says: /Rule 1 of MINE, .* \(counter: 0 before the probe, [1-9]\d* after\)/,
    mend: 'iptables -D FORWARD 1; iptables -F MINE; iptables -X MINE',
  },
  {
    does: 'iptables -I INPUT -i docker0 -p icmp -j DROP',
    way: 'box host',
    stops: 'host1 firewall INPUT',
    says: /Rule 1 of INPUT/,
    mend: 'iptables -D INPUT 1',
  },
  {
    does: 'iptables -I OUTPUT -o docker0 -j REJECT',
    way: 'host box',
    stops: 'host1 firewall OUTPUT',
    says: /Rule 1 of OUTPUT, .* turns it away/,
    mend: 'iptables -D OUTPUT 1',
  },
  {
    does: 'iptables -t raw -I PREROUTING -s 172.17.42.99 -j DROP',
    way: 'box host',
    stops: 'host1 firewall PREROUTING',
    says: /Rule 1 of PREROUTING in the table raw/,
    mend: 'iptables -t raw -D PREROUTING 1',
  },
  {
    does: 'ip netns exec inner iptables -A INPUT -p icmp -j DROP',
    way: 'box host',
    stops: 'box firewall INPUT',
    says: /^The packet arrives, but its answer stops at INPUT in box: /,
    mend: 'ip netns exec inner iptables -F',
  },
  {
    does: 'sysctl -qw net.ipv4.ip_forward=0',
    way: 'box 8.8.8.8',
    stops: 'host1 forwarding net.ipv4.ip_forward',
    says: /does not pass on what is for somebody else/,
    mend: 'sysctl -qw net.ipv4.ip_forward=1',
  },
  {
    does: 'iptables -t nat -D POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
    way: 'box 8.8.8.8',
    stops: 'the outside route',
    says: /its answer stops on the outside: .* no rule of the table nat has changed/,
    mend: 'iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
  },
  {
    does: 'ip -n inner route add blackhole 8.8.8.8',
    way: 'box 8.8.8.8',
    stops: 'box route',
    says: /“blackhole 8\.8\.8\.8”, which throws packets away\.$/,
    mend: 'ip -n inner route del blackhole 8.8.8.8',
  },
  {
    does: 'ip -n inner rule add to 8.8.8.8 prohibit',
    way: 'box 8.8.8.8',
    stops: 'box route',
    says: /decided by the rule \d+, which says prohibit\.$/,
    mend: 'ip -n inner rule del to 8.8.8.8 prohibit',
  },
  {
    does: 'ip route add unreachable 8.8.8.8',
    way: 'box 8.8.8.8',
    stops: 'host1 route',
    says: /The route of host1 to 8\.8\.8\.8 is “unreachable 8\.8\.8\.8”/,
    mend: 'ip route del 8.8.8.8',
  },
  {
    does:
      inside('neighbour', 'ip route del default') +
      '; ip -n inner addr add 10.7.7.7/32 dev lo; ip route add 10.7.7.7 via 172.17.42.99',
    way: '10.7.7.7 neighbour',
    stops: 'neighbour route',
    says: /^The packet arrives, but its answer stops in neighbour: neighbour has no route to 10\.7\.7\.7/,
    mend: `${inside('neighbour', 'ip route add default via 172.17.0.1')}; ip -n inner addr del 10.7.7.7/32 dev lo; ip route del 10.7.7.7`,
  },
  {
    does: inside('neighbour', 'sysctl -qw net.ipv4.icmp_echo_ignore_all=1'),
    way: 'box neighbour',
    stops: 'neighbour listener icmp_echo_ignore_all',
    says: /neighbour answers no ping/,
    mend: inside('neighbour', 'sysctl -qw net.ipv4.icmp_echo_ignore_all=0'),
  },
  {
    does: 'sysctl -qw net.ipv4.conf.docker0.rp_filter=1; ip route add 172.17.42.99 dev eth0',
    way: 'box host',
    stops: 'host1 route docker0',
    says: /docker0 has rp_filter 1/,
    mend: 'sysctl -qw net.ipv4.conf.docker0.rp_filter=0; ip route del 172.17.42.99',
  },
  {
    does: 'bridge link set dev A state 1',
    way: 'box neighbour',
    stops: 'host1 bridge docker0',
    says: /its state is listening/,
    mend: 'bridge link set dev A state 3',
  },
  {
    does: 'ip link set docker0 down',
    way: 'box neighbour',
    stops: 'host1 bridge docker0',
    says: /The bridge docker0 is down/,
  },
  {
    does: 'true',
    way: 'host box',
    stops: 'the outside forwarding net.ipv4.ip_forward',
    says: /docker0 on host1 is down, and its route with it/,
    mend: 'ip link set docker0 up',
  },
  {
    does: 'docker run --name gone base true',
    way: 'box gone',
    stops: 'gone container',
    says: /gone does not run \(its state is exited\)/,
  },
]

test(
  'a container wired by hand: each half-done state, then each broken one, stops the packet at its own hop',
  { timeout: 600_000 },
  async () => {
    await inWorld('03', async (world) => {
      for (const state of halfWired) await expectStop(world, state)
      await does(world, default42)
      for (const way of [
        'box neighbour',
        'neighbour box',
        'box host',
        'host box',
        'box 8.8.8.8',
        'inner outside 80',
      ])
        await expectArrival(world, way)
      for (const state of broken) await expectStop(world, state)
      await expectArrival(world, 'box 8.8.8.8')
    })
  },
)

const engine = (options: string): string =>
  `docker rm -f $(docker ps -aq); sed -i '/^DOCKER_OPTS/d' /etc/default/docker; echo 'DOCKER_OPTS="${options}"' >>/etc/default/docker; service docker restart`

const openPorts = `docker run -d --name web -p 8080:80 httpd; docker run -d --name private -p 127.0.0.1:8081:80 httpd
  docker run -d -it --name quiet -p 8085:80 base; docker run -d -it --name client base
  docker exec client sh -c 'mkdir /w; httpd -p 127.0.0.1:81 -h /w'
  docker network create own; docker run -d --network own --name far httpd; docker run -d -it --network own --name mate base`

/** Published ports and networks of one's own, with docker-proxy. */
const published: State[] = [
  {
    does: openPorts,
    way: 'outside host 8081',
    stops: 'host1 listener port 8081',
    says: /TCP port 8081 of host1 is open at 127\.0\.0\.1 only, not at 203\.0\.113\.10/,
  },
  {
    does: 'true',
    way: 'outside host 8085',
    stops: 'quiet listener port 80',
    says: /Nothing listens on TCP port 80 of quiet/,
  },
  {
    does: 'true',
    way: 'client host 8085',
    stops: 'quiet listener port 80',
    says: /Nothing listens on TCP port 80 of quiet/,
  },
  {
    does: 'true',
    way: 'outside host 8099',
    stops: 'host1 listener port 8099',
    says: /Nothing listens on TCP port 8099 of host1/,
  },
  {
    does: 'true',
    way: 'web client 81',
    stops: 'client listener port 81',
    says: /TCP port 81 of client is open at 127\.0\.0\.1 only/,
  },
  {
    does: 'true',
    way: 'client far',
    stops: /^host1 firewall /,
    says: /throws it away \(counter: 0/,
  },
  {
    does: 'iptables -I DOCKER-USER -i eth0 -p tcp -j DROP',
    way: 'outside host 8080',
    stops: 'host1 firewall DOCKER-USER',
    says: /Rule 1 of DOCKER-USER/,
    mend: 'iptables -D DOCKER-USER 1',
  },
  {
    does: inside('web', 'ip route del default'),
    way: 'outside host 8080',
    stops: 'web route',
    says: /^The packet arrives, but its answer stops in web: web has no route to 203\.0\.113\.1/,
    mend: inside('web', 'ip route add default via 172.17.0.1'),
  },
]

/** Without docker-proxy, and with containers that may not talk to each other. */
const apart: State[] = [
  {
    does: `${engine('--userland-proxy=false --icc=false')}; docker run -d --name web -p 8080:80 httpd; docker run -d -it --name client base`,
    way: 'client web 80',
    stops: /^host1 firewall /,
    says: /throws it away \(counter: 0 before the probe, [1-9]/,
  },
  {
    does: 'iptables -I DOCKER-USER -i docker0 -o docker0 -j ACCEPT; sysctl -qw net.bridge.bridge-nf-call-iptables=0',
    way: 'client host 8080',
    stops: 'client nat 172.17.0.2',
    says: /The answer comes from 172\.17\.0\.2:80, but 172\.17\.0\.1:8080 was asked/,
    mend: 'sysctl -qw net.bridge.bridge-nf-call-iptables=1',
  },
]

test('published ports, networks of one’s own, and containers apart', { timeout: 600_000 }, async () => {
  await inWorld('08', async (world) => {
    for (const state of published) await expectStop(world, state)
    for (const way of [
      'outside host 8080',
      'client host 8080',
      'host 127.0.0.1 8081',
      'host 203.0.113.10 8080',
      'client web 80',
      'mate far 80',
      'mate 8.8.8.8',
    ])
      await expectArrival(world, way)
    const [, ...proxied] = (await expectArrival(world, 'client host 8080')).there.filter(
      ({ looked }) => looked === 'listener',
    )
    expect(proxied.map(wordsOf)).toEqual(['web listener port 80'])
    for (const state of apart) await expectStop(world, state)
    for (const way of ['client host 8080', 'web 203.0.113.10 8080', 'host 127.0.0.1 8080'])
      await expectArrival(world, way)
  })
})

describe('links of other kinds', () => {
  test('point to point', async () => {
    await inWorld('04', async (world) => {
      await does(
        world,
        `docker run -d -it --net=none --name left base; docker run -d -it --net=none --name right base
        ip link add A netns $(docker inspect -f '{{.State.Pid}}' left) type veth peer name B netns $(docker inspect -f '{{.State.Pid}}' right)
        ${inside('left', 'ip addr add 10.1.1.1 peer 10.1.1.2 dev A')}; ${inside('left', 'ip link set A up')}
        ${inside('right', 'ip addr add 10.1.1.2/32 dev B')}; ${inside('right', 'ip link set B up')}`,
      )
      await expectStop(world, {
        does: 'true',
        way: 'left right',
        stops: 'right route',
        says: /its answer stops in right: right has no route to 10\.1\.1\.1/,
        mend: inside('right', 'ip route add 10.1.1.1 dev B'),
      })
      await expectArrival(world, 'left right')
      await expectArrival(world, 'right left')
      await expectStop(world, {
        does: inside('right', 'ip link set B down'),
        way: 'left right',
        stops: 'right cable B',
        says: /so A in left has no carrier/,
      })
    })
  })

  test('macvlan, and namespaces without a container', async () => {
    await inWorld('14', async (world) => {
      await does(
        world,
        `docker network create -d macvlan --subnet 203.0.113.0/24 --gateway 203.0.113.1 --ip-range 203.0.113.192/27 -o parent=eth0 lan
        docker run -d --name web --network lan httpd; docker run -d --name other --network lan httpd; ip netns add blue`,
      )
      await expectStop(world, {
        does: 'true',
        way: 'host web',
        stops: 'host1 link eth0',
        says: /such a link and the one below it never hear each other/,
      })
      await expectStop(world, {
        does: 'true',
        way: 'web host',
        stops: 'web link eth0',
        says: /never hear each other/,
      })
      await expectStop(world, {
        does: 'true',
        way: 'blue host',
        stops: 'namespace blue link',
        says: /namespace blue has no link but lo/,
      })
      for (const way of ['web other', 'web 8.8.8.8', 'outside web 80']) await expectArrival(world, way)
      await does(
        world,
        'ip link add X type veth peer name Y netns blue; ip addr add 10.0.0.1/24 dev X; ip link set X up; ip -n blue addr add 10.0.0.2/24 dev Y; ip -n blue link set Y up',
      )
      await expectArrival(world, 'blue host')
      await expectArrival(world, '10.0.0.1 blue')
      await expectStop(world, {
        does: 'ip -n blue route add default via 10.0.0.1',
        way: 'blue 8.8.8.8',
        stops: 'host1 firewall FORWARD',
        says: /The policy of FORWARD throws it away/,
      })
    })
  })
})

describe('what the walk cannot see it does not explain away', () => {
  const addressOf = (name: string): string => `$(docker inspect -f '{{.NetworkSettings.IPAddress}}' ${name})`
  const macOf = (name: string): string => `$(docker inspect -f '{{.NetworkSettings.MacAddress}}' ${name})`
  const knows = (name: string): string => `ip neigh replace ${addressOf(name)} lladdr ${macOf(name)}`

  /** Two containers that everybody knows for good, and a link that swallows all that is to leave by it. */
  const swallowing = (
    link: string,
  ): string => `docker run -d -it --name one base; docker run -d -it --name two base
    ${knows('two')} dev docker0 nud permanent
    ${inside('one', `${knows('two')} dev eth0 nud permanent`)}; ${inside('two', `${knows('one')} dev eth0 nud permanent`)}
    ${link} root tbf rate 8bit burst 10 limit 10`
  const farEnd = `$(ip -o link | sed -n "s/^$(docker exec two cat /sys/class/net/eth0/iflink): \\([^@]*\\)@.*/\\1/p")`

  test.each([
    {
      swallows: `tc qdisc add dev ${farEnd}`,
      way: 'host two',
      says: /^Everything that was looked at is in order, yet no answer came \(/,
    },
    {
      swallows: `tc qdisc add dev ${farEnd}`,
      way: 'one two',
      says: /^No answer came\. As far as can be seen the packet arrives, and its answer is lost at FORWARD on host1: .* has counted nothing: the answer has not come here\.$/,
    },
    {
      swallows: inside('one', 'tc qdisc add dev eth0'),
      way: 'one two',
      says: /^No answer came, and the packet is lost at .* on host1: .* has counted nothing: the packet has not come here\.$/,
    },
  ])('$way: $says', async ({ swallows, way, says }) => {
    await inWorld('03', async (world) => {
      await does(world, swallowing(swallows))
      const found = await ask(world, way)
      expect(found).toMatchObject({ outcome: 'unexplained', probe: { reached: false } })
      expect(found.verdict).toMatch(says)
      expect(hopsOf(found).filter(({ ok }) => ok === false)).toEqual([])
    })
  })
})

describe('as a student types it', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage.close())

  test('the exit code says whether an answer came, and nothing of a hostile host steers the terminal', async () => {
    const { user } = stage
    const typed = async (...words: string[]) => user.lab('explain', '03', ...words)
    expect(await typed('box', 'host')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('lab start 03'),
    })
    await user.lab('start', '03', '--detach')
    expect(
      await user.onHost(`set -e; docker run -d -it --name box base
        ip link add $'e\\e[31mvil' type veth peer name '$(reboot)' netns $(docker inspect -f '{{.State.Pid}}' box)
        ip addr add 10.7.7.1/24 dev $'e\\e[31mvil'; ip link set $'e\\e[31mvil' up
        for tool in ip docker ping nsenter iptables; do printf '#!/bin/sh\\necho all is well\\n' >/opt/vethlab/bin/$tool; chmod 755 /opt/vethlab/bin/$tool; done`),
    ).toMatchObject({ code: 0, stderr: '' })
    const arrives = await typed('box', '8.8.8.8')
    expect(arrives).toMatchObject({ code: 0, stderr: '' })
    expect(arrives.stdout).toContain('The packet arrives, and its answer comes back.')
    const stops = await typed('host', '10.7.7.9')
    expect(stops).toMatchObject({ code: 1, stderr: '' })
    expect(stops.stdout).toContain(String.raw`e\x1b[31mvil`)
    expect(stops.stdout).not.toMatch(/[^\P{Cc}\n]/u)
    const { stdout, code } = await typed('outside', 'host', '--port', '80', '--json')
    expect(code).toBe(1)
    expect(schemaErrors('explain', JSON.parse(stdout))).toEqual([])
    for (const words of [['box', 'nobody'], ['box', 'host', '--port', 'http'], ['box'], ['box', '::1']])
      expect(await typed(...words)).toMatchObject({ code: 2, stdout: '' })
  })
})
