import type { LabScript, Player } from '../../runner/course/script.ts'

const pidOf = async ($: Player['$'], name: string): Promise<string> =>
  (await $`sudo docker inspect -f '{{.State.Pid}}' ${name}`).stdout.trim()

const script: LabScript = {
  steps: {
    container: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --rm --net=none --name box base /bin/bash`
      await look`sudo docker exec box ip addr`
    },
    name: async ({ $, look }) => {
      const pid = await pidOf($, 'box')
      await $`sudo mkdir -p /var/run/netns`
      await $`sudo ln -s /proc/${pid}/ns/net /var/run/netns/${pid}`
      await look`ip netns list`
    },
    cable: async ({ $, look }) => {
      await look`ip addr show docker0`
      await $`sudo ip link add A type veth peer name B`
      await look`ip link show type veth`
    },
    bridge: async ({ $, look }) => {
      await $`sudo brctl addif docker0 A`
      await $`sudo ip link set A up`
      await look`sudo brctl show docker0`
    },
    inside: async ({ $, look }) => {
      const pid = await pidOf($, 'box')
      await $`sudo ip link set B netns ${pid}`
      await $`sudo ip netns exec ${pid} ip link set dev B name eth0`
      await $`sudo ip netns exec ${pid} ip link set eth0 up`
      await look`sudo ip netns exec ${pid} ip link`
    },
    address: async ({ $, look }) => {
      const pid = await pidOf($, 'box')
      await $`sudo ip netns exec ${pid} ip addr add 172.17.42.99/16 dev eth0`
      await look`sudo docker exec box ip addr show eth0`
    },
    route: async ({ $, look }) => {
      const pid = await pidOf($, 'box')
      await $`sudo ip netns exec ${pid} ip route add default via 172.17.0.1`
      await look`sudo docker exec box ip route`
    },
    ping: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name neighbour base /bin/bash`
      const address = (
        await $`sudo docker inspect -f '{{.NetworkSettings.IPAddress}}' neighbour`
      ).stdout.trim()
      await look`sudo docker exec box ping -c 1 172.17.0.1`
      await look`sudo docker exec box ping -c 1 ${address}`
      await look`sudo docker exec box ping -c 1 8.8.8.8`
    },
    exit: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --rm --net=none --name visitor base /bin/bash`
      const pid = await pidOf($, 'visitor')
      await $`sudo ln -s /proc/${pid}/ns/net /var/run/netns/${pid}`
      await $`sudo ip link add C type veth peer name D`
      await $`sudo ip link set D netns ${pid}`
      await $`sudo docker kill visitor`
      // The kernel takes the namespace, and both ends of the pair with it, down in its own time.
      await $`for try in $(seq 100); do ip link show C >/dev/null 2>&1 || break; sleep 0.05; done`
      await look`ls -l /var/run/netns`
      await $`sudo find -L /var/run/netns -type l -delete`
      await look`ip netns list`
    },
  },

  variants: {
    nsenter: {
      title: 'nsenter instead of ip netns, ip link instead of brctl, other names and another address',
      steps: {
        container: ({ $ }) => $`docker run --detach --interactive --network none base`,
        name: ({ $ }) => $`docker ps --latest --quiet`,
        cable: ({ $ }) => $`ip link add left type veth peer name right`,
        bridge: ({ $ }) => $`ip link set left master docker0 up`,
        inside: ({ $ }) =>
          $`pid=$(docker inspect -f '{{.State.Pid}}' "$(docker ps --latest --quiet)"); ip link set right netns $pid name eth0; nsenter -t $pid -n ip link set eth0 up`,
        address: ({ $ }) =>
          $`nsenter -t $(docker inspect -f '{{.State.Pid}}' $(docker ps --latest --quiet)) -n ip addr add 172.17.200.7/16 dev eth0`,
        route: ({ $ }) =>
          $`nsenter -t $(docker inspect -f '{{.State.Pid}}' $(docker ps --latest --quiet)) -n ip route add default via 172.17.0.1`,
        ping: ({ $ }) => $`docker run --detach --interactive debian`,
        exit: ({ $ }) => $`docker run --rm --network none ubuntu true`,
      },
    },
    direct: {
      title: 'the pair is made with its far end in the container at once, by ip link add … netns',
      steps: {
        name: ({ $ }) => $`sudo ip netns attach wired $(sudo docker inspect -f '{{.State.Pid}}' box)`,
        cable: ({ $ }) => $`sudo ip link add to-box type veth peer name eth0 netns wired`,
        bridge: ({ $ }) => $`sudo brctl addif docker0 to-box; sudo ifconfig to-box up`,
        inside: ({ $ }) => $`sudo ip -n wired link set eth0 up`,
        address: ({ $ }) => $`sudo ip netns exec wired ifconfig eth0 172.17.3.3 netmask 255.255.0.0`,
        route: ({ $ }) => $`sudo ip netns exec wired route add default gw 172.17.0.1`,
      },
    },
  },

  faults: [
    { id: 'nobody-left', title: 'no second container ever came', without: ['exit'], kills: ['exit.ended'] },
    {
      id: 'no-container',
      title: 'the container is gone',
      plant: ({ $ }) =>
        $`docker kill box; while docker inspect box >/dev/null 2>&1; do sleep 0.05; done; find -L /var/run/netns -type l -delete`,
      kills: ['container.runs'],
    },
    {
      id: 'out-of-reach',
      title: 'the namespace has no name, and nobody has been in it',
      plant: ({ $ }) => $`find /var/run/netns -type l -delete; ip link del A`,
      kills: ['name.reach', 'cable.pair'],
    },
    {
      id: 'no-pair',
      title: 'the veth pair is deleted',
      plant: ({ $ }) => $`ip link del A`,
      kills: ['cable.pair'],
    },
    {
      id: 'not-in-bridge',
      title: 'A is plugged into nothing',
      plant: ({ $ }) => $`brctl delif docker0 A`,
      kills: ['bridge.port'],
    },
    {
      id: 'wrong-bridge',
      title: 'A is plugged into a bridge of its own',
      plant: ({ $ }) => $`brctl addbr other; ip link set other up; ip link set A master other`,
      kills: ['bridge.port'],
    },
    {
      id: 'host-end-down',
      title: 'A is down',
      plant: ({ $ }) => $`ip link set A down`,
      kills: ['bridge.up'],
    },
    {
      id: 'wrong-namespace',
      title: 'B is in the neighbour instead',
      plant: ({ $ }) =>
        $`box=$(docker inspect -f '{{.State.Pid}}' box); neighbour=$(docker inspect -f '{{.State.Pid}}' neighbour); nsenter -t $box -n ip link set eth0 down; nsenter -t $box -n ip link set eth0 name B; nsenter -t $box -n ip link set B netns /proc/$neighbour/ns/net`,
      kills: ['inside.there'],
    },
    {
      id: 'unnamed',
      title: 'B is still called B',
      plant: ({ $ }) =>
        $`box=$(docker inspect -f '{{.State.Pid}}' box); nsenter -t $box -n sh -c 'ip link set eth0 down; ip link set eth0 name B; ip link set B up; ip route add default via 172.17.0.1'`,
      kills: ['inside.name'],
    },
    {
      id: 'container-end-down',
      title: 'eth0 in the container is down',
      plant: ({ $ }) => $`nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n ip link set eth0 down`,
      kills: ['inside.up', 'route.default'],
    },
    {
      id: 'wrong-network',
      title: 'the address belongs to another network',
      plant: ({ $ }) =>
        $`nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n sh -c 'ip addr flush dev eth0; ip addr add 10.9.8.7/16 dev eth0; ip route add default via 172.17.0.1 dev eth0 onlink'`,
      kills: ['address.network'],
    },
    {
      id: 'wrong-mask',
      title: 'the prefix length is 8 instead of 16',
      plant: ({ $ }) =>
        $`nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n sh -c 'ip addr flush dev eth0; ip addr add 172.17.42.99/8 dev eth0; ip route add default via 172.17.0.1'`,
      kills: ['address.mask'],
    },
    {
      id: 'address-taken',
      title: 'the address is the neighbour’s',
      plant: ({ $ }) =>
        $`nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n sh -c "ip addr flush dev eth0; ip addr add $(docker inspect -f '{{.NetworkSettings.IPAddress}}' neighbour)/16 dev eth0; ip route add default via 172.17.0.1"`,
      kills: ['address.free'],
    },
    {
      id: 'no-route',
      title: 'the default route is missing',
      plant: ({ $ }) => $`nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n ip route del default`,
      kills: ['route.default'],
    },
    {
      id: 'second-route',
      title: 'a second default route leads to the neighbour',
      plant: ({ $ }) =>
        $`nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n ip route add default via $(docker inspect -f '{{.NetworkSettings.IPAddress}}' neighbour) metric 50`,
      kills: ['route.default'],
    },
    {
      id: 'deaf-host',
      title: 'the host answers no ping',
      plant: ({ $ }) => $`iptables -I INPUT -i docker0 -p icmp -j DROP`,
      kills: ['ping.gateway'],
    },
    {
      id: 'deaf-neighbour',
      title: 'the neighbour answers no ping',
      plant: ({ $ }) =>
        $`nsenter -t $(docker inspect -f '{{.State.Pid}}' neighbour) -n sysctl -q -w net.ipv4.icmp_echo_ignore_all=1`,
      kills: ['ping.neighbour'],
    },
    {
      id: 'no-forwarding',
      title: 'the host forwards no packets',
      plant: ({ $ }) => $`sysctl -q -w net.ipv4.ip_forward=0`,
      kills: ['ping.outside'],
    },
    {
      id: 'dangling-name',
      title: 'a name is left in /var/run/netns for a process that is gone',
      plant: ({ $ }) => $`ln -s /proc/4194304/ns/net /var/run/netns/gone`,
      kills: ['exit.clean'],
    },
  ],
}

export default script
