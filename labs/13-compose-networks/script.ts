import type { Fault, LabScript, Play, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

/** A service that does nothing but be there. */
const idle = (...more: string[]): string[] => ['image: base', 'tty: true', ...more]
const indent = (lines: string[]): string[] => lines.map((line) => `  ${line}`)
const section = (name: string, lines: string[]): string[] => [`${name}:`, ...indent(lines)]

/** The text of a Compose file; the version is one that docker-compose 1 and 2 both take. */
const composeFile = (services: Record<string, string[]>, networks: string[] = []): string =>
  [
    "version: '2.4'",
    ...section(
      'services',
      Object.entries(services).flatMap(([name, lines]) => section(name, lines)),
    ),
    ...(networks.length > 0 ? section('networks', networks) : []),
  ].join('\n')

/** Writes a project's file into a folder of its own, as Compose likes it. */
const write = ($: Shell, folder: string, text: string) =>
  $`mkdir -p /root/${folder} && echo ${text} > /root/${folder}/docker-compose.yml`

const up = ($: Shell, folder: string) => $`cd /root/${folder} && sudo docker-compose up -d -t 0`

const compose = async ($: Shell, folder: string, text: string): Promise<void> => {
  await write($, folder, text)
  await up($, folder)
}

const blog = composeFile({
  web: ['image: httpd', 'container_name: blog-web'],
  client: idle('container_name: blog-client', 'depends_on: [web]'),
})

/** The file of the project shop; the addresses are the app's on the front, the alias is the db's on the back. */
const shop = (addresses: string[] = [], alias: string[] = [], pools: string[] = []): string =>
  composeFile(
    {
      proxy: idle('container_name: proxy', 'networks: [front]'),
      app: idle(
        'depends_on: [proxy, db]',
        'container_name: app',
        'networks:',
        ...indent([...section('front', addresses), 'back:']),
      ),
      db: idle('container_name: db', 'networks:', ...indent(section('back', alias))),
    },
    [...section('front', pools), 'back:'],
  )

const addresses = ['ipv4_address: 172.16.238.10', 'ipv6_address: 2001:db8:3989::10']
const pools = [
  'enable_ipv6: true',
  'ipam:',
  '  config:',
  '    - subnet: 172.16.238.0/24',
  '      gateway: 172.16.238.1',
  '    - subnet: 2001:db8:3989::/64',
  '      gateway: 2001:db8:3989::1',
]
const alias = ['aliases: [database]']

const late = (networks: string[], of: string[]): string =>
  composeFile({ visitor: idle('container_name: visitor', ...networks) }, ['default:', ...indent(of)])
const external = ['name: lan', 'external: true']

/** The web server's container goes; what the play does meanwhile decides on the next one's address. */
const replaceWeb =
  (meanwhile: Play): Play =>
  async (player) => {
    await player.$`sudo docker rm -f blog-web`
    await meanwhile(player)
    await up(player.$, 'blog')
  }

/** Switches off the cable of a container, from inside. */
const unplugged = (name: string, check: string[]): Fault => ({
  id: `${name}-unplugged`,
  title: `the cable of ${name} is switched off`,
  plant: ({ $ }) => $`nsenter -n -t $(docker inspect -f '{{.State.Pid}}' ${name}) ip link set eth0 down`,
  kills: check,
})

const script: LabScript = {
  steps: {
    project: async ({ $, look }) => {
      await compose($, 'blog', blog)
      await look`sudo docker network ls`
      await look`sudo docker exec blog-client ping -c 1 web`
    },
    sides: async ({ $, look }) => {
      await compose($, 'shop', shop())
      await look`sudo docker exec app ping -c 1 proxy`
      await look`sudo docker exec app ping -c 1 db`
    },
    fixed: async ({ $, look }) => {
      await $`sudo docker rm -f proxy app db; sudo docker network rm shop_front shop_back`
      await compose($, 'shop', shop(addresses, [], pools))
      await look`sudo docker exec proxy ping -c 1 2001:db8:3989::10`
    },
    alias: async ({ $, look }) => {
      await compose($, 'shop', shop(addresses, alias, pools))
      await look`sudo docker exec app ping -c 1 database`
    },
    external: async ({ $, look }) => {
      await $`sudo docker network create lan`
      await $`sudo docker run -d -t --name printer --network lan base`
      await compose($, 'late', late([], external))
      await look`sudo docker exec visitor ping -c 1 printer`
    },
    replace: async (player) => {
      const { $, look } = player
      await replaceWeb(() => $`sudo docker run -d -t --name guest --network blog_default base`)(player)
      await look`sudo docker exec blog-client ping -c 1 web`
    },
  },

  variants: {
    'links-and-options': {
      title: 'projects named by -p, other services and pools, a link for a second name, a changed file',
      steps: {
        project: async ({ $ }) => {
          await write($, 'files', composeFile({ page: ['image: networktest'], reader: idle() }))
          await $`cd /root/files && docker-compose -p site up -d`
        },
        sides: async ({ $ }) => {
          const gate = idle('networks: [outer]')
          const middle = idle('networks: [inner, outer]')
          const store = idle('networks: [inner]')
          await compose($, 'trade', composeFile({ gate, middle, store }, ['outer:', 'inner:']))
        },
        fixed: async ({ $ }) => {
          await $`cd /root/trade && docker ps -qf label=com.docker.compose.project=trade | xargs docker rm -f; docker network rm trade_inner trade_outer`
          const wish = ['ipv4_address: 10.7.0.77', "ipv6_address: 'fd00:7::77'"]
          const gate = idle('networks: [outer]', "links: ['middle:shop']")
          const middle = idle('networks:', ...indent(['inner:', ...section('outer', wish)]))
          const pool = ['enable_ipv6: true', 'ipam:', '  config:', '    - subnet: 10.7.0.0/16']
          const outer = section('outer', [...pool, "    - subnet: 'fd00:7::/48'"])
          const store = idle('networks: [inner]')
          await compose($, 'trade', composeFile({ gate, middle, store }, [...outer, 'inner:']))
        },
        alias: ({ $ }) => $`docker exec $(docker ps -qf name=gate) ping -c 1 shop`,
        external: async ({ $ }) => {
          await $`docker network create --subnet 192.168.5.0/24 office; docker run -dt --network office debian`
          const visitor = idle('networks: [borrowed]')
          const networks = ['borrowed:', '  name: office', '  external: true']
          await compose($, 'late', composeFile({ visitor }, networks))
        },
        replace: async ({ $ }) => {
          await $`docker kill $(docker ps -qf name=page)`
          await $`docker run -dt --network site_default ubuntu`
          const page = ['image: networktest', 'environment: [COLOUR=green]']
          await write($, 'files', composeFile({ page, reader: idle() }))
          await $`cd /root/files && docker-compose -p site up -d`
        },
      },
    },
    'half-by-hand': {
      title: 'Compose makes containers and networks, and the engine’s own commands do the rest',
      steps: {
        fixed: async ({ $ }) => {
          await $`docker rm -f proxy app db; docker network rm shop_front shop_back`
          await compose($, 'shop', shop([], [], pools))
          await $`docker network disconnect shop_front app`
          await $`docker network connect --ip 172.16.238.99 --ip6 2001:db8:3989::99 shop_front app`
        },
        alias: ({ $ }) =>
          $`docker network disconnect shop_front app; docker network connect --ip 172.16.238.99 --ip6 2001:db8:3989::99 --alias till shop_front app`,
      },
    },
  },

  faults: [
    unplugged('blog-web', ['project.reach']),
    unplugged('proxy', ['sides.front', 'fixed.reach']),
    unplugged('db', ['sides.back']),
    {
      id: 'web-killed',
      title: 'the container of web was killed',
      plant: ({ $ }) => $`docker kill blog-web`,
      kills: ['project.network'],
    },
    {
      id: 'names-lost',
      title: 'client and db were plugged out and in again, without the names that Compose gives',
      plant: ({ $ }) =>
        $`for pair in "blog_default blog-client" "shop_back db"; do docker network disconnect $pair; docker network connect $pair; done`,
      kills: ['project.names', 'alias.given'],
    },
    {
      id: 'app-on-one-side',
      title: 'app is not on the back',
      plant: ({ $ }) => $`docker network disconnect shop_back app`,
      kills: ['sides.between', 'alias.given'],
    },
    {
      id: 'proxy-on-the-back',
      title: 'proxy is on the back too',
      plant: ({ $ }) => $`docker network connect shop_back proxy`,
      kills: ['sides.apart'],
    },
    {
      id: 'all-accepted',
      title: 'a rule in DOCKER-USER lets everything pass from network to network',
      plant: ({ $ }) => $`iptables -I DOCKER-USER -j ACCEPT`,
      kills: ['sides.apart'],
    },
    {
      id: 'addresses-by-chance',
      title: 'app was plugged into the front again, with the addresses that the engine chose',
      plant: ({ $ }) => $`docker network disconnect shop_front app; docker network connect shop_front app`,
      kills: ['fixed.four', 'fixed.six'],
    },
    {
      id: 'name-twice',
      title: 'two containers are known as database',
      plant: ({ $ }) => $`docker run -dt --network shop_back --network-alias database base`,
      kills: ['alias.alone'],
    },
    {
      id: 'no-guest',
      title: 'the visitor has left the network lan',
      plant: ({ $ }) => $`docker network disconnect lan visitor`,
      kills: ['external.guest'],
    },
    {
      id: 'default-beside',
      title: 'Compose has made a default network beside the borrowed one, and printer is gone',
      plant: async ({ $ }) => {
        const visitor = idle('container_name: visitor', 'networks: [default, lan]')
        await compose($, 'late', composeFile({ visitor }, ['lan:', ...indent(external)]))
        await $`docker rm -f printer`
      },
      kills: ['external.none', 'external.reach'],
    },
    {
      id: 'never-replaced',
      title: 'web is the first container of its name',
      without: ['replace'],
      kills: ['replace.name'],
    },
    {
      id: 'same-address',
      title: 'the last container of web has the address of the one before it',
      plant: replaceWeb(() => Promise.resolve()),
      kills: ['replace.address'],
    },
  ],
}

export default script
