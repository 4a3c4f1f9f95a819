import type { LabScript, Play, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

const pidOf = async ($: Shell, name: string): Promise<string> =>
  (await $`sudo docker inspect -f '{{.State.Pid}}' ${name}`).stdout.trim()

/** A line of shell; the first of its commands that fails ends it. */
const line =
  (text: string): Play =>
  ({ $ }) =>
    $`bash -ec ${text}`

/** Shell words for the lines below: the process ids of two containers. */
const pids = (server: string, client: string): string =>
  `s=$(docker inspect -f '{{.State.Pid}}' ${server}); c=$(docker inspect -f '{{.State.Pid}}' ${client});`

/** A server that has just been started may not listen yet. */
const awaitServer = 'until docker exec server netstat -ltn | grep -q 5201; do sleep 0.05; done;'
/** What waits in the buffers when the last byte is sent is not received any more: with small ones not much. */
const sixMegabytes = ['-n', '6M', '-w', '256K']
const keep = 'mkdir -p /root/results; cd /root/results;'

const wire = `ip link add A netns $c type veth peer name B netns $s;
  nsenter -t $c -n sh -c 'ip addr add 10.1.1.1/32 dev A; ip link set A up; ip route add 10.1.1.2/32 dev A';
  nsenter -t $s -n sh -c 'ip addr add 10.1.1.2/32 dev B; ip link set B up; ip route add 10.1.1.1/32 dev B'`

const script: LabScript = {
  steps: {
    tool: async ({ $ }) => {
      await $`mkdir -p /root/iperf`
      await $`tar -C / -chf /root/iperf/iperf3.tar usr/bin/iperf3 $(ldd /usr/bin/iperf3 | grep -o '/[^ ]*') 2>/dev/null`
      await $`printf 'FROM debian\nADD iperf3.tar /\nCMD ["iperf3", "-s"]\n' > /root/iperf/Dockerfile`
      await $`sudo docker build -t iperf /root/iperf`
      await $`sudo docker run -d --name server -p 5201:5201 iperf`
      await $`sudo docker run -i -t -d --name client iperf /bin/bash`
      await $`bash -c ${awaitServer}`
    },
    bridge: async ({ $ }) => {
      await $`mkdir -p /root/results`
      await $`sudo docker exec client iperf3 -c 172.17.0.2 -n 100M --json > /root/results/bridge.json`
    },
    link: async ({ $ }) => {
      const [client, server] = [await pidOf($, 'client'), await pidOf($, 'server')]
      await $`sudo ip link add A netns ${client} type veth peer name B netns ${server}`
      await $`sudo nsenter -t ${client} -n ip addr add 10.1.1.1/32 dev A`
      await $`sudo nsenter -t ${client} -n ip link set A up`
      await $`sudo nsenter -t ${server} -n ip addr add 10.1.1.2/32 dev B`
      await $`sudo nsenter -t ${server} -n ip link set B up`
      await $`sudo nsenter -t ${client} -n ip route add 10.1.1.2/32 dev A`
      await $`sudo nsenter -t ${server} -n ip route add 10.1.1.1/32 dev B`
      await $`sudo docker exec client iperf3 -c 10.1.1.2 -n 100M --json > /root/results/link.json`
    },
    published: ({ $ }) => $`iperf3 -c 203.0.113.10 -n 100M --json > /root/results/published.json`,
    proxy: ({ $ }) => $`iperf3 -c 127.0.0.1 -n 100M --json > /root/results/proxy.json`,
    outside: ({ $ }) =>
      $`sudo docker exec client iperf3 -c 203.0.113.1 -n 100M --json > /root/results/outside.json`,
    mtu: async ({ $ }) => {
      await $`sudo nsenter -t ${await pidOf($, 'client')} -n ip link set eth0 mtu 576`
      await $`sudo docker exec client iperf3 -c 172.17.0.2 -n 100M --json > /root/results/small.json`
    },
    offload: async ({ $ }) => {
      await $`sudo nsenter -t ${await pidOf($, 'client')} -n ip link set eth0 gso_max_segs 1`
      await $`sudo docker exec client iperf3 -c 172.17.0.2 ${sixMegabytes} --json > /root/results/single.json`
      await $`sudo nsenter -t ${await pidOf($, 'client')} -n ip -s link show eth0`
    },
    compare: ({ $ }) => $`grep -A 5 sum_received /root/results/*.json | grep bits_per_second`,
  },

  variants: {
    'no-image': {
      title: 'the host’s own iperf3 in the containers’ network namespaces; other names and ports; -R',
      steps: {
        tool: line(
          'docker run -d -i --name one -p 7000:6000 base; docker run -d -i --name two base; pid=$(docker inspect -f "{{.State.Pid}}" one); nsenter -t $pid -n iperf3 -s -p 6000 -D; until nsenter -t $pid -n ss -Hltn | grep -q 6000; do sleep 0.05; done',
        ),
        bridge: line(
          `${keep} ${pids('one', 'two')} nsenter -t $c -n iperf3 -c 172.17.0.2 -p 6000 -R -n 50M --json > a.json`,
        ),
        link: line(
          `${keep} ${pids('one', 'two')} ip link add x netns $c type veth peer name x netns $s; nsenter -t $c -n sh -c 'ip addr add 10.9.0.1/30 dev x; ip link set x up'; nsenter -t $s -n sh -c 'ip addr add 10.9.0.2/30 dev x; ip link set x up'; nsenter -t $c -n iperf3 -c 10.9.0.2 -p 6000 -R -n 50M --json > b.json`,
        ),
        published: line(`${keep} iperf3 -c 172.17.0.1 -p 7000 -n 50M --json > c.json`),
        proxy: line(`${keep} iperf3 -c 127.0.0.1 -p 7000 -n 50M --json > d.json`),
        outside: line(
          `${keep} ${pids('one', 'two')} nsenter -t $c -n iperf3 -c 8.8.8.8 -n 50M --json > e.json`,
        ),
        mtu: line(
          `${keep} ${pids('one', 'two')} nsenter -t $s -n ifconfig eth0 mtu 700; nsenter -t $c -n iperf3 -c 172.17.0.2 -p 6000 -R -n 50M --json > f.json`,
        ),
        offload: line(
          `${keep} ${pids('one', 'two')} nsenter -t $s -n ip link set eth0 gso_max_segs 1; nsenter -t $c -n iperf3 -c 172.17.0.2 -p 6000 -R -n 6M --json > g.json`,
        ),
        compare: line('ls /root/results'),
      },
    },
    commit: {
      title: 'an image by docker commit; several connections at once; the short segments asked of iperf3',
      steps: {
        tool: line(
          `docker run -d -i --name model base; tar -C / -ch usr/bin/iperf3 $(ldd /usr/bin/iperf3 | grep -o '/[^ ]*') 2>/dev/null | docker cp - model:/; docker commit -c 'CMD ["iperf3", "-s"]' model me/iperf; docker rm -f model; docker run -d --name server -p 5201:5201 me/iperf; docker run -d -i --name client me/iperf bash; ${awaitServer}`,
        ),
        bridge: line(`${keep} docker exec client iperf3 -c 172.17.0.2 -P 2 -n 50M --json > bridge.json`),
        mtu: line(`${keep} docker exec client iperf3 -c 172.17.0.2 -M 500 -n 50M --json > small.json`),
        offload: line(
          `${keep} ${pids('server', 'client')} nsenter -t $c -n ip link set eth0 gso_max_segs 1; docker exec client iperf3 -c 172.17.0.2 ${sixMegabytes.join(' ')} --json > single.json`,
        ),
      },
    },
  },

  faults: [
    {
      id: 'not-published',
      title: 'the server’s port is not published',
      plant: line('docker rm -f server; docker run -d --name server iperf'),
      kills: ['tool.server'],
    },
    {
      id: 'alone',
      title: 'the client has ended',
      plant: line('docker kill client'),
      kills: ['tool.client'],
    },
    {
      id: 'bridge-not-kept',
      title: 'no measurement by the bridge was kept',
      plant: line('cd /root/results; rm bridge.json small.json single.json'),
      kills: ['bridge.measured'],
    },
    {
      id: 'plugged-anew',
      title: 'the server was unplugged from its network and plugged in again after the measurements',
      plant: line('docker network disconnect bridge server; docker network connect bridge server'),
      kills: ['bridge.carried', 'published.carried', 'proxy.carried', 'offload.packets'],
    },
    {
      id: 'cable-gone',
      title: 'the cable between the two was deleted',
      plant: line(`${pids('server', 'client')} nsenter -t $c -n ip link del A`),
      kills: ['link.joins'],
    },
    {
      id: 'not-by-cable',
      title: 'what is kept as the cable’s measurement went by the bridge',
      plant: line('cd /root/results; cp bridge.json link.json'),
      kills: ['link.measured'],
    },
    {
      id: 'cable-renewed',
      title: 'the cable was made anew after the measurement',
      plant: line(`${pids('server', 'client')} nsenter -t $c -n ip link del A; ${wire}`),
      kills: ['link.carried'],
    },
    {
      id: 'only-proxy',
      title: 'what is kept as the published port’s measurement went through the proxy',
      plant: line('cd /root/results; iperf3 -c 127.0.0.1 -n 20M --json > published.json'),
      kills: ['published.measured'],
    },
    {
      id: 'no-proxy',
      title: 'what is kept as the proxy’s measurement did not go through it',
      plant: line('cd /root/results; iperf3 -c 203.0.113.10 -n 20M --json > proxy.json'),
      kills: ['proxy.measured'],
    },
    {
      id: 'from-the-host',
      title: 'the host itself has called the outside, not a container',
      plant: line('iperf3 -c 203.0.113.1 -n 20M --json > /root/results/outside.json'),
      kills: ['outside.measured'],
    },
    {
      id: 'numbers-changed',
      title: 'somebody has put two digits behind the bytes that went to the outside',
      plant: line(`sed -i 's/"bytes":\\t[0-9]\\+/&00/' /root/results/outside.json`),
      kills: ['outside.carried'],
    },
    {
      id: 'long-segments',
      title: 'the MTU was left as it was',
      without: ['mtu'],
      kills: ['mtu.measured'],
    },
    {
      id: 'offloaded',
      title: 'segmentation was left to the last moment',
      without: ['offload'],
      kills: ['offload.packets'],
    },
    {
      id: 'broken-off',
      title: 'a measurement has failed, and its file was kept',
      plant: line('iperf3 -c 172.17.0.2 -p 9 --json > /root/results/aborted.json || true'),
      kills: ['compare.finished'],
    },
  ],
}

export default script
