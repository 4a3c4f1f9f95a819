import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AgentClient } from '../agent/client.ts'
import { changesBetween } from '../change/changes-between.ts'
import { describeChange } from '../change/describe-change.ts'
import { expectRefusal } from './refusal.ts'
import { schemaErrors } from './schema.ts'
import { openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let user: Person
let client: AgentClient
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
  await user.lab('start', '03', '--detach')
  client = new AgentClient(join(user.state, '03/exchange/agent.sock'))
})
afterAll(() => stage.close())

const onHost = async (script: string): Promise<void> => {
  expect(await user.onHost(`set -e; ${script}`)).toMatchObject({ code: 0, stderr: '' })
}

/** Types it as a tutor sees it typed, and returns what has changed by that. */
const type = async (command: string): Promise<string[]> => {
  await onHost(command)
  const { changes } = await client.command({ terminal: 'test', command, exitCode: 0 })
  return changes.map(({ text }) => text)
}

const box = `$(docker inspect -f '{{.State.Pid}}' box)`
const inBox = `nsenter -t ${box} -n ip`
const run = (name: string, options = ''): string =>
  `docker run -dit --name ${name} ${options} base >/dev/null`

/** What is there before the commands of a group; then, for each of them, what it changes. */
const groups: Record<string, { first: string; commands: [command: string, ...says: (string | RegExp)[]][] }> =
  {
    'links on the host': {
      first: 'ip link add A type veth peer name B; ip link set A up',
      commands: [
        ['ip link add C type veth peer name D', 'There is a new veth pair, C and D.'],
        ['ip link del A', 'A is gone, and its other end B with it.'],
        ['ip link set A master docker0', 'A is plugged into docker0.'],
        ['brctl addif docker0 B', 'B is plugged into docker0.'],
        ['ip link set B up', 'B is up.'],
        ['ip link set A down', 'A is down.'],
        ['ip link set B name long', 'B is now called long.'],
        ['ip link set A mtu 1400', 'The MTU of A is 1400; it was 1500.'],
        [
          'ip link set A address 02:00:00:00:00:07',
          /^The MAC address of A is 02:00:00:00:00:07; it was [0-9a-f:]{17}\.$/,
        ],
        ['ip addr add 10.0.0.1/24 dev A', 'A has the address 10.0.0.1/24.'],
        ['ip link add br1 type bridge; ip link set br1 up', 'There is a new bridge, br1 (up).'],
        ['brctl stp docker0 on', 'The spanning tree protocol of docker0 is on.'],
        ['ip link del docker0', 'The bridge docker0 is gone.'],
      ],
    },
    'a container wired by hand': {
      first: `${run('box', '--net=none')}; mkdir -p /var/run/netns
      ip link add A type veth peer name B; ip link set A master docker0 up`,
      commands: [
        [`ip link set B netns ${box}`, 'B is now in the container box.'],
        [
          `ln -s /proc/${box}/ns/net /var/run/netns/box`,
          '/var/run/netns/box leads to the network namespace of the container box.',
        ],
        [
          `ip link set B netns ${box} name eth0; ${inBox} link set eth0 up; ${inBox} addr add 172.17.42.99/16 dev eth0; ${inBox} route add default via 172.17.0.1`,
          'B is now in the container box, and is called eth0 there (up, 172.17.42.99/16).',
          'The container box has a new route, default via 172.17.0.1 over eth0.',
        ],
      ],
    },
    'what goes with a link': {
      first: `${run('box', '--net=none')}; ip link add A type veth peer name B
      ip link set A master docker0 up; ip link set B netns ${box} name eth0
      ${inBox} link set eth0 up; ${inBox} addr add 172.17.42.99/16 dev eth0
      ${inBox} route add default via 172.17.0.1`,
      commands: [
        ['ip link del A', 'A is gone, and its other end eth0 in the container box with it.'],
        [`${inBox} link set eth0 down`, 'eth0 in the container box is down.'],
        [
          `${inBox} addr del 172.17.42.99/16 dev eth0`,
          'eth0 in the container box no longer has the address 172.17.42.99/16.',
        ],
        [
          `${inBox} route del default`,
          'The container box no longer has the route default via 172.17.0.1 over eth0.',
        ],
        [`${inBox} link set eth0 name x netns 1`, 'eth0 is now on the host, and is called x there.'],
        ['ip link del docker0', 'The bridge docker0 is gone, and A is plugged into nothing.'],
      ],
    },
    'routes and the kernel’s settings': {
      first: 'ip route add 10.9.0.0/16 via 203.0.113.1',
      commands: [
        [
          'ip route add 10.8.0.0/16 via 203.0.113.1 metric 50',
          'The host has a new route, 10.8.0.0/16 via 203.0.113.1 over eth0, metric 50.',
        ],
        [
          'ip route del 10.9.0.0/16',
          'The host no longer has the route 10.9.0.0/16 via 203.0.113.1 over eth0.',
        ],
        ['ip rule add from 10.0.0.0/24 table 100', /^The host has a new routing rule, number \d+: /],
        ['sysctl -qw net.ipv4.ip_forward=0', 'net.ipv4.ip_forward is 0; it was 1.'],
        ['ip link set eth0 down', 'eth0 is down.'],
      ],
    },
    iptables: {
      first: 'iptables -A INPUT -p tcp --dport 9 -j DROP; iptables -N MINE; iptables -A MINE -j RETURN',
      commands: [
        [
          `iptables -I FORWARD 2 -s 10.0.0.0/24 -m comment --comment "two words" -j ACCEPT`,
          `The chain FORWARD has a new rule, number 2: -s 10.0.0.0/24 -m comment --comment "two words" -j ACCEPT.`,
        ],
        [
          'iptables -D FORWARD -o docker0 -j DOCKER',
          'The chain FORWARD no longer has the rule -o docker0 -j DOCKER.',
        ],
        [
          'iptables -D FORWARD -j DOCKER-USER; iptables -A FORWARD -j DOCKER-USER',
          /^In the chain FORWARD the rule -j DOCKER-USER is now number \d; it was number 1\.$/,
        ],
        ['iptables -P FORWARD ACCEPT', 'The policy of the chain FORWARD is ACCEPT; it was DROP.'],
        [
          'iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -j MASQUERADE',
          /^The chain POSTROUTING of the table nat has a new rule, number \d: -s 10\.0\.0\.0\/24 -j MASQUERADE\.$/,
        ],
        ['iptables -F MINE; iptables -X MINE', 'The chain MINE is gone.'],
        ['iptables -F', /^The table filter of iptables has no rules any more; it had \d+\.$/],
      ],
    },
    'network namespaces': {
      first: `ip netns add blue; ip -n blue link set lo up; ip link add A type veth peer name B netns blue
      ip addr add 10.0.0.1/24 dev A; ip link set A up
      ip -n blue addr add 10.0.0.2/24 dev B; ip -n blue link set B up; ip -n blue route add default via 10.0.0.1`,
      commands: [
        ['ip netns add red', 'There is a new network namespace, red.'],
        // The kernel takes a namespace away after the command that ends it, and its links with it (netns workqueue).
        [
          'ip netns del blue; while [ -e /sys/class/net/A ]; do sleep 0.02; done',
          'The network namespace blue is gone, and the link A is gone with it.',
        ],
        ['ip -n blue link set lo down', 'lo in the network namespace blue is down.'],
      ],
    },
    containers: {
      first: `${run('web', '-p 8080:80')}; docker network create mine >/dev/null`,
      commands: [
        [
          run('shop', '-p 8081:80'),
          'The container shop runs, 172.17.0.3 on bridge; port 8081 of the host leads to its port 80.',
        ],
        ['docker create --name idle base >/dev/null', /new container, idle, that has not been started\.$/],
        ['docker rename web shop', 'The container web is now called shop.'],
        [
          'docker network create team >/dev/null',
          /^There is a new Docker network, team \(172\.\d+\.0\.0\/16\)\.$/,
        ],
        ['docker network rm mine >/dev/null', 'The Docker network mine is gone.'],
        ['docker network connect mine web', /^The container web is connected to mine, as 172\.\d+\.0\.2\.$/],
        ['docker network disconnect bridge web', 'The container web is no longer connected to bridge.'],
        [
          'gpasswd -a student docker >/dev/null',
          'The user student is in the group docker, and may use the Docker Engine.',
        ],
        ['docker tag base mine:1', 'An image that was there has another name, mine:1.'],
      ],
    },
  }

