import type { LabScript, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

/** What an engine is told in its own file. */
interface Settings {
  bip?: string | undefined
  'fixed-cidr'?: string | undefined
  mtu?: number
}

/** Restarts the engine, or starts it, and the container; a container that would need ten seconds to end is ended first. */
const restart = async ($: Shell): Promise<void> => {
  await $`{ sudo docker ps -q || true; } | xargs -r sudo docker kill`
  await $`sudo service docker restart`
  await $`sudo docker start box`
}

/** Restarts the engine with one option more on its command line. */
const restartWith = async ($: Shell, option: string): Promise<void> => {
  await $`echo ${`DOCKER_OPTS="$DOCKER_OPTS ${option}"`} >> /etc/default/docker`
  await restart($)
}

/** Restarts the engine with these settings in its file, and none on its command line. */
const restartTold = async ($: Shell, settings: Settings): Promise<void> => {
  await $`sed -i /^DOCKER_OPTS/d /etc/default/docker`
  await $`echo ${JSON.stringify(settings)} > /etc/docker/daemon.json`
  await restart($)
}

const inspect = async ($: Shell, format: string): Promise<string> =>
  (await $`sudo docker network inspect -f ${format} bridge`).stdout.trim()

const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

/** `192.168.1.0/24` -> `192.168.1.128/25`. */
const upperHalf = (subnet: string): string => {
  const [address = '', length = ''] = subnet.split('/')
  const half = toNumber(address) + 2 ** (31 - Number(length))
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(half / 2 ** shift) % 256)
  return `${parts.join('.')}/${Number(length) + 1}`
}

/** What the engine has been told of its default network, wherever; it may have refused to start for it. */
const told = async ($: Shell): Promise<Settings> => {
  const bip = /inet (\S+)/.exec((await $`ip -4 addr show dev docker0`).stdout)?.[1]
  const files = await $`cat /etc/default/docker /etc/docker/daemon.json 2>/dev/null || true`
  return { bip, 'fixed-cidr': /fixed-cidr\W+([\d./]+)/.exec(files.stdout)?.[1] }
}

const pid = `$(sudo docker inspect -f '{{.State.Pid}}' box)`
/** Does something in the network namespace of the container box. */
const inBox = ($: Shell, command: string) => $`sh -c ${`sudo nsenter -t ${pid} -n ${command}`}`
/** A ping in one piece or not at all, with this many bytes of data; what comes of it is for the reader to see. */
const whole = ($: Shell, data: number, to: string) =>
  inBox($, `ping -c 1 -W 1 -M do -s ${data} ${to}`).nothrow()

/** Has the container send a packet that it must divide. */
const divide = async ($: Shell): Promise<void> => {
  const gateway = (await $`sudo docker inspect -f '{{.NetworkSettings.Gateway}}' box`).stdout.trim()
  await $`sudo docker exec box ping -c 1 -s 2000 ${gateway}`
}

/** The lab as it is at its end, but for what the engine has been told. */
const toldOtherwise =
  (settings: Settings) =>
  async ({ $ }: Player): Promise<void> => {
    await restartTold($, settings)
    await divide($)
  }

