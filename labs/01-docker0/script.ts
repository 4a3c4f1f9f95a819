import type { LabScript } from '../../runner/course/script.ts'

const script: LabScript = {
  steps: {
    networks: async ({ $, look }) => {
      await look`sudo docker network ls`
      await $`sudo docker run --rm --net=none base ip addr`
      await $`sudo docker run --rm --net=host base ip addr`
    },
    wake: async ({ $, look }) => {
      await look`sudo docker network inspect bridge`
      await look`ip addr show docker0`
      await look`sudo brctl show`
      await look`ip route`
      await $`sudo docker run --name deb1 --detach --tty --interactive debian`
      await look`ip addr show docker0`
      await look`sudo brctl show`
      await look`ip route`
    },
    second: async ({ $, look }) => {
      await $`sudo docker run --name deb2 --detach --tty --interactive debian`
      await look`sudo docker network inspect -f '{{json .Containers}}' bridge`
      await look`sudo docker exec deb2 ip addr show eth0`
    },
    ping: async ({ $, look }) => {
      const address = (await $`sudo docker inspect -f '{{.NetworkSettings.IPAddress}}' deb2`).stdout.trim()
      await $`sudo docker exec deb1 ping -c 1 ${address}`
      await look`sudo docker exec deb1 arp -n`
      await look`sudo docker exec deb1 ping -c 1 8.8.8.8`
    },
    remove: async ({ $, look }) => {
      await $`sudo docker run --name deb3 --detach --tty --interactive debian`
      await $`sudo docker stop -t 1 deb3`
      await $`sudo docker rm deb3`
      await look`sudo docker ps -a`
      await look`sudo brctl show`
    },
  },

  variants: {
    images: {
      title: 'other names and images, networks by --network, forced removal, and bridge instead of brctl',
      steps: {
        networks: ({ $ }) =>
          $`docker run --network host ubuntu true; docker run --network none centos true; docker container prune --force`,
        wake: ({ $ }) => $`docker run -d httpd`,
        second: ({ $ }) => $`docker run -d --network bridge networktest; bridge link show`,
        ping: ({ $ }) =>
          $`nsenter -t $(docker inspect -f '{{.State.Pid}}' $(docker ps --latest --quiet)) -n ping -c 1 172.17.0.2`,
        remove: ({ $ }) => $`docker run -d --name short httpd; docker rm --force short`,
      },
    },
    traffic: {
      title: 'a web page instead of a ping, and a container that ends and goes by itself',
      steps: {
        second: ({ $ }) => $`sudo docker run --name deb2 --detach httpd`,
        ping: ({ $ }) =>
          $`for try in 1 2 3 4 5 6 7 8 9 10; do sudo nsenter -t $(sudo docker inspect -f '{{.State.Pid}}' deb1) -n curl --silent http://172.17.0.3/ && break; sleep 0.2; done`,
        remove: ({ $ }) => $`sudo docker run --rm debian true`,
      },
    },
  },

  faults: [
    {
      id: 'never-elsewhere',
      title: 'nothing has run on the networks none and host',
      without: ['networks'],
      kills: ['networks.none', 'networks.host'],
    },
    {
      id: 'nobody',
      title: 'no container is left',
      plant: ({ $ }) => $`docker rm -f deb1 deb2`,
      kills: ['wake.runs'],
    },
    {
      id: 'other-network',
      title: 'the containers are on a network of their own',
      plant: ({ $ }) =>
        $`docker rm -f deb1 deb2; docker network create own; docker run -d --network own httpd; docker run -d --network own httpd`,
      kills: ['wake.runs'],
    },
    {
      id: 'unplugged',
      title: 'a container’s cable is not in docker0',
      plant: ({ $ }) =>
        $`ip link set $(ip -o link show master docker0 | head -n 1 | cut -d ' ' -f 2 | cut -d @ -f 1) nomaster`,
      kills: ['wake.port'],
    },
    {
      id: 'switched-off',
      title: 'docker0 is switched off',
      plant: ({ $ }) => $`ip link set docker0 down`,
      kills: ['wake.up'],
    },
    {
      id: 'no-carrier',
      title: 'docker0 is on, but the host’s ends of all its cables are off',
      plant: ({ $ }) =>
        $`for veth in $(ip -o link show master docker0 | cut -d ' ' -f 2 | cut -d @ -f 1); do ip link set $veth down; done`,
      kills: ['wake.up'],
    },
    {
      id: 'no-route',
      title: 'the host has no route to docker0’s network',
      plant: ({ $ }) => $`ip route del 172.17.0.0/16`,
      kills: ['wake.route'],
    },
    {
      id: 'alone',
      title: 'there is no second container',
      plant: ({ $ }) => $`docker rm -f deb2`,
      kills: ['second.two'],
    },
    {
      id: 'address-lost',
      title: 'somebody has given the second container another address',
      plant: ({ $ }) =>
        $`nsenter -t $(docker inspect -f '{{.State.Pid}}' deb2) -n sh -c 'ip addr flush dev eth0; ip addr add 172.17.99.9/16 dev eth0'`,
      kills: ['second.addresses'],
    },
    {
      id: 'strangers',
      title: 'the containers have never heard of each other',
      plant: ({ $ }) =>
        $`for name in deb1 deb2; do nsenter -t $(docker inspect -f '{{.State.Pid}}' $name) -n ip neigh flush all; done`,
      kills: ['ping.met'],
    },
    {
      id: 'no-forwarding',
      title: 'the host forwards no packets',
      plant: ({ $ }) => $`sysctl -q -w net.ipv4.ip_forward=0`,
      kills: ['ping.outside'],
    },
    {
      id: 'never-removed',
      title: 'no container on docker0 has come and gone',
      without: ['remove'],
      kills: ['remove.ended'],
    },
    {
      id: 'kept',
      title: 'a container that has ended is still kept',
      plant: ({ $ }) => $`docker run --name left debian true`,
      kills: ['remove.gone'],
    },
  ],
}

export default script