const clear = `docker rm -f $(docker ps -aq) >/dev/null 2>&1 || :; docker network prune -f >/dev/null
  for one in A B; do ip link del $one 2>/dev/null || :; done; rm -f /var/run/netns/box
  ip netns del blue 2>/dev/null || :; ip route del 10.9.0.0/16 2>/dev/null || :
  iptables -D INPUT -p tcp --dport 9 -j DROP 2>/dev/null || :; iptables -F MINE 2>/dev/null && iptables -X MINE || :`

/** A sentence as it is, or what it looks like. */
const wanted = (one: string | RegExp): unknown => (typeof one === 'string' ? one : expect.stringMatching(one))

describe.each(Object.entries(groups))('%s', (_, { first, commands }) => {
  beforeAll(() => type(`${clear}; ${first}`))

  test.each(commands)('%s', async (command, ...says) => {
    await client.command({ terminal: 'test', command: 'true', exitCode: 0 })
    const start = await client.snapshot()
    expect(await type(command)).toEqual(says.map(wanted))
    const undone = await client.undo()
    expect(undone).toMatchObject({ command, left: [] })
    expect(undone.undone).toHaveLength(says.length)
    expect(undone.typed.length).toBeGreaterThan(0)
    expect(changesBetween(start, await client.snapshot()).map(describeChange)).toEqual([])
  })
})

