import type { LabScript, Play, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

const page = 'echo I am box > /var/www/index.html'
const line = 'echo 198.51.100.22 archive >> /etc/hosts'

/** Takes lines out of a container's file: it is a mount, so a new file cannot take its place, but its text can be written anew. */
const without =
  (name: string, path: string, word: string): Play =>
  ({ $ }) =>
    $`docker exec ${name} sh -c ${`text=$(grep -v ${word} ${path}); echo "$text" > ${path}`}`

const append =
  (name: string, path: string, text: string): Play =>
  ({ $ }) =>
    $`docker exec ${name} sh -c ${`echo ${text} >> ${path}`}`

const run = ($: Shell, name: string, options: string, image = 'base') =>
  $`sudo docker run -i -t -d --name ${name} ${options.split(' ').filter(Boolean)} ${image}`

const script: LabScript = {
  steps: {
    own: async ({ $, look }) => {
      await run($, 'box', '-h shop.example', 'httpd')
      await look`sudo docker exec box hostname`
      await look`sudo docker exec box mount | grep /etc/`
      await look`sudo docker exec box cat /etc/hostname /etc/hosts /etc/resolv.conf`
      await look`sudo cat $(sudo docker inspect -f '{{.HostsPath}}' box)`
    },
    dns: async ({ $, look }) => {
      await look`! sudo docker exec box wget -q -O - http://wiki.intranet.example/`
      await run($, 'client', '--dns 203.0.113.1 --dns-search intranet.example')
      await look`sudo docker exec client cat /etc/resolv.conf`
      await look`sudo docker exec client wget -q -O - http://wiki/`
      await look`sudo docker exec client nslookup wiki`
    },
    hosts: async ({ $, look }) => {
      await run($, 'tester', '--add-host library:198.51.100.80 --add-host www.example:203.0.113.1')
      await look`sudo docker exec tester cat /etc/hosts`
      await look`sudo docker exec tester wget -q -O - http://library/`
      await look`sudo docker exec tester ping -c 1 www.example`
      await look`sudo docker exec tester nslookup www.example`
    },
    link: async ({ $, look }) => {
      await $`sudo docker run -d --name web httpd`
      await run($, 'caller', '--link web:backend')
      await look`sudo docker exec caller cat /etc/hosts`
      await $`sudo docker kill web`
      await run($, 'squatter', '')
      await $`sudo docker start web`
      await look`sudo docker exec caller cat /etc/hosts`
      await look`sudo docker exec caller wget -q -O - http://backend/`
    },
    edit: async ({ $, look }) => {
      await $`sudo docker exec box sh -c ${line}`
      await look`sudo docker exec box ping -c 1 archive`
      await $`! sudo docker exec box sed -i s/archive/records/ /etc/hosts`
    },
    keep: async ({ $, look }) => {
      await $`sudo docker exec box sh -c ${page}`
      await $`sudo docker restart -t 0 box`
      await look`sudo docker exec box cat /etc/hosts /var/www/index.html`
      await $`sudo docker exec box sh -c ${line}`
      await look`sudo docker diff box`
      await $`sudo docker commit box kept`
      await $`sudo docker run -d --name copy kept`
      await look`sudo docker exec copy cat /var/www/index.html /etc/hosts`
    },
    lan: async ({ $, look }) => {
      await $`sudo docker network create lan`
      await $`sudo docker run -d --name db --network lan httpd`
      await run($, 'app', '--network lan')
      await look`sudo docker exec app cat /etc/resolv.conf`
      await look`sudo docker exec app wget -q -O - http://db/`
      await look`sudo docker exec app wget -q -O - http://www.example/`
      await $`sudo nsenter --net=$(sudo docker inspect -f '{{.NetworkSettings.SandboxKey}}' app) iptables -t nat -S DOCKER_OUTPUT`
      await look`! sudo docker exec box ping -c 1 db`
    },
  },

  variants: {
    'by-the-host': {
      title:
        'long options, other names; the files are edited on the host; the alias is the engine’s own name',
      steps: {
        own: ({ $ }) => $`docker create --hostname first --name first httpd; docker start first`,
        dns: ({ $ }) =>
          $`docker run --detach --interactive --dns 203.0.113.1 --dns 8.8.8.8 --dns-search example --dns-search intranet.example debian`,
        hosts: ({ $ }) =>
          $`docker run --detach --interactive --add-host host:host-gateway --add-host www.example:198.51.100.22 centos`,
        link: ({ $ }) =>
          $`docker run -d --name server networktest; docker run -d -i --link server ubuntu; docker restart -t 0 server`,
        edit: ({ $ }) => $`echo '203.0.113.1 gate' >> $(docker inspect -f '{{.HostsPath}}' first)`,
        keep: ({ $ }) =>
          $`docker kill first; docker start first; docker exec first sh -c 'date > /var/www/index.html; echo "203.0.113.1 door" | tee -a /etc/hosts'; docker commit -m kept first shop:2; docker run -d shop:2`,
        lan: ({ $ }) =>
          $`docker network create --subnet 10.7.0.0/24 yard; docker run -d -i --network yard --ip 10.7.0.9 --name one base; docker run -d -i --name two base; docker network connect yard two`,
      },
    },
    'the-engines-default': {
      title: 'the engine is told the name server and the search domain for all its containers',
      steps: {
        dns: ({ $ }) =>
          $`docker kill box; echo '{"dns": ["203.0.113.1"], "dns-search": ["intranet.example"]}' > /etc/docker/daemon.json; service docker restart; docker start box`,
      },
    },
  },

  faults: [
    {
      id: 'box-gone',
      title: 'the container with a name and a line of its own is gone',
      plant: ({ $ }) => $`docker rm -f box`,
      kills: ['own.hostname', 'edit.line'],
    },
    {
      id: 'other-hostname',
      title: 'somebody has written another name into /etc/hostname',
      plant: ({ $ }) => $`docker exec box sh -c 'echo store > /etc/hostname'`,
      kills: ['own.hostname'],
    },
    {
      id: 'public-server',
      title: 'the container asks the public name server, which does not know the intranet',
      plant: ({ $ }) =>
        $`docker exec client sh -c 'echo "search intranet.example" > /etc/resolv.conf; echo "nameserver 8.8.8.8" >> /etc/resolv.conf'`,
      kills: ['dns.short'],
    },
    { id: 'nothing-added', title: 'no name was added', without: ['hosts'], kills: ['hosts.added'] },
    {
      id: 'outranked',
      title: 'the added name has been taken out of /etc/hosts',
      plant: without('tester', '/etc/hosts', 'www.example'),
      kills: ['hosts.first'],
    },
    {
      id: 'client-restarted',
      title: 'the linked container was started after its server',
      plant: ({ $ }) => $`docker restart -t 0 caller`,
      kills: ['link.restarted'],
    },
    {
      id: 'stale-alias',
      title: 'the alias stands for the address that the server had',
      plant: async (player) => {
        await without('caller', '/etc/hosts', 'backend')(player)
        await append('caller', '/etc/hosts', '172.17.0.5 backend')(player)
      },
      kills: ['link.alias'],
    },
    {
      id: 'never-restarted',
      title: 'the edited container is a new one that has met no restart',
      plant: ({ $ }) =>
        $`docker rm -f box; docker run -d -h shop.example --name box httpd; docker exec box sh -c ${`${page}; ${line}`}`,
      kills: ['keep.restarted'],
    },
    {
      id: 'other-page',
      title: 'the copy serves another page',
      plant: ({ $ }) => $`docker exec copy sh -c 'echo I am copy > /var/www/index.html'`,
      kills: ['keep.page'],
    },
    {
      id: 'line-in-the-copy',
      title: 'the line was written into the copy too',
      plant: append('copy', '/etc/hosts', '198.51.100.22 archive'),
      kills: ['keep.gone'],
    },
    {
      id: 'off-the-network',
      title: 'one of the two has been taken off the network',
      plant: ({ $ }) => $`docker network disconnect lan db`,
      kills: ['lan.name'],
    },
    {
      id: 'not-forwarded',
      title: 'questions of the network’s containers do not get to the outside’s name server',
      plant: ({ $ }) =>
        $`iptables -I DOCKER-USER -s $(docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' lan) -p udp --dport 53 -j REJECT`,
      kills: ['lan.outside'],
    },
    {
      id: 'name-by-hand',
      title: 'a container on the default network was given the other’s name by hand',
      plant: append('box', '/etc/hosts', '172.18.0.3 app'),
      kills: ['lan.apart'],
    },
  ],
}

export default script
