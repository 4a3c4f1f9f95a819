import type { LabScript, Player } from '../../runner/course/script.ts'

const output = async (command: Promise<{ stdout: string }>): Promise<string> => (await command).stdout.trim()

/** The name of the host's end of a container's eth0. */
const hostEndOf = async ($: Player['$'], name: string): Promise<string> => {
  const index = await output($`sudo docker exec ${name} cat /sys/class/net/eth0/iflink`)
  return output($`ip -o link | grep ${`^${index}: `} | cut -d ' ' -f 2 | cut -d @ -f 1`)
}

const script: LabScript = {
  steps: {
    run: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name blue base /bin/bash`
      await $`sudo docker run -i -t -d --name red base /bin/bash`
      await look`ip link`
    },
    sandbox: async ({ $, look }) => {
      const key = await output($`sudo docker inspect -f '{{.NetworkSettings.SandboxKey}}' blue`)
      await look`sudo ls /var/run/docker/netns`
      await look`sudo nsenter --net=${key} ip addr`
      await look`sudo docker exec blue ip addr`
      await $`sudo nsenter --net=${key} ip addr add 192.0.2.7/32 dev lo`
      await look`sudo docker exec blue ip addr show lo`
    },
    name: async ({ $, look }) => {
      const key = await output($`sudo docker inspect -f '{{.NetworkSettings.SandboxKey}}' blue`)
      await $`sudo mkdir -p /var/run/netns`
      await $`sudo ln -s ${key} /var/run/netns/blue`
      await look`ip netns list`
      await look`sudo ip netns exec blue ip route`
    },
    ends: async ({ $, look }) => {
      const veth = await hostEndOf($, 'blue')
      await $`sudo ip link set ${veth} down`
      await $`sudo ip link set ${veth} name to-blue`
      await $`sudo ip link set to-blue up`
      await look`ip link show to-blue`
    },
    back: async ({ $, look }) => {
      const veth = await hostEndOf($, 'red')
      await $`sudo ip link set ${veth} down`
      await $`sudo ip link set ${veth} name to-red`
      await $`sudo ip link set to-red up`
      await look`sudo brctl show docker0`
    },
    pull: async ({ $, look }) => {
      await $`sudo ip link set to-red down`
      await look`sudo docker exec red ip link show eth0`
      await look`sudo docker exec blue ping -c 1 172.17.0.1`
    },
  },

  variants: {
    folder: {
      title:
        'other names and images, the whole folder linked, nsenter by process, the plug taken out of docker0',
      steps: {
        run: ({ $ }) =>
          $`docker run --detach --name web1 httpd && docker run --detach --network bridge --name web10 networktest`,
        sandbox: ({ $ }) =>
          $`nsenter -t $(docker inspect -f '{{.State.Pid}}' web10) -n ip link set lo up; nsenter -t $(docker inspect -f '{{.State.Pid}}' web10) -n ip addr add 10.9.8.7/24 dev eth0`,
        name: ({ $ }) => $`ln -s /var/run/docker/netns /var/run/netns`,
        ends: ({ $ }) =>
          $`n=$(nsenter -t $(docker inspect -f '{{.State.Pid}}' web10) -n ip -o link show eth0 | sed -E 's/.*@if([0-9]+):.*/\\1/'); ip link set $(ip -o link | sed -nE "s/^$n: ([^@]+)@.*/\\1/p") name cable-web10`,
        back: ({ $ }) =>
          $`ip link set $(ip -o link show master docker0 | sed -nE 's/^[0-9]+: (veth[^@]+)@.*/\\1/p') name cable-web1`,
        pull: ({ $ }) => $`brctl delif docker0 cable-web1`,
      },
    },
    attach: {
      title: 'ip netns attach instead of a link, and the cable pulled at the container’s end',
      steps: {
        sandbox: ({ $ }) =>
          $`sudo nsenter --net=/proc/$(sudo docker inspect -f '{{.State.Pid}}' blue)/ns/net ip link set lo up; sudo nsenter --net=/proc/$(sudo docker inspect -f '{{.State.Pid}}' blue)/ns/net ip addr add 192.0.2.1/24 dev eth0`,
        name: ({ $ }) => $`sudo ip netns attach anything $(sudo docker inspect -f '{{.State.Pid}}' blue)`,
        pull: ({ $ }) =>
          $`sudo nsenter -t $(sudo docker inspect -f '{{.State.Pid}}' red) -n ip link set eth0 down`,
      },
    },
  },

  faults: [
    {
      id: 'one-alone',
      title: 'only one container runs',
      plant: ({ $ }) => $`docker kill red`,
      kills: ['run.two'],
    },
    {
      id: 'no-trace',
      title: 'nobody from outside has left anything in a container',
      plant: ({ $ }) => $`ip netns exec blue ip addr del 192.0.2.7/32 dev lo`,
      kills: ['sandbox.trace'],
    },
    {
      id: 'no-name',
      title: 'no namespace has a name',
      plant: ({ $ }) => $`rm /var/run/netns/blue`,
      kills: ['name.listed'],
    },
    {
      id: 'name-dangles',
      title: 'the name leads to a process that is gone',
      plant: ({ $ }) => $`ln -sfn /proc/4194304/ns/net /var/run/netns/blue`,
      kills: ['name.listed'],
    },
    {
      id: 'name-of-the-host',
      title: 'the name leads to the host’s own namespace',
      plant: ({ $ }) => $`ln -sfn /proc/1/ns/net /var/run/netns/blue`,
      kills: ['name.listed'],
    },
    {
      id: 'swapped',
      title: 'the two cables have each other’s names',
      plant: ({ $ }) =>
        $`ip link set to-blue down; ip link set to-blue name x; ip link set to-red name to-blue; ip link set x name to-red; ip link set to-red up`,
      kills: ['ends.label'],
    },
    {
      id: 'left-down',
      title: 'the first cable was not switched on again',
      plant: ({ $ }) => $`ip link set to-blue down`,
      kills: ['ends.whole'],
    },
    {
      id: 'fell-out',
      title: 'the first cable is no longer plugged into docker0',
      plant: ({ $ }) => $`ip link set to-blue nomaster`,
      kills: ['ends.whole'],
    },
    {
      id: 'no-second-label',
      title: 'the second cable has a name that says nothing',
      plant: ({ $ }) => $`ip link set to-red name vethfedcba9`,
      kills: ['back.labels'],
    },
    {
      id: 'plugged-in-again',
      title: 'no cable is pulled',
      plant: ({ $ }) => $`ip link set to-red up`,
      kills: ['pull.one'],
    },
    {
      id: 'impostor',
      title: 'the host answers at the address of the container whose cable is pulled',
      plant: ({ $ }) =>
        $`ip addr add $(docker inspect -f '{{.NetworkSettings.IPAddress}}' red)/32 dev docker0`,
      kills: ['pull.silent'],
    },
  ],
}

export default script
