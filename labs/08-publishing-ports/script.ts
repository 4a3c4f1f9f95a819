import type { Fault, LabScript, Look, Play, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

/** Gives a container's web server a first page that says whose it is. */
const sign = ($: Shell, name: string) =>
  $`sudo docker exec ${name} sh -c ${`echo I am ${name} > /var/www/index.html`}`

const fromOutside = (look: Look, port: string) =>
  look`curl -sS http://198.51.100.80/look/203.0.113.10:${port}`

/** Makes a container anew, with other options, and signs its page. */
const remade =
  (name: string, options: string, image = 'httpd'): Play =>
  async ({ $ }) => {
    await $`sudo docker rm -f ${name}; sudo docker run -d --name ${name} ${options.split(' ')} ${image}`
    await sign($, name)
  }

/** A container answers with a page that could be anybody's. */
const unsigned = (name: string, check: string): Fault => ({
  id: `${name}-unsigned`,
  title: `the page of ${name} could be anybody’s`,
  plant: ({ $ }) => $`docker exec ${name} sh -c 'echo It works > /var/www/index.html'`,
  kills: [check],
})

/** What comes from the outside for a port of the host is sent to a container, behind the engine's back. */
const diverted =
  (port: string, name: string): Play =>
  ({ $ }) =>
    $`iptables -t nat -I PREROUTING -i eth0 -p tcp --dport ${port} -j DNAT --to-destination $(docker inspect -f '{{.NetworkSettings.IPAddress}}' ${name}):80`

/** Restarts the engine with one option more; containers that would need ten seconds to end are ended first. */
const restartWith = async ($: Shell, option: string): Promise<void> => {
  await $`echo ${`DOCKER_OPTS="$DOCKER_OPTS ${option}"`} >> /etc/default/docker`
  await $`sudo docker ps -q | xargs -r sudo docker kill`
  await $`sudo service docker restart`
}

const script: LabScript = {
  steps: {
    publish: async ({ $, look }) => {
      await $`sudo docker run -d --name web -p 8080:80 httpd`
      await sign($, 'web')
      await look`sudo docker port web`
      await look`curl -sS http://localhost:8080/`
    },
    callers: async ({ $, look }) => {
      await look`curl -sS http://203.0.113.10:8080/`
      await fromOutside(look, '8080')
      await $`sudo docker run -i -t -d --name client base /bin/bash`
      await look`sudo docker exec client wget -q -O - http://203.0.113.10:8080/`
      await look`sudo docker logs web`
    },
    rule: async ({ $, look }) => {
      await $`sudo iptables -t nat -Z`
      await look`sudo iptables -t nat -L DOCKER -n -v`
      await fromOutside(look, '8080')
      await look`sudo iptables -t nat -L DOCKER -n -v`
    },
    address: async ({ $, look }) => {
      await $`sudo docker run -d --name private -p 127.0.0.1:8081:80 httpd`
      await sign($, 'private')
      await look`sudo docker port private`
      await look`curl -sS http://127.0.0.1:8081/`
      await fromOutside(look, '8081')
    },
    chosen: async ({ $, look }) => {
      await $`sudo docker run -d --name picked -p 203.0.113.10::80 httpd`
      await sign($, 'picked')
      await look`curl -sS http://$(sudo docker port picked 80)/`
    },
    exposed: async ({ $, look }) => {
      await $`sudo docker run -d --name all -P networktest`
      await sign($, 'all')
      await look`sudo docker port all`
    },
    proxy: async ({ $, look }) => {
      await look`sudo ss -Hltnp`
      await restartWith($, '--userland-proxy=false')
      await $`sudo docker start web client private picked all`
      await look`sudo ss -Hltnp`
      await look`curl -sS http://127.0.0.1:8080/`
      await look`sudo iptables -t nat -L DOCKER -n -v`
    },
    default: async ({ $, look }) => {
      await restartWith($, '--ip=127.0.0.1')
      await $`sudo docker rm web`
      await $`sudo docker run -d --name web -p 0.0.0.0:8080:80 httpd`
      await sign($, 'web')
      await $`sudo docker start client private picked all`
      await $`sudo docker run -d --name plain -p 8082:80 httpd`
      await sign($, 'plain')
      await look`sudo docker ps`
      await fromOutside(look, '8082')
    },
  },

  variants: {
    'daemon-json': {
      title: 'daemon.json and systemctl; pages in mounted folders; long options; another default address',
      steps: {
        publish: ({ $ }) =>
          $`mkdir -p /root/docker; echo '<p>This is apache1</p>' > /root/docker/index.html; docker create --name apache1 --publish 80:80 --volume /root/docker:/var/www:ro httpd; docker start apache1`,
        callers: ({ $ }) => $`docker run -d -i debian`,
        rule: ({ $ }) => $`iptables -t nat -S`,
        address: ({ $ }) =>
          $`docker run --detach --name private --publish 127.0.0.5:9000:80/tcp httpd sh -c 'hostname > /var/www/index.html; exec httpd -f -p 80 -h /var/www'`,
        chosen: ({ $ }) =>
          $`docker run --detach --publish 127.0.0.1::80 httpd sh -c 'hostname > /var/www/index.html; exec httpd -f -p 80 -h /var/www'`,
        exposed: ({ $ }) =>
          $`docker run --detach --publish-all --expose 8000 debian sh -c 'mkdir /web; hostname > /web/index.html; exec httpd -f -p 8000 -h /web'`,
        proxy: ({ $ }) =>
          $`docker kill $(docker ps -q); echo '{"userland-proxy": false}' > /etc/docker/daemon.json; systemctl restart docker; docker start $(docker ps -aq)`,
        default: ({ $ }) =>
          $`docker kill $(docker ps -q); echo '{"userland-proxy": false, "ip": "203.0.113.10"}' > /etc/docker/daemon.json; systemctl restart docker; docker rm apache1; docker run -d --name apache1 -p 0.0.0.0:80:80 -v /root/docker:/var/www:ro httpd; docker run -d -p 8082:80 httpd sh -c 'hostname > /var/www/index.html; exec httpd -f -p 80 -h /var/www'; docker start $(docker ps -aq)`,
      },
    },
    'explicit-from-the-start': {
      title:
        'the open port names 0.0.0.0 at once; one restart, after which containers come back by themselves',
      steps: {
        publish: remade('web', '--restart always -p 0.0.0.0:8080:80'),
        callers: ({ $ }) => $`docker run -d -i --restart always --name client ubuntu`,
        address: remade('private', '--restart always -p 127.0.0.1:8081:80'),
        chosen: remade('picked', '--restart always -p 203.0.113.10::80'),
        exposed: remade('all', '--restart always -P', 'networktest'),
        proxy: ({ $ }) =>
          $`sed -i 's/^#DOCKER_OPTS=.*/DOCKER_OPTS="--userland-proxy=false --ip 127.0.0.1"/' /etc/default/docker`,
        default: async (player) => {
          await player.$`docker kill $(docker ps -q); service docker restart`
          await remade('plain', '-p 8082:80')(player)
        },
      },
    },
  },

  faults: [
    unsigned('web', 'publish.page'),
    unsigned('private', 'address.page'),
    unsigned('picked', 'chosen.page'),
    unsigned('all', 'exposed.page'),
    unsigned('plain', 'default.page'),
    {
      id: 'engine-restarted',
      title: 'the engine was restarted, and its containers were not',
      plant: ({ $ }) => $`docker kill $(docker ps -q); service docker restart`,
      kills: ['publish.port', 'address.port', 'chosen.port', 'exposed.ports', 'default.port'],
    },
    {
      id: 'web-still-plain',
      title: 'web names no address',
      plant: remade('web', '-p 8080:80'),
      kills: ['publish.port'],
    },
    {
      id: 'nobody-home',
      title: 'the port is published, but no web server runs behind it',
      plant: ({ $ }) => $`docker rm -f web; docker run -i -d --name web -p 0.0.0.0:8080:80 base`,
      kills: ['publish.page'],
    },
    {
      id: 'closed-to-the-outside',
      title: 'a rule in DOCKER-USER drops what comes from the outside',
      plant: ({ $ }) => $`iptables -I DOCKER-USER -i eth0 -p tcp -j DROP`,
      kills: ['callers.outside'],
    },
    {
      id: 'diverted',
      title: 'what comes from the outside is sent to another container',
      plant: diverted('8080', 'private'),
      kills: ['callers.outside'],
    },
    {
      id: 'answers-past-the-filter',
      title: 'bridged packets pass by the packet filter, so a neighbour gets answers from the wrong address',
      plant: ({ $ }) => $`sysctl -q -w net.bridge.bridge-nf-call-iptables=0`,
      kills: ['callers.neighbour'],
    },
    {
      id: 'no-rule',
      title: 'the rules are gone, and only docker-proxy carries the connections',
      without: ['proxy'],
      plant: ({ $ }) => $`iptables -t nat -F DOCKER`,
      kills: ['rule.dnat', 'proxy.none'],
    },
    {
      id: 'rule-not-reached',
      title: 'the rule is there, but nothing leads to it; docker-proxy carries the connections',
      without: ['proxy'],
      plant: ({ $ }) => $`iptables -t nat -F PREROUTING`,
      kills: ['rule.counts', 'proxy.none'],
    },
    {
      id: 'loopback-not-named',
      title: 'the private port names no address',
      plant: remade('private', '-p 8081:80'),
      kills: ['address.port'],
    },
    {
      id: 'published-twice',
      title: 'the private port is published on the address towards the outside too',
      plant: remade('private', '-p 127.0.0.1:8081:80 -p 203.0.113.10:8081:80'),
      kills: ['address.closed'],
    },
    {
      id: 'number-given',
      title: 'the number on the one address was not left to the engine',
      plant: remade('picked', '-p 203.0.113.10:8090:80'),
      kills: ['chosen.port'],
    },
    {
      id: 'not-all',
      title: 'one exposed port was published, not all of them',
      plant: remade('all', '-p 80', 'networktest'),
      kills: ['exposed.ports'],
    },
    { id: 'proxy-on', title: 'the userland proxy is on', without: ['proxy'], kills: ['proxy.none'] },
    {
      id: 'loopback-not-translated',
      title: 'what the host sends to 127.0.0.1:8080 is left alone by the packet filter',
      plant: ({ $ }) => $`iptables -t nat -I OUTPUT -d 127.0.0.1 -p tcp --dport 8080 -j RETURN`,
      kills: ['proxy.kernel'],
    },
    {
      id: 'proxies-killed',
      title: 'the docker-proxies were killed, the engine was not told to do without',
      without: ['proxy'],
      plant: ({ $ }) => $`pkill -x docker-proxy`,
      kills: ['callers.neighbour', 'address.page', 'exposed.page', 'default.page'],
    },
    { id: 'no-default', title: 'no default was set', without: ['default'], kills: ['default.address'] },
    {
      id: 'default-not-used',
      title: 'every port names its address',
      plant: ({ $ }) => $`docker rm -f plain`,
      kills: ['default.port'],
    },
    {
      id: 'open-behind-its-back',
      title: 'a rule made by hand opens the port at the default address to the outside',
      plant: diverted('8082', 'plain'),
      kills: ['default.closed'],
    },
  ],
}

export default script
