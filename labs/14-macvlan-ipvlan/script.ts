import type { LabScript, Player } from '../../runner/course/script.ts'

type Shell = Player['$']
type Play = (player: Player) => Promise<unknown>

/** The walkthrough's network, or one that differs from it in these options. */
const create = ($: Shell, options = '--ip-range 203.0.113.192/27 --aux-address shim=203.0.113.223') =>
  $`sudo docker network create -d macvlan --subnet 203.0.113.0/24 --gateway 203.0.113.1 -o parent=eth0 ${options.split(' ')} lan`

/** A web server on the wire that says its name. */
const serve = async ($: Shell, name: string, options = '--network lan'): Promise<void> => {
  await $`sudo docker run -d --name ${name} ${options.split(' ')} httpd`
  await $`sudo docker exec ${name} sh -c ${`echo I am ${name} > /var/www/index.html`}`
}

/** Both web servers once more, at the same addresses on another network of the same name. */
const remade =
  (network: string): Play =>
  async ({ $ }) => {
    await $`docker rm -f web other && docker network rm lan`
    await $`docker network create -d macvlan -o parent=eth0 ${network.split(' ')} lan`
    await serve($, 'web', '--network lan --ip 203.0.113.192')
    await serve($, 'other', '--network lan --ip 203.0.113.193')
  }

/** Web neither asks by ARP nor answers. */
const silence: Play = ({ $ }) =>
  $`nsenter -t $(docker inspect -f '{{.State.Pid}}' web) -n ip link set eth0 arp off`

/** A web server without a network, into which a macvlan link made by hand is put. */
const byHand = async ($: Shell, name: string, address: string): Promise<void> => {
  await serve($, name, '--net none')
  await $`sudo ip link add link eth0 name hand type macvlan mode bridge`
  await $`sudo ip link set hand netns $(docker inspect -f '{{.State.Pid}}' ${name})`
  const inside = [
    'ip addr add',
    `${address}/24`,
    'dev hand && ip link set hand up && ip route add default via',
  ]
  await $`sudo nsenter -t $(docker inspect -f '{{.State.Pid}}' ${name}) -n sh -c ${`${inside.join(' ')} 203.0.113.1`}`
}

/** A cable of the host's own whose one end carries an ipvlan network, and the container `left` on it. */
const ipvlan = async ($: Shell): Promise<void> => {
  await $`sudo ip link add plug type veth peer name port`
  await $`sudo ip addr add 192.168.50.1/24 dev plug`
  await $`sudo ip link set plug up && sudo ip link set port up`
  await $`sudo docker network create -d ipvlan --subnet 192.168.50.0/24 --gateway 192.168.50.1 -o parent=port shared`
  await $`sudo docker run -d --name left --network shared httpd`
}

