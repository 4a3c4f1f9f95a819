import type { Fault, LabScript, Player } from '../../runner/course/script.ts'

const pidOf = async ($: Player['$'], name: string): Promise<string> =>
  (await $`sudo docker inspect -f '{{.State.Pid}}' ${name}`).stdout.trim()

/** Serves a page with this text on port 80 of a container; httpd goes to the background by itself. */
const serve = ($: Player['$'], name: string, text: string) =>
  $`sudo docker exec ${name} sh -c ${`mkdir -p /web; echo ${text} > /web/index.html; httpd -p 80 -h /web`}`

/** Shell words for the faults: the process ids of the containers, by their names. */
const pids = `for name in left right guest; do declare $name=$(docker inspect -f '{{.State.Pid}}' $name 2>/dev/null); done;`

/** A fault planted by a line of shell, which may use $left, $right and $guest. */
const fault = (id: string, title: string, line: string, kills: string[]): Fault => ({
  id,
  title,
  plant: ({ $ }) => $`bash -ec ${pids + line}`,
  kills,
})

const script: LabScript = {
  steps: {
    containers: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --rm --net=none --name left base /bin/bash`
      await $`sudo docker run -i -t -d --rm --net=none --name right base /bin/bash`
      await look`sudo docker exec left ip addr`
    },
    names: async ({ $, look }) => {
      const [left, right] = [await pidOf($, 'left'), await pidOf($, 'right')]
      await $`sudo mkdir -p /var/run/netns`
      await $`sudo ln -s /proc/${left}/ns/net /var/run/netns/${left}`
      await $`sudo ln -s /proc/${right}/ns/net /var/run/netns/${right}`
      await look`ip netns list`
    },
    cable: async ({ $, look }) => {
      const [left, right] = [await pidOf($, 'left'), await pidOf($, 'right')]
      await $`sudo ip link add A type veth peer name B`
      await $`sudo ip link set A netns ${left}`
      await $`sudo ip link set B netns ${right}`
      await look`sudo ip netns exec ${left} ip link show A`
    },
    addresses: async ({ $, look }) => {
      const [left, right] = [await pidOf($, 'left'), await pidOf($, 'right')]
      await $`sudo ip netns exec ${left} ip addr add 10.1.1.1/32 dev A`
      await $`sudo ip netns exec ${left} ip link set A up`
      await $`sudo ip netns exec ${right} ip addr add 10.1.1.2/32 dev B`
      await $`sudo ip netns exec ${right} ip link set B up`
      await look`sudo ip netns exec ${left} ip addr show A`
    },
    routes: async ({ $, look }) => {
      const [left, right] = [await pidOf($, 'left'), await pidOf($, 'right')]
      await $`sudo ip netns exec ${left} ip route add 10.1.1.2/32 dev A`
      await $`sudo ip netns exec ${right} ip route add 10.1.1.1/32 dev B`
      await look`sudo docker exec left ip route`
    },
    ping: async ({ look }) => {
      await look`sudo docker exec left ping -c 1 10.1.1.2`
      await look`sudo docker exec right ping -c 1 10.1.1.1`
      await look`sudo docker exec left ping -c 1 8.8.8.8 || true`
    },
    connect: async ({ $, look }) => {
      await serve($, 'left', 'I am left')
      await serve($, 'right', 'I am right')
      await look`sudo docker exec left wget -q -O - http://10.1.1.2/`
      await look`sudo docker exec right wget -q -O - http://10.1.1.1/`
    },
    beside: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name guest base /bin/bash`
      const [left, guest] = [await pidOf($, 'left'), await pidOf($, 'guest')]
      await $`sudo ln -s /proc/${guest}/ns/net /var/run/netns/${guest}`
      await $`sudo ip link add C type veth peer name D`
      await $`sudo ip link set C netns ${left}`
      await $`sudo ip netns exec ${left} ip addr add 10.1.2.1/32 dev C`
      await $`sudo ip netns exec ${left} ip link set C up`
      await $`sudo ip netns exec ${left} ip route add 10.1.2.2/32 dev C`
      await $`sudo ip link set D netns ${guest}`
      await $`sudo ip netns exec ${guest} ip addr add 10.1.2.2/32 dev D`
      await $`sudo ip netns exec ${guest} ip link set D up`
      await $`sudo ip netns exec ${guest} ip route add 10.1.2.1/32 dev D`
      await look`sudo docker exec guest ip route`
      await look`sudo docker exec guest wget -q -O - http://10.1.2.1/`
      await look`sudo docker exec guest ping -c 1 8.8.8.8`
    },
    host: async ({ $, look }) => {
      const right = await pidOf($, 'right')
      await $`sudo ip link add E type veth peer name F`
      await $`sudo ip link set F netns ${right}`
      await $`sudo ip netns exec ${right} ip addr add 10.1.3.2/32 dev F`
      await $`sudo ip netns exec ${right} ip link set F up`
      await $`sudo ip netns exec ${right} ip route add 10.1.3.1/32 dev F`
      await $`sudo ip addr add 10.1.3.1/32 dev E`
      await $`sudo ip link set E up`
      await $`sudo ip route add 10.1.3.2/32 dev E`
      await look`curl -s http://10.1.3.2/`
    },
  },

  variants: {
    peer: {
      title:
        'ip addr … peer, which brings the route along; nsenter; other names and addresses; ends made in place',
      steps: {
        containers: ({ $ }) =>
          $`docker run -d -i --network none --name one ubuntu; docker run -d -i --network none --name two debian`,
        names: ({ $ }) => $`docker ps`,
        cable: ({ $ }) =>
          $`ip link add eth0 netns $(docker inspect -f '{{.State.Pid}}' one) type veth peer name eth0 netns $(docker inspect -f '{{.State.Pid}}' two)`,
        addresses: ({ $ }) =>
          $`nsenter -t $(docker inspect -f '{{.State.Pid}}' one) -n ip addr add 192.168.77.1 peer 192.168.78.9 dev eth0; nsenter -t $(docker inspect -f '{{.State.Pid}}' two) -n ip addr add 192.168.78.9 peer 192.168.77.1 dev eth0`,
        routes: ({ $ }) =>
          $`nsenter -t $(docker inspect -f '{{.State.Pid}}' one) -n ip link set eth0 up; nsenter -t $(docker inspect -f '{{.State.Pid}}' two) -n ip link set eth0 up`,
        ping: ({ $ }) => $`docker exec one ping -c 1 192.168.78.9`,
        connect: ({ $ }) =>
          $`for name in one two; do docker exec $name sh -c 'hostname > /var/www/index.html; httpd -h /var/www'; done`,
        beside: ({ $ }) =>
          $`docker run -d --name three httpd; two=$(docker inspect -f '{{.State.Pid}}' two); three=$(docker inspect -f '{{.State.Pid}}' three); ip link add to-two netns $three type veth peer name to-three netns $two; nsenter -t $two -n sh -c 'ip addr add 10.0.0.2 peer 10.0.0.3 dev to-three; ip link set to-three up'; nsenter -t $three -n sh -c 'ip addr add 10.0.0.3 peer 10.0.0.2 dev to-two; ip link set to-two up'`,
        host: ({ $ }) =>
          $`one=$(docker inspect -f '{{.State.Pid}}' one); ip link add to-one type veth peer name to-host netns $one; ip addr add 10.0.1.1 peer 10.0.1.2 dev to-one; ip link set to-one up; nsenter -t $one -n sh -c 'ip addr add 10.0.1.2 peer 10.0.1.1 dev to-host; ip link set to-host up'`,
      },
    },
    classic: {
      title:
        'ifconfig and route; a network mask that nobody needs; a host’s end without an address of its own',
      steps: {
        addresses: ({ $ }) =>
          $`nsenter -t $(docker inspect -f '{{.State.Pid}}' left) -n ifconfig A 10.1.1.1 netmask 255.255.255.255 up; nsenter -t $(docker inspect -f '{{.State.Pid}}' right) -n ifconfig B 10.1.1.2 netmask 255.255.255.0 up`,
        routes: ({ $ }) =>
          $`nsenter -t $(docker inspect -f '{{.State.Pid}}' left) -n route add -host 10.1.1.2 dev A; nsenter -t $(docker inspect -f '{{.State.Pid}}' right) -n route add -host 10.1.1.1 dev B`,
        host: ({ $ }) =>
          $`right=$(docker inspect -f '{{.State.Pid}}' right); ip link add E type veth peer name F netns $right; ip link set E up; ip route add 10.1.1.2 dev E src 203.0.113.10; nsenter -t $right -n sh -c 'ip link set F up; ip route add 203.0.113.10 dev F src 10.1.1.2'`,
      },
    },
  },

  faults: [
    fault(
      'one-container',
      'the second container is gone',
      'docker kill right; while docker inspect right >/dev/null 2>&1; do sleep 0.05; done',
      ['containers.run', 'host.joins'],
    ),
    fault(
      'out-of-reach',
      'the second container has no name and no link',
      'rm /var/run/netns/$right; nsenter -t $right -n ip link del B; nsenter -t $right -n ip link del F',
      ['names.reach', 'cable.joins', 'host.joins'],
    ),
    fault('no-pair', 'the veth pair is deleted', 'nsenter -t $left -n ip link del A', ['cable.joins']),
    fault('end-on-host', 'B has never left the host', 'nsenter -t $right -n ip link set B netns 1', [
      'cable.joins',
    ]),
    fault('both-in-one', 'both ends are in one container', 'nsenter -t $right -n ip link set B netns $left', [
      'cable.joins',
    ]),
    fault('no-address', 'A has no address', 'nsenter -t $left -n ip addr flush dev A', ['addresses.there']),
    fault(
      'same-address',
      'both ends have one address',
      'nsenter -t $right -n sh -c "ip addr flush dev B; ip addr add 10.1.1.1/32 dev B"; nsenter -t $left -n ip route flush root 10.1.1.2/32',
      ['addresses.differ'],
    ),
    fault('end-down', 'B is down', 'nsenter -t $right -n ip link set B down', ['addresses.up']),
    fault('no-route-forth', 'left has no route to right', 'nsenter -t $left -n ip route del 10.1.1.2/32', [
      'routes.forth',
    ]),
    fault('no-route-back', 'right has no route to left', 'nsenter -t $right -n ip route del 10.1.1.1/32', [
      'routes.back',
    ]),
    fault(
      'subnets',
      'both ends lie in a subnet instead',
      'for end in $left.A.1 $right.B.2; do IFS=. read pid dev last <<< $end; nsenter -t $pid -n sh -c "ip addr flush dev $dev; ip addr add 10.1.1.$last/24 dev $dev"; done',
      ['routes.forth', 'routes.back'],
    ),
    fault(
      'wrong-way',
      'left looks for right at the other end of C',
      'nsenter -t $left -n ip route replace 10.1.1.2/32 dev C',
      ['routes.forth'],
    ),
    fault(
      'deaf-younger',
      'right answers no ping',
      'nsenter -t $right -n sysctl -q -w net.ipv4.icmp_echo_ignore_all=1',
      ['ping.forth'],
    ),
    fault(
      'deaf-older',
      'left answers no ping',
      'nsenter -t $left -n sysctl -q -w net.ipv4.icmp_echo_ignore_all=1',
      ['ping.back'],
    ),
    fault(
      'not-alone',
      'left has been plugged into docker0 as well',
      'ip link add X type veth peer name Y netns $left; ip link set X master docker0 up; nsenter -t $left -n sh -c "ip addr add 172.17.42.99/16 dev Y; ip link set Y up; ip route add default via 172.17.0.1"',
      ['ping.alone'],
    ),
    fault('closed-port', 'nobody listens in right', 'docker exec right killall httpd', [
      'connect.forth',
      'host.connects',
    ]),
    fault(
      'filtered',
      'right drops TCP that comes over the link',
      'nsenter -t $right -n iptables -A INPUT -i B -p tcp -j DROP',
      ['connect.forth', 'connect.back'],
    ),
    fault(
      'impostor',
      'something else answers on left’s port 80',
      'docker exec left sh -c "echo It works! > /web/index.html"',
      ['connect.back', 'beside.connects'],
    ),
    fault(
      'mute-server',
      'what listens in right says nothing',
      'docker exec right killall httpd; while nsenter -t $right -n ss -Hltn sport = 80 | grep -q .; do sleep 0.05; done; docker exec -d right nc -ll -p 80 -e true; until nsenter -t $right -n ss -Hltn sport = 80 | grep -q .; do sleep 0.05; done',
      ['connect.forth', 'host.connects'],
    ),
    fault('no-second-link', 'the guest’s link is deleted', 'nsenter -t $guest -n ip link del D', [
      'beside.joins',
    ]),
    fault('guest-route', 'the guest has no route to left', 'nsenter -t $guest -n ip route del 10.1.2.1/32', [
      'beside.wired',
    ]),
    fault(
      'guest-filtered',
      'left drops TCP that comes from the guest',
      'nsenter -t $left -n iptables -A INPUT -i C -p tcp -j DROP',
      ['beside.connects'],
    ),
    fault(
      'default-over-link',
      'the guest’s default route leads over the link',
      'nsenter -t $guest -n ip route replace default dev D',
      ['beside.keeps'],
    ),
    fault('in-bridge', 'the host’s end is a port of docker0', 'brctl addif docker0 E', ['host.joins']),
    fault('host-route', 'the host has no route to right', 'ip route del 10.1.3.2/32', ['host.wired']),
    fault(
      'host-filtered',
      'right drops TCP that comes from the host',
      'nsenter -t $right -n iptables -A INPUT -i F -p tcp -j DROP',
      ['host.connects'],
    ),
  ],
}

export default script