const script: LabScript = {
  steps: {
    box: async ({ $, look }) => {
      await look`ip addr show docker0`
      await $`sudo docker start box 2>/dev/null || sudo docker run -i -t -d --name box base /bin/bash`
      await look`sudo docker exec box ip addr show eth0`
      await look`sudo docker exec box ip route`
    },
    bip: async ({ $, look }) => {
      await restartWith($, '--bip=192.168.1.5/24')
      await look`ip addr show docker0`
      await look`sudo docker exec box ip addr show eth0`
      await look`sudo docker exec box ip route`
    },
    range: async ({ $, look }) => {
      await restartWith($, `--fixed-cidr=${upperHalf(await inspect($, '{{(index .IPAM.Config 0).Subnet}}'))}`)
      await look`sudo docker exec box ip addr show eth0`
    },
    narrow: async ({ $, look }) => {
      await $`sudo ip link set dev eth0 mtu 1400`
      await whole($, 1472, '8.8.8.8')
      await look`sudo nstat -asz IpFragFails`
      await inBox($, 'ip route get 8.8.8.8')
    },
    mtu: async ({ $, look }) => {
      const uplink = Number((await $`cat /sys/class/net/eth0/mtu`).stdout)
      await restartTold($, { ...(await told($)), mtu: Math.min(uplink, 1400) })
      await look`cat /etc/docker/daemon.json`
      await look`ip link show docker0`
      await look`sudo docker exec box ip link show eth0`
    },
    whole: async ({ $ }) => {
      await whole($, 1372, '8.8.8.8')
      await whole($, 1373, '8.8.8.8')
    },
    pieces: async ({ $ }) => {
      await divide($)
      await inBox($, "nstat -asz 'IpFrag*' 'IpReasm*'")
    },
  },

  variants: {
    'daemon-json': {
      title: 'daemon.json from the start, systemctl, another network and another MTU',
      steps: {
        box: ({ $ }) => $`docker run --detach --interactive --name box httpd sh`,
        bip: ({ $ }) =>
          $`docker kill box; echo '{"bip": "10.99.0.1/20"}' > /etc/docker/daemon.json; systemctl restart docker; docker start box`,
        range: ({ $ }) =>
          $`docker kill box; echo '{"bip": "10.99.0.1/20", "fixed-cidr": "10.99.8.0/28"}' > /etc/docker/daemon.json; systemctl restart docker; docker start box`,
        narrow: async ({ $ }) => {
          await $`sudo ifconfig eth0 mtu 1280`
          await inBox($, 'ping -c 1 -W 1 -M do -s 1400 198.51.100.80').nothrow()
        },
        mtu: ({ $ }) =>
          $`docker kill box; echo '{"bip": "10.99.0.1/20", "fixed-cidr": "10.99.8.0/28", "mtu": 1280}' > /etc/docker/daemon.json; systemctl restart docker; docker start box`,
        pieces: ({ $ }) => inBox($, 'ping -c 1 -M dont -s 1253 10.99.0.1'),
      },
    },
    'options-alone': {
      title: 'DOCKER_OPTS alone, to the end; docker0 keeps its network and gets the address of former times',
      steps: {
        bip: ({ $ }) => restartWith($, '--bip=172.17.42.1/16'),
        mtu: ({ $ }) => restartWith($, '--mtu 1400'),
        whole: ({ $ }) => $`docker exec box ip route`,
      },
    },
  },

  faults: [
    {
      id: 'no-container',
      title: 'no container runs since the engine was restarted',
      plant: ({ $ }) => $`docker kill box`,
      kills: ['box.runs'],
    },
    {
      id: 'usual-address',
      title: 'docker0 has the address that the engine takes by itself',
      plant: toldOtherwise({ bip: '172.17.0.1/16', 'fixed-cidr': '172.17.128.0/17', mtu: 1400 }),
      kills: ['bip.address'],
    },
    {
      id: 'behind-the-engine',
      title: 'docker0 has got another address by hand, and the engine has not been told',
      plant: ({ $ }) => $`ip -4 addr flush dev docker0; ip addr add 192.168.77.1/24 dev docker0`,
      kills: ['bip.pool'],
    },
    {
      id: 'old-network',
      title: 'the container has an address and a gateway of docker0’s old network',
      plant: ({ $ }) =>
        inBox(
          $,
          "sh -c 'ip -4 addr flush dev eth0; ip addr add 172.17.0.2/16 dev eth0; ip route add default via 172.17.0.1'",
        ),
      kills: ['bip.container', 'bip.gateway'],
    },
    {
      id: 'whole-network',
      title: 'the engine hands out all of its network',
      plant: toldOtherwise({ bip: '192.168.1.5/24', mtu: 1400 }),
      kills: ['range.pool'],
    },
    {
      id: 'reserved-address',
      title: 'the container has an address from the part that is kept free',
      plant: ({ $ }) =>
        inBox(
          $,
          "sh -c 'ip -4 addr flush dev eth0; ip addr add 192.168.1.99/24 dev eth0; ip route add default via 192.168.1.5'",
        ),
      kills: ['range.box'],
    },
    {
      id: 'nothing-too-long',
      title: 'no packet was ever too long for anything',
      without: ['narrow', 'pieces'],
      kills: ['narrow.refused', 'pieces.made'],
    },
    {
      id: 'usual-mtu',
      title: 'the engine was not told an MTU',
      plant: toldOtherwise({ bip: '192.168.1.5/24', 'fixed-cidr': '192.168.1.128/25' }),
      kills: ['mtu.engine'],
    },
    {
      id: 'container-too-wide',
      title: 'the container’s eth0 has an MTU of 1500 again',
      plant: ({ $ }) => inBox($, 'ip link set dev eth0 mtu 1500'),
      kills: ['mtu.container', 'whole.limit'],
    },
    {
      id: 'bridge-too-wide',
      title: 'docker0 has an MTU of 1500 again, its ports have not',
      plant: ({ $ }) => $`ip link set dev docker0 mtu 1500`,
      kills: ['mtu.bridge'],
    },
    {
      id: 'narrower-still',
      title: 'the host’s way out has become narrower than its containers',
      plant: ({ $ }) => $`ip link set dev eth0 mtu 1300`,
      kills: ['whole.outside'],
    },
  ],
}

export default script