const script: LabScript = {
  steps: {
    network: async ({ $, look }) => {
      await look`ip addr show eth0`
      await create($)
      await look`sudo docker network inspect -f '{{json .IPAM.Config}} {{.Options}}' lan`
    },
    container: async ({ $, look }) => {
      await serve($, 'web')
      await look`sudo docker exec web ip addr show eth0`
      await $`sudo nsenter -t $(docker inspect -f '{{.State.Pid}}' web) -n ip -d link show eth0`
      await look`sudo docker exec web ip route`
      await look`sudo docker exec web ping -c 1 8.8.8.8`
    },
    mac: async ({ look }) => {
      await look`curl -sS http://198.51.100.80/neighbours`
      await look`ip -d link show eth0`
    },
    outside: async ({ look }) => {
      await look`sudo docker port web`
      await look`curl -sS http://198.51.100.80/look/203.0.113.192:80`
      await look`sudo docker exec web wget -q -O - http://198.51.100.80/`
    },
    parent: async ({ $, look }) => {
      await serve($, 'other')
      await look`sudo docker exec other wget -q -O - http://203.0.113.192/`
      await look`! sudo ping -c 1 -W 1 203.0.113.192`
      await look`ip neigh show dev eth0`
    },
    shim: async ({ $, look }) => {
      await $`sudo ip link add link eth0 name shim type macvlan mode bridge`
      await $`sudo ip addr add 203.0.113.223/32 dev shim`
      await $`sudo ip link set shim up`
      await $`sudo ip route add 203.0.113.192/32 dev shim`
      await look`curl -sS http://203.0.113.192/`
    },
    ipvlan: async ({ $, look }) => {
      await ipvlan($)
      await $`sudo docker run -d --name right --network shared httpd`
      await look`sudo docker exec left ping -c 1 192.168.50.3`
      await look`sudo ping -c 1 192.168.50.2 && sudo ping -c 1 192.168.50.3`
      await look`ip neigh show dev plug`
    },
  },

  variants: {
    'other-names': {
      title:
        'other names and another range, addresses chosen by hand, long options, pages in mounted folders',
      steps: {
        network: ({ $ }) =>
          $`docker network create --driver macvlan --opt parent=eth0 --opt macvlan_mode=bridge --subnet 203.0.113.0/24 --gateway 203.0.113.1 --ip-range 203.0.113.64/28 street`,
        container: async ({ $ }) => {
          await $`mkdir -p /root/one /root/two; echo '<p>house1</p>' > /root/one/index.html; echo '<p>house2</p>' > /root/two/index.html`
          await $`docker create --name house1 --net street --ip 203.0.113.70 --mac-address 02:00:00:00:00:70 -v /root/one:/var/www:ro httpd; docker start house1`
        },
        outside: ({ $ }) => $`true`,
        parent: ({ $ }) =>
          $`docker run -d --name house2 --net street --ip 203.0.113.71 -v /root/two:/var/www:ro httpd`,
        shim: ({ $ }) =>
          $`ip link add link eth0 name garden type macvlan mode bridge; ip addr add 203.0.113.77 dev garden; ip link set garden up; ip route add 203.0.113.71 dev garden`,
      },
    },
    'by-hand': {
      title: 'the containers get their macvlan links by hand, and the host uses the address it has',
      steps: {
        container: ({ $ }) => byHand($, 'web', '203.0.113.200'),
        outside: ({ $ }) => $`true`,
        parent: ({ $ }) => byHand($, 'other', '203.0.113.201'),
        shim: ({ $ }) =>
          $`ip link add link eth0 name shim type macvlan mode bridge; ip link set shim up; ip route add 203.0.113.200/32 dev shim src 203.0.113.10`,
      },
    },
  },

  faults: [
    {
      id: 'foreign-subnet',
      title: 'the network has a subnet that is not the one of the wire',
      plant: async ({ $ }) => {
        await $`docker rm -f web other && docker network rm lan`
        await $`docker network create -d macvlan --subnet 192.168.0.0/24 --gateway 192.168.0.1 --ip-range 192.168.0.253/32 -o parent=eth0 lan`
        await serve($, 'web')
      },
      kills: ['network.parent'],
    },
    {
      id: 'no-range',
      title: 'the network keeps to no range',
      plant: remade('--subnet 203.0.113.0/24 --gateway 203.0.113.1'),
      kills: ['network.range'],
    },
    {
      id: 'nobody-there',
      title: 'the containers are gone',
      plant: ({ $ }) => $`docker rm -f web other`,
      kills: ['container.link'],
    },
    {
      id: 'wrong-gateway',
      title: 'the network names a gateway that is not there',
      plant: remade('--subnet 203.0.113.0/24 --gateway 203.0.113.254 --ip-range 203.0.113.192/27'),
      kills: ['container.ping'],
    },
    {
      id: 'silent',
      title: 'web neither asks nor answers on the wire: ARP is switched off on its link',
      plant: silence,
      kills: ['container.ping', 'mac.own'],
    },
    {
      id: 'answered-for',
      title:
        'web keeps silent on the wire and goes out by docker0; the host answers for its address (proxy ARP)',
      plant: async (player) => {
        await player.$`docker network connect bridge web`
        await player.$`sysctl -w net.ipv4.conf.eth0.proxy_arp=1 net.ipv4.neigh.eth0.proxy_delay=0`
        await silence(player)
      },
      kills: ['mac.own'],
    },
    {
      id: 'unsigned',
      title: 'the page of web does not name it',
      plant: ({ $ }) => $`docker exec web sh -c 'echo welcome > /var/www/index.html'`,
      kills: ['outside.page'],
    },
    {
      id: 'by-the-back-door',
      title: 'web is on the default network too, and its calls leave by that',
      plant: ({ $ }) => $`docker network connect bridge web`,
      kills: ['outside.sender'],
    },
    {
      id: 'private',
      title: 'the network keeps its containers apart: its mode is private',
      plant: remade(
        '--subnet 203.0.113.0/24 --gateway 203.0.113.1 --ip-range 203.0.113.192/27 -o macvlan_mode=private',
      ),
      kills: ['parent.sibling', 'shim.page'],
    },
    {
      id: 'alone',
      title: 'web is alone on the wire',
      plant: ({ $ }) => $`docker rm -f other`,
      kills: ['parent.sibling', 'parent.closed'],
    },
    {
      id: 'all-go-round',
      title: 'the host sends everything for the range through the shim',
      plant: ({ $ }) => $`ip route add 203.0.113.192/27 dev shim`,
      kills: ['parent.closed'],
    },
    { id: 'no-shim', title: 'there is no way round the parent', without: ['shim'], kills: ['shim.route'] },
    {
      id: 'shim-keeps-to-itself',
      title: 'the shim is there, but its mode is private',
      plant: ({ $ }) =>
        $`ip link del shim; ip link add link eth0 name shim type macvlan mode private; ip addr add 203.0.113.223/32 dev shim; ip link set shim up; ip route add 203.0.113.192/32 dev shim`,
      kills: ['shim.page'],
    },
    {
      id: 'left-alone',
      title: 'left is alone on its ipvlan network',
      plant: ({ $ }) => $`docker rm -f right`,
      kills: ['ipvlan.addresses'],
    },
    {
      id: 'two-parents',
      title: 'the two ipvlan networks have two parents',
      plant: async ({ $ }) => {
        await $`docker rm -f right; ip link add plug2 type veth peer name port2; ip link set plug2 up; ip link set port2 up`
        await $`docker network create -d ipvlan --subnet 192.168.51.0/24 --gateway 192.168.51.1 -o parent=port2 shared2`
        await $`docker run -d --name right --network shared2 httpd`
      },
      kills: ['ipvlan.mac'],
    },
    {
      id: 'dead-end',
      title: 'left has a route that throws away what is for right',
      plant: ({ $ }) =>
        $`nsenter -t $(docker inspect -f '{{.State.Pid}}' left) -n ip route add blackhole $(docker inspect -f '{{.NetworkSettings.Networks.shared.IPAddress}}' right)/32`,
      kills: ['ipvlan.ping'],
    },
  ],
}

export default script