test('looking at things changes nothing, and is no command to be taken back', async () => {
  const { command } = await client.undo()
  for (const look of [
    'ip addr >/dev/null',
    'iptables -t mangle -nL >/dev/null',
    'ping -c 1 8.8.8.8 >/dev/null',
  ])
    expect(await type(look)).toEqual([])
  expect(command).not.toBe('ip addr >/dev/null')
})

describe('one after the other', () => {
  beforeAll(async () => {
    await type(clear)
    // a script that was played cannot be taken back, nor what was before it
    await client.play({ commands: ['true'] }, () => undefined)
  })

  test('nothing is remembered of what a script has done', async () => {
    expectRefusal(await user.lab('undo', '03'), {
      code: 3,
      says: /nothing to undo/,
      next: /lab goto 03 STEP/,
    })
  })

  test('undo goes back by a command each time, whatever was undone before', async () => {
    await type('ip link add A type veth peer name B')
    await type('ip link set A up')
    await type('ls >/dev/null')
    await type(run('box', '--net=none'))
    expect(await client.undo()).toMatchObject({ typed: ['docker rm -f box'] })
    expect(await client.undo()).toMatchObject({ command: 'ip link set A up', left: [] })
    expect(await client.undo()).toMatchObject({ typed: ['ip link del dev A'], left: [] })
    await expect(client.undo()).rejects.toMatchObject({ code: 'nothing-to-undo' })
  })

  test('what has no inverse is left, and told once only', async () => {
    await type(run('web'))
    await type('ip link add A type veth peer name B')
    expect(await type('docker rm -f web >/dev/null')).toEqual(['The container web is gone.'])
    expect(await client.undo()).toEqual({
      command: 'docker rm -f web >/dev/null',
      undone: [],
      typed: [],
      left: ['The container web is gone.'],
    })
    expect(await client.undo()).toMatchObject({ typed: ['ip link del dev A'], left: [] })
    expect(await client.undo()).toMatchObject({ command: run('web'), typed: [], left: [] })
  })

  test('the engine that was stopped runs again, and with it what ran', async () => {
    await type(run('web'))
    expect(await type('service docker stop')).toEqual(['The Docker Engine no longer answers.'])
    const { typed, left } = await client.undo()
    expect(typed).toEqual(['service docker start', 'docker start web'])
    expect(left).toEqual([])
  })

  test('a container that ends by itself after a while goes with the command that made it', async () => {
    await type(run('brief'))
    await onHost('docker kill brief >/dev/null')
    expect(await client.undo()).toMatchObject({
      command: run('brief'),
      typed: ['docker rm -f brief'],
      left: [],
    })
  })
})

describe('lab undo', () => {
  test('without a tutor it takes back all that has changed, and shows how', async () => {
    await onHost('ip link add A type veth peer name B; ip link set A up master docker0')
    await onHost('ip addr add 10.0.0.1/24 dev B')
    const { code, stdout, stderr } = await user.lab('undo', '03')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      [
        'What has changed on the host since it was last looked at is taken back.',
        '$ ip link del dev A',
        'Undone:',
        '    There is a new veth pair, A (up, in docker0) and B (10.0.0.1/24).',
        '',
      ].join('\n'),
    )
  })

  test('as JSON; what is left makes it exit with 1', async () => {
    await type(run('gone'))
    await type('ip link add A type veth peer name B')
    await onHost('docker rm -f gone >/dev/null; ip link del A')
    const { code, stdout } = await user.lab('undo', '03', '--json')
    expect(code).toBe(1)
    expect(schemaErrors('undo', JSON.parse(stdout))).toEqual([])
    expect(JSON.parse(stdout)).toMatchObject({
      command: '',
      undone: ['A is gone, and its other end B with it.'],
      left: ['The container gone is gone.'],
    })
  })

  test('a lab that does not run is told, with the command that starts it', async () => {
    await user.lab('stop', '03')
    expectRefusal(await user.lab('undo', '03'), { code: 3, says: /not running/, next: /lab start 03/ })
  })
})
