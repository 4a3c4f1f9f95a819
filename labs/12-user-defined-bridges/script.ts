import type { Fault, LabScript, Look, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

/** A ping or a page that is not to come back; that nothing comes is what it is tried for. */
const inVain = (look: Look, name: string, ...command: string[]) =>
  look`! sudo docker exec ${name} timeout 2 ${command}`

/** The address that the engine gave a container on one of its networks. */
const addressOn = async ($: Shell, network: string, name: string): Promise<string> => {
  const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`
  return (await $`sudo docker inspect -f ${format} ${name}`).stdout.trim()
}

const members = '{{range .Containers}}{{println .Name .IPv4Address .MacAddress}}{{end}}'

/** Shell words for the faults: a container's namespace, and the name of a network's bridge. */
const words = `within() { local name=$1; shift; nsenter -t $(docker inspect -f '{{.State.Pid}}' $name) -n "$@"; }
bridge() { echo br-$(docker network inspect -f '{{slice .Id 0 12}}' $1); }`

/** A fault planted by lines of shell, which may use `within NAME COMMAND` and `bridge NETWORK`. */
const fault = (id: string, title: string, lines: string, kills: string[]): Fault => ({
  id,
  title,
  plant: ({ $ }) => $`bash -ec ${`${words}\n${lines}`}`,
  kills,
})

const script: LabScript = {
  steps: {
    create: async ({ $, look }) => {
      await $`sudo docker network create green`
      await $`sudo docker network create -d bridge --subnet 10.0.0.0/24 blue`
      await look`sudo docker network ls`
      await look`brctl show`
      await look`ip -br -4 addr`
      await look`sudo docker network inspect green`
    },
    members: async ({ $, look }) => {
      await $`sudo docker run -d --name web --network green networktest`
      await $`sudo docker run -i -t -d --name ann --network green base /bin/bash`
      await $`sudo docker run -i -t -d --name bob --network blue base /bin/bash`
      await look`brctl show`
      await look`sudo docker network inspect -f ${members} green`
      await look`sudo docker network inspect -f ${members} blue`
      await look`sudo docker exec ann wget -q -O - ${`http://${await addressOn($, 'green', 'web')}/`}`
    },
    names: async ({ $, look }) => {
      await look`sudo docker exec ann ping -c 1 web`
      await look`sudo docker exec ann cat /etc/resolv.conf`
      await look`sudo docker exec ann nslookup web`
      await look`! sudo docker exec bob nslookup web`
      await look`sudo docker exec bob nslookup www.example`
      await $`! sudo docker run --rm base ping -c 1 web`
    },
    apart: async ({ $, look }) => {
      const web = await addressOn($, 'green', 'web')
      await inVain(look, 'bob', 'ping', '-c', '1', '-W', '1', web)
      await inVain(look, 'bob', 'wget', '-q', '-O', '-', `http://${web}/`)
      await look`sudo docker exec bob ping -c 1 8.8.8.8`
      await look`sudo iptables -L -n -v`
    },
    hub: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name hub --network green base /bin/bash`
      await $`sudo docker network connect blue hub`
      await look`sudo docker exec hub ip -4 addr`
      await look`sudo docker exec hub ip route`
      await look`sudo docker exec hub ping -c 1 web`
      await look`sudo docker exec hub ping -c 1 bob`
      await inVain(look, 'bob', 'ping', '-c', '1', '-W', '1', await addressOn($, 'green', 'web'))
    },
    live: async ({ $, look }) => {
      await look`sudo docker inspect -f '{{.State.Pid}} {{.State.StartedAt}}' ann`
      await $`sudo docker network connect blue ann`
      await look`sudo docker exec ann ip -4 addr`
      await $`sudo docker network disconnect green ann`
      await look`sudo docker exec ann ip -4 addr`
      await look`sudo docker exec ann ip route`
      await look`sudo docker inspect -f '{{.State.Pid}} {{.State.StartedAt}}' ann`
      await look`sudo docker exec ann ping -c 1 bob`
      await look`sudo docker network inspect -f ${members} green`
    },
    internal: async ({ $, look }) => {
      await $`sudo docker network create --internal vault`
      await $`sudo docker run -d --name safe --network vault networktest`
      await $`sudo docker network connect vault hub`
      await look`sudo docker exec hub wget -q -O - http://safe/`
      await look`sudo docker exec hub ping -c 1 8.8.8.8`
      await look`sudo docker exec safe ping -c 1 hub`
      await inVain(look, 'safe', 'ping', '-c', '1', '-W', '1', '8.8.8.8')
      await look`sudo iptables -L -n -v`
    },
  },

  variants: {
    'other-names': {
      title: 'bridges with names of their own, the server on the other network, joined by create and connect',
      steps: {
        create: ({ $ }) =>
          $`docker network create --subnet 192.168.77.0/24 --gateway 192.168.77.254 -o com.docker.network.bridge.name=mine0 mine; docker network create -o com.docker.network.bridge.name=theirs0 theirs`,
        members: ({ $ }) =>
          $`docker run -d --name shop --network mine httpd; docker run -d --name clerk --network mine httpd; docker create -it --network theirs --name guest debian; docker start guest`,
        names: ({ $ }) => $`docker exec clerk ping -c 1 shop.mine`,
        apart: ({ $ }) => $`! docker exec guest timeout 1 wget -q -O - http://192.168.77.1/`,
        hub: ({ $ }) =>
          $`docker create -it --name desk debian; docker network connect mine desk; docker network connect theirs desk; docker start desk`,
        live: ({ $ }) =>
          $`docker run -i -d --name nomad debian; docker network disconnect bridge nomad; docker network connect --ip 192.168.77.99 --alias anyone mine nomad`,
        internal: ({ $ }) =>
          $`docker network create --internal --subnet 10.99.0.0/16 cellar; docker run -d --network cellar httpd; docker run -i -d --network cellar debian`,
      },
    },
    'by-id': {
      title:
        'networks are named by their ids, one container goes back and forth, an older one has the hub’s place',
      steps: {
        members: ({ $ }) =>
          $`docker run -d --expose 8080 --network $(docker network ls -q -f name=blue) --name web base sh -c 'mkdir /www; echo web > /www/index.html; exec httpd -f -p 8080 -h /www'; docker run -i -d --network blue --name ann base; docker run -d --network $(docker network ls -q -f name=green) --name bob httpd`,
        names: ({ $ }) => $`docker exec ann nslookup web`,
        apart: ({ $ }) =>
          $`! docker exec bob ping -c 1 -W 1 $(docker inspect -f '{{.NetworkSettings.Networks.blue.IPAddress}}' web)`,
        hub: ({ $ }) =>
          $`docker network connect green ann; docker run -i -d --network blue --name hub base; docker network connect bridge hub`,
        live: ({ $ }) =>
          $`docker run -i -d --network $(docker network inspect -f '{{.Id}}' green) --name eve base; docker network disconnect green eve; docker network connect green eve; docker network connect blue eve; docker network disconnect green eve`,
      },
    },
  },

  faults: [
    fault(
      'green-gone',
      'the network with the engine’s subnet is gone, and its web server with it',
      'docker rm -f web; docker network disconnect green hub; docker network rm green',
      ['create.two'],
    ),
    fault(
      'gateway-gone',
      'the bridge of blue has lost its address',
      'ip addr del 10.0.0.1/24 dev $(bridge blue)',
      ['create.bridges'],
    ),
    fault('server-ended', 'the web server has ended', 'docker kill web', ['members.server']),
    fault(
      'server-deaf',
      'the web server’s kernel drops what comes to port 80',
      'within web iptables -A INPUT -p tcp --dport 80 -j DROP',
      ['members.page'],
    ),
    fault(
      'all-on-green',
      'everybody on blue has been connected to green as well',
      'docker network connect green bob; docker network connect green ann',
      ['members.stranger', 'live.moved'],
    ),
    fault(
      'resolver-cut-off',
      'the rules that lead to the name server inside the hub are flushed',
      'within hub iptables -t nat -F',
      ['names.known'],
    ),
    fault(
      'back-alley',
      'a third network joins the server and the stranger',
      'docker network create --internal alley; docker network connect alley web; docker network connect alley bob',
      ['names.unknown'],
    ),
    fault(
      'icmp-hole',
      'a rule in front of the isolation lets every ping pass',
      'iptables -I DOCKER-USER -p icmp -j ACCEPT',
      ['apart.ping'],
    ),
    fault(
      'isolation-gone',
      'the rules between blue and green no longer drop',
      'iptables -I FORWARD -i $(bridge blue) -o $(bridge green) -j ACCEPT; iptables -I FORWARD -i $(bridge green) -o $(bridge blue) -j ACCEPT',
      ['apart.ping', 'apart.connect'],
    ),
    fault(
      'dropped-earlier',
      'a rule about addresses drops the knocks before a rule about bridges sees them',
      'iptables -I DOCKER-USER -s 10.0.0.0/24 -d 172.18.0.0/16 -j DROP',
      ['apart.counted'],
    ),
    fault('hub-leaves', 'the hub has left blue', 'docker network disconnect blue hub', ['hub.both']),
    fault(
      'hub-deaf',
      'the hub drops what comes from blue',
      'within hub iptables -A INPUT -s 10.0.0.0/24 -j DROP',
      ['hub.reaches'],
    ),
    fault(
      'cable-cut',
      'the interface of the container that has moved is deleted',
      'within ann ip link del eth1',
      ['live.interface'],
    ),
    {
      id: 'not-internal',
      title: 'the last network was made without --internal',
      without: ['internal'],
      plant: ({ $ }) =>
        $`docker network create vault; docker run -d --name safe --network vault networktest; docker network connect vault hub`,
      kills: ['internal.inside'],
    },
    fault('safe-deaf', 'the container inside drops everything', 'within safe iptables -A INPUT -j DROP', [
      'internal.neighbour',
    ]),
    fault(
      'vault-open',
      'rules in front of the isolation let the network inside out, and masquerade it',
      'iptables -I DOCKER-USER -i $(bridge vault) -j ACCEPT; iptables -I DOCKER-USER -o $(bridge vault) -j ACCEPT; iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE; within safe ip route replace default via 172.19.0.1',
      ['internal.closed'],
    ),
  ],
}

export default script
