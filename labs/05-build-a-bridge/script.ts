import type { LabScript, Player } from '../../runner/course/script.ts'

/** Enters the network namespace of the container box and does something there. */
const inBox = ($: Player['$'], command: string) =>
  $`nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n sh -c ${command}`

const script: LabScript = {
  steps: {
    made: async ({ $, look }) => {
      await $`sudo brctl addbr testbridge`
      await $`sudo ip addr add 10.10.10.1/24 dev testbridge`
      await $`sudo ip link set dev testbridge up`
      await look`ip addr show testbridge`
      await look`ip route`
      await $`sudo ip link set dev testbridge down`
      await $`sudo brctl delbr testbridge`
      await $`sudo brctl addbr bridge0`
      await look`brctl show`
    },
    ready: async ({ $, look }) => {
      // Who has come here with a bridge of another name gets this one too.
      await $`[ -e /sys/class/net/bridge0 ] || sudo brctl addbr bridge0`
      await $`sudo ip addr replace 192.168.5.1/24 dev bridge0`
      await $`sudo ip link set dev bridge0 up`
      await look`ip addr show bridge0`
    },
    old: async ({ $, look }) => {
      await $`sudo service docker stop`
      await $`sudo ip link set dev docker0 down`
      await $`sudo brctl delbr docker0`
      await look`brctl show`
    },
    engine: async ({ $, look }) => {
      await $`echo 'DOCKER_OPTS="-b=bridge0"' >> /etc/default/docker`
      // Not `start`: somebody may have started it without the option.
      await $`sudo service docker restart`
      await look`sudo docker network inspect bridge`
    },
    again: async ({ $, look }) => {
      await look`brctl show`
      // Not every engine brings it back.
      await $`[ ! -e /sys/class/net/docker0 ] || { sudo ip link set dev docker0 down && sudo brctl delbr docker0; }`
      await $`sudo service docker restart`
      await look`brctl show`
    },
    box: async ({ $, look }) => {
      await $`sudo docker start box 2>/dev/null || sudo docker run -i -t -d --name box base /bin/bash`
      await look`sudo docker exec box ip addr show eth0`
      await look`sudo docker exec box ip route`
      await look`brctl show`
    },
    out: async ({ $, look }) => {
      const gateway = (await $`sudo docker inspect -f '{{.NetworkSettings.Gateway}}' box`).stdout.trim()
      await look`sudo docker exec box ping -c 1 ${gateway}`
      await look`sudo docker exec box ping -c 1 8.8.8.8`
      await look`sudo docker exec box wget -q -O - http://198.51.100.80/`
      await look`sudo iptables -t nat -S POSTROUTING`
    },
  },

  variants: {
    'daemon-json': {
      title:
        'daemon.json, systemctl and ip instead of DOCKER_OPTS, service and brctl; another name and network',
      steps: {
        made: ({ $ }) => $`ip link add name lan type bridge`,
        ready: ({ $ }) => $`ip addr add 10.200.0.254/20 dev lan; ip link set lan up`,
        old: ({ $ }) => $`systemctl stop docker.socket docker; ip link del docker0`,
        engine: ({ $ }) =>
          $`mkdir -p /etc/docker; echo '{"bridge": "lan"}' > /etc/docker/daemon.json; systemctl start docker`,
        again: ({ $ }) => $`[ ! -e /sys/class/net/docker0 ] || ip link del docker0`,
        box: ({ $ }) => $`docker run --detach --name box httpd`,
      },
    },
    'document-order': {
      title:
        'the document’s order: engine stopped and docker0 deleted first; its memory of docker0 is deleted too',
      steps: {
        made: ({ $ }) =>
          $`sudo service docker stop; sudo ifconfig docker0 down; sudo brctl delbr docker0; rm -f /var/lib/docker/network/files/local-kv.db; brctl addbr bridge0`,
        ready: ({ $ }) => $`sudo ifconfig bridge0 192.168.5.1 netmask 255.255.255.0 up`,
        old: ({ $ }) => $`brctl show`,
        engine: ({ $ }) =>
          $`echo 'DOCKER_OPTS="--bridge=bridge0"' >> /etc/default/docker; sudo service docker start`,
        again: ({ $ }) => $`brctl show`,
      },
    },
    'one-restart': {
      title: 'the engine is only restarted, and docker0 deleted under it afterwards',
      steps: {
        old: ({ $ }) => $`docker network ls`,
        engine: ({ $ }) =>
          $`sed -i 's/^#DOCKER_OPTS=.*/DOCKER_OPTS="-b bridge0"/' /etc/default/docker; sudo service docker restart`,
        again: ({ $ }) => $`ip link del docker0`,
      },
    },
  },

  faults: [
    {
      id: 'no-bridge',
      title: 'the bridge is deleted under the running engine',
      plant: ({ $ }) => $`ip link del bridge0`,
      kills: ['made.bridge'],
    },
    {
      id: 'no-address',
      title: 'the bridge has lost its address',
      plant: ({ $ }) => $`ip -4 addr flush dev bridge0`,
      kills: ['ready.address'],
    },
    {
      id: 'bridge-down',
      title: 'the bridge is down',
      plant: ({ $ }) => $`ip link set bridge0 down`,
      kills: ['ready.up'],
    },
    {
      id: 'docker0-kept',
      title: 'docker0 was never deleted',
      without: ['old', 'again'],
      kills: ['old.gone', 'again.gone'],
    },
    {
      id: 'engine-not-told',
      title: 'the engine was started without being told of the bridge',
      without: ['engine'],
      kills: ['engine.bridge'],
    },
    {
      id: 'network-beside',
      title: 'the bridge carries a network of the student’s, not the default one',
      without: ['engine'],
      plant: ({ $ }) =>
        $`docker network create --subnet 192.168.5.0/24 --gateway 192.168.5.1 -o com.docker.network.bridge.name=bridge0 mine; docker run -d --network mine httpd`,
      kills: ['engine.bridge'],
    },
    {
      id: 'address-changed',
      title: 'the bridge has got another address since the engine was started',
      plant: ({ $ }) => $`ip -4 addr flush dev bridge0; ip addr add 192.168.77.1/24 dev bridge0`,
      kills: ['engine.pool'],
    },
    {
      id: 'other-gateway',
      title: 'the engine names a gateway that is not the bridge',
      plant: ({ $ }) =>
        $`sed -i 's/-b=bridge0/-b=bridge0 --default-gateway 192.168.5.77/' /etc/default/docker; sudo service docker restart; docker start box`,
      kills: ['box.gateway'],
    },
    {
      id: 'docker0-back',
      title: 'the docker0 that came back is left there',
      without: ['again'],
      kills: ['again.gone'],
    },
    {
      id: 'no-container',
      title: 'no container runs since the engine was restarted',
      plant: ({ $ }) => $`sudo service docker restart`,
      kills: ['box.runs'],
    },
    {
      id: 'container-beside',
      title: 'the only container runs on another network',
      without: ['box', 'out'],
      plant: ({ $ }) => $`docker network create beside; docker run -i -d --network beside --name box base`,
      kills: ['box.runs'],
    },
    {
      id: 'unplugged',
      title: 'the container’s cable is pulled out of the bridge',
      plant: ({ $ }) =>
        $`for port in /sys/class/net/bridge0/brif/*; do brctl delif bridge0 "$(basename "$port")"; done`,
      kills: ['box.port'],
    },
    {
      id: 'old-address',
      title: 'the container has an address of docker0’s old network',
      plant: ({ $ }) =>
        inBox(
          $,
          'ip -4 addr flush dev eth0; ip addr add 172.17.0.2/16 dev eth0; ip route add default via 192.168.5.1 dev eth0 onlink',
        ),
      kills: ['box.address'],
    },
    {
      id: 'old-gateway',
      title: 'the container’s gateway is docker0’s old address',
      plant: ({ $ }) => inBox($, 'ip route replace default via 172.17.0.1 dev eth0 onlink'),
      kills: ['box.gateway'],
    },
    {
      id: 'deaf-bridge',
      title: 'the host answers no ping from the bridge',
      plant: ({ $ }) => $`iptables -I INPUT -i bridge0 -p icmp -j DROP`,
      kills: ['out.gateway'],
    },
    {
      id: 'no-forwarding',
      title: 'the host forwards no packets',
      plant: ({ $ }) => $`sysctl -q -w net.ipv4.ip_forward=0`,
      kills: ['out.outside'],
    },
    {
      id: 'no-masquerade',
      title: 'the bridge’s network is not masqueraded',
      plant: ({ $ }) =>
        $`sed -i 's/-b=bridge0/-b=bridge0 --ip-masq=false/' /etc/default/docker; sudo service docker stop; iptables -t nat -F POSTROUTING; sudo service docker start; docker start box`,
      kills: ['out.outside'],
    },
  ],
}

export default script
