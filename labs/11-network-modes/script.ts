import type { LabScript, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

/** A web server in the background of a container, with a page that says whose it is. */
const serve = ($: Shell, name: string, port: string) =>
  $`sudo docker exec ${name} sh -c ${`mkdir -p /www; echo I am ${name} > /www/index.html; httpd -p ${port} -h /www`}`

const addAddress = 'docker run --rm --net=host --cap-add NET_ADMIN base ip addr add 203.0.113.11/24 dev eth0'

const script: LabScript = {
  steps: {
    bridge: async ({ $, look }) => {
      await $`sudo docker run -d --name web httpd`
      await $`sudo docker exec web sh -c 'echo I am web > /var/www/index.html'`
      await look`readlink /proc/self/ns/net`
      await look`sudo docker exec web readlink /proc/self/ns/net`
      await look`curl -sS http://172.17.0.2/`
    },
    none: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name alone --net=none base /bin/bash`
      await look`sudo docker exec alone ip addr`
      await look`sudo docker exec alone ping -c 1 127.0.0.1`
      await look`! sudo docker exec alone ping -c 1 8.8.8.8`
    },
    pair: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name pal --net=container:web base /bin/bash`
      await look`sudo docker exec pal readlink /proc/self/ns/net`
      await look`sudo docker exec pal ip addr show eth0`
    },
    again: async ({ $, look }) => {
      await $`sudo docker restart -t 0 web`
      await look`sudo docker exec pal ip addr`
      await $`sudo docker restart -t 0 pal`
      await look`sudo docker exec pal ip addr`
    },
    loopback: async ({ $, look }) => {
      await serve($, 'pal', '127.0.0.1:8080')
      await look`sudo docker exec web wget -q -O - http://127.0.0.1:8080/`
      await look`! curl -sS http://172.17.0.2:8080/`
    },
    host: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name free --net=host base /bin/bash`
      await look`sudo docker exec free readlink /proc/self/ns/net`
      await serve($, 'free', '80')
      await look`curl -sS http://198.51.100.80/look/203.0.113.10:80`
    },
    local: async ({ $, look }) => {
      await $`mkdir -p /root/private && echo I am host1 > /root/private/index.html`
      await $`sudo busybox httpd -p 127.0.0.1:9000 -h /root/private`
      await look`sudo docker exec free wget -q -O - http://127.0.0.1:9000/`
      await look`! sudo docker exec web wget -q -O - http://127.0.0.1:9000/`
    },
    rights: async ({ $, look }) => {
      await $`! sudo docker exec free ip addr add 203.0.113.11/24 dev eth0`
      await $`sudo ${addAddress.split(' ')}`
      await look`ip -4 addr show eth0`
      await look`curl -sS http://198.51.100.80/look/203.0.113.11:80`
    },
  },

  variants: {
    'long-options': {
      title:
        'long options, other names and ports, servers as main processes, another address on the loopback',
      steps: {
        bridge: ({ $ }) =>
          $`docker run --detach --name site httpd sh -c 'hostname > /var/www/index.html; exec httpd -f -p 8000 -h /var/www'`,
        none: ({ $ }) => $`docker run --detach --interactive --network none debian`,
        pair: ({ $ }) =>
          $`docker run --detach --interactive --name helper --network container:$(docker inspect -f '{{.Id}}' site) ubuntu`,
        again: ({ $ }) => $`docker kill site && docker start site && docker restart -t 0 helper`,
        loopback: ({ $ }) => $`docker exec site httpd -p 127.0.0.5:7000 -h /var/www`,
        host: ({ $ }) =>
          $`docker run --detach --name guest --network host httpd sh -c 'echo guest > /var/www/index.html; exec httpd -f -p 8081 -h /var/www'`,
        local: ({ $ }) =>
          $`mkdir -p /srv/local; hostname > /srv/local/index.html; sudo busybox httpd -p 127.0.0.2:5000 -h /srv/local`,
        rights: ({ $ }) =>
          $`docker run --privileged --rm --network host centos ifconfig eth0:1 203.0.113.55 netmask 255.255.255.0`,
      },
    },
    'made-anew': {
      title: 'the helper is made anew; several containers share; the powerful one is removed by hand',
      steps: {
        none: ({ $ }) =>
          $`docker run -d -i --name alone --net=none base; docker run -d -i --name alones-friend --net=container:alone base`,
        again: ({ $ }) =>
          $`docker kill web; docker start web; docker rm -f pal; docker run -d --name pal --net=container:web httpd sh -c 'echo I am pal > /var/www/index.html; exec httpd -f -p 127.0.0.1:3306 -h /var/www'`,
        loopback: ({ $ }) => $`docker run -d -i --net=container:web debian`,
        rights: ({ $ }) =>
          $`docker run -d -i --name ruler --net=host --cap-add ALL base; docker exec ruler ip addr add 203.0.113.200/32 dev eth0; docker rm -f ruler`,
      },
    },
  },

  faults: [
    {
      id: 'no-web',
      title: 'web is gone, and pal lives in what it has left',
      plant: ({ $ }) => $`docker rm -f web`,
      kills: ['bridge.own', 'pair.same'],
    },
    {
      id: 'unsigned',
      title: 'the page of web could be anybody’s',
      plant: ({ $ }) => $`docker exec web sh -c 'echo It works > /var/www/index.html'`,
      kills: ['bridge.page'],
    },
    {
      id: 'no-alone',
      title: 'the container without a network has ended',
      plant: ({ $ }) => $`docker kill alone`,
      kills: ['none.own'],
    },
    {
      id: 'wired',
      title: 'somebody has wired the container without a network to docker0',
      plant: ({ $ }) =>
        $`pid=$(docker inspect -f '{{.State.Pid}}' alone); ip link add left type veth peer name eth0 netns $pid; ip link set left master docker0 up; nsenter -t $pid -n sh -c 'ip addr add 172.17.9.9/16 dev eth0; ip link set eth0 up; ip route add default via 172.17.0.1'`,
      kills: ['none.only', 'none.silent'],
    },
    {
      id: 'left-behind',
      title: 'web was started anew, and pal still lives in the old stack',
      plant: ({ $ }) => $`docker restart -t 0 web`,
      kills: ['pair.same'],
    },
    {
      id: 'never-restarted',
      title: 'web has never been started anew',
      without: ['again'],
      kills: ['again.back'],
    },
    {
      id: 'nobody-there',
      title: 'nobody listens on the loopback that the two share',
      without: ['loopback'],
      kills: ['loopback.met'],
    },
    {
      id: 'open-to-others',
      title: 'the port on the loopback is open at the address of the two as well',
      plant: ({ $ }) => $`docker exec web httpd -p 172.17.0.2:8080 -h /var/www`,
      kills: ['loopback.closed'],
    },
    {
      id: 'published',
      title: 'free has a stack of its own, and its port is published',
      plant: async ({ $ }) => {
        await $`docker rm -f free; docker run -i -d --name free -p 80:80 base`
        await serve($, 'free', '80')
      },
      kills: ['host.same'],
    },
    {
      id: 'server-ended',
      title: 'free was started anew, and its web server was not',
      plant: ({ $ }) => $`docker restart -t 0 free`,
      kills: ['host.served'],
    },
    {
      id: 'not-local',
      title: 'what the host kept on its loopback is open to everybody',
      // The brackets keep pkill from finding the shell that runs it; a server keeps its port until it has really ended.
      plant: ({ $ }) =>
        $`pkill -f 'httpd -p 127.0.0.[1]:9000'; while ss -Hltn sport = 9000 | grep -q .; do sleep 0.05; done; sudo busybox httpd -p 9000 -h /root/private`,
      kills: ['local.reached'],
    },
    {
      id: 'privileged',
      title: 'free is privileged',
      plant: async ({ $ }) => {
        await $`docker rm -f free; docker run -i -d --name free --net=host --privileged base`
        await serve($, 'free', '80')
      },
      kills: ['rights.none'],
    },
    {
      id: 'no-second-address',
      title: 'no container has given the host a second address',
      without: ['rights'],
      kills: ['rights.address', 'rights.gone'],
    },
  ],
}

export default script
