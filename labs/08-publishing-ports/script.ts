import type { LabScript, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

/** Gives a container's web server a first page that says whose it is. */
const sign = ($: Shell, name: string) =>
  $`sudo docker exec ${name} sh -c ${`echo I am ${name} > /var/www/index.html`}`

const look = ($: Shell, port: string) => $`curl -sS http://198.51.100.80/look/203.0.113.10:${port}`

/** Restarts the engine with one option more; containers that would need ten seconds to end are ended first. */
const restartWith = async ($: Shell, option: string): Promise<void> => {
  await $`echo ${`DOCKER_OPTS="$DOCKER_OPTS ${option}"`} >> /etc/default/docker`
  await $`sudo docker ps -q | xargs -r sudo docker kill`
  await $`sudo service docker restart`
}

const script: LabScript = {
  steps: {
    publish: async ({ $ }) => {
      await $`sudo docker run -d --name web -p 8080:80 httpd`
      await sign($, 'web')
      await $`sudo docker ps`
      await $`sudo docker port web`
      await $`curl -sS http://localhost:8080/`
    },
    callers: async ({ $ }) => {
      await $`curl -sS http://203.0.113.10:8080/`
      await look($, '8080')
      await $`sudo docker run -i -t -d --name client base /bin/bash`
      await $`sudo docker exec client wget -q -O - http://203.0.113.10:8080/`
      await $`sudo docker logs web`
    },
    rule: async ({ $ }) => {
      await $`sudo iptables -t nat -Z`
      await $`sudo iptables -t nat -L DOCKER -n -v`
      await look($, '8080')
      await $`sudo iptables -t nat -L DOCKER -n -v`
      await $`sudo iptables -t nat -S`
    },
    address: async ({ $ }) => {
      await $`sudo docker run -d --name private -p 127.0.0.1:8081:80 httpd`
      await sign($, 'private')
      await $`sudo docker port private`
      await $`curl -sS http://127.0.0.1:8081/`
      await look($, '8081')
      await $`ss -Hltn`
    },
    chosen: async ({ $ }) => {
      await $`sudo docker run -d --name picked -p 203.0.113.10::80 httpd`
      await sign($, 'picked')
      await $`curl -sS http://$(sudo docker port picked 80)/`
    },
    exposed: async ({ $ }) => {
      await $`sudo docker run -d --name all -P networktest`
      await sign($, 'all')
      await $`sudo docker port all`
      await $`sudo docker inspect -f '{{.Config.ExposedPorts}}' networktest`
    },
    proxy: async ({ $ }) => {
      await $`sudo ss -Hltnp`
      await restartWith($, '--userland-proxy=false')
      await $`sudo docker start web client private picked all`
      await $`sudo ss -Hltnp`
      await $`curl -sS http://127.0.0.1:8080/`
      await $`sudo iptables -t nat -L DOCKER -n -v`
    },
    default: async ({ $ }) => {
      await restartWith($, '--ip=127.0.0.1')
      await $`sudo docker rm web`
      await $`sudo docker run -d --name web -p 0.0.0.0:8080:80 httpd`
      await sign($, 'web')
      await $`sudo docker start client private picked all`
      await $`sudo docker run -d --name plain -p 8082:80 httpd`
      await sign($, 'plain')
      await $`sudo docker ps`
      await look($, '8082')
    },
  },

  variants: {
    'daemon-json': {
      title: 'daemon.json and systemctl; pages in mounted folders; long options; another default address',
      steps: {
        publish: ({ $ }) =>
          $`mkdir -p /root/docker; echo '<p>This is apache1</p>' > /root/docker/index.html; docker create --name apache1 --publish 80:80 --volume /root/docker:/var/www:ro httpd; docker start apache1`,
        callers: ({ $ }) => $`docker run -d -i debian`,
        rule: ({ $ }) => $`iptables-save -c -t nat`,
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
        'the open port names 0.0.0.0 at once, the engine is restarted once, containers come back by themselves',
      steps: {
        publish: async ({ $ }) => {
          await $`docker run -d --restart always --name web -p 0.0.0.0:8080:80 httpd`
          await sign($, 'web')
        },
        callers: ({ $ }) => $`docker run -d -i --restart always --name client ubuntu`,
        address: async ({ $ }) => {
          await $`docker run -d --restart always --name private -p 127.0.0.1:8081:80 httpd`
          await sign($, 'private')
        },
        chosen: async ({ $ }) => {
          await $`docker run -d --restart always --name picked -p 203.0.113.10::80 httpd`
          await sign($, 'picked')
        },
        exposed: async ({ $ }) => {
          await $`docker run -d --restart always --name all -P networktest`
          await sign($, 'all')
        },
        proxy: ({ $ }) =>
          $`sed -i 's/^#DOCKER_OPTS=.*/DOCKER_OPTS="--userland-proxy=false --ip 127.0.0.1"/' /etc/default/docker`,
        default: async ({ $ }) => {
          await $`docker kill $(docker ps -q); service docker restart`
          await $`docker run -d --name plain -p 8082:80 httpd`
          await sign($, 'plain')
        },
      },
    },
  },

  faults: [
    {
      id: 'engine-restarted',
      title: 'the engine was restarted, and its containers were not',
      plant: ({ $ }) => $`docker kill $(docker ps -q); service docker restart`,
      kills: ['publish.port', 'address.port', 'chosen.port', 'exposed.ports', 'default.port'],
    },
    {
      id: 'web-still-plain',
      title: 'web names no address, so the new default has moved it to the loopback',
      plant: async ({ $ }) => {
        await $`docker rm -f web; docker run -d --name web -p 8080:80 httpd`
        await sign($, 'web')
      },
      kills: ['publish.port'],
    },
    {
      id: 'nobody-home',
      title: 'the port is published, but no web server runs behind it',
      plant: ({ $ }) => $`docker rm -f web; docker run -i -d --name web -p 0.0.0.0:8080:80 base`,
      kills: ['publish.page'],
    },
    {
      id: 'page-of-nobody',
      title: 'the page behind the port is not the container’s own',
      plant: ({ $ }) => $`docker exec web sh -c 'echo It works > /var/www/index.html'`,
      kills: ['publish.page'],
    },
    {
      id: 'wrong-container-port',
      title: 'the port leads to a port of the container on which nobody listens',
      plant: ({ $ }) => $`docker rm -f web; docker run -d --name web -p 0.0.0.0:8080:8080 httpd`,
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
      plant: ({ $ }) =>
        $`iptables -t nat -I PREROUTING -i eth0 -p tcp --dport 8080 -j DNAT --to-destination $(docker inspect -f '{{.NetworkSettings.IPAddress}}' private):80`,
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
      title: 'the port that was to be private names no address',
      plant: async ({ $ }) => {
        await $`docker rm -f private; docker run -d --name private -p 8081:80 httpd`
        await sign($, 'private')
      },
      kills: ['address.port'],
    },
    {
      id: 'private-page-of-nobody',
      title: 'the private port answers with nobody’s page',
      plant: ({ $ }) => $`docker exec private sh -c 'echo It works > /var/www/index.html'`,
      kills: ['address.page'],
    },
    {
      id: 'published-twice',
      title: 'the private port is published on the address towards the outside too',
      plant: async ({ $ }) => {
        await $`docker rm -f private; docker run -d --name private -p 127.0.0.1:8081:80 -p 203.0.113.10:8081:80 httpd`
        await sign($, 'private')
      },
      kills: ['address.closed'],
    },
    {
      id: 'number-given',
      title: 'the number on the one address was not left to the engine',
      plant: async ({ $ }) => {
        await $`docker rm -f picked; docker run -d --name picked -p 203.0.113.10:8090:80 httpd`
        await sign($, 'picked')
      },
      kills: ['chosen.port'],
    },
    {
      id: 'chosen-page-of-nobody',
      title: 'the port of the engine’s choice answers with nobody’s page',
      plant: ({ $ }) => $`docker exec picked sh -c 'echo It works > /var/www/index.html'`,
      kills: ['chosen.page'],
    },
    {
      id: 'not-all',
      title: 'one exposed port was published, not all of them',
      plant: async ({ $ }) => {
        await $`docker rm -f all; docker run -d --name all -p 80 networktest`
        await sign($, 'all')
      },
      kills: ['exposed.ports'],
    },
    {
      id: 'nothing-exposed',
      title: '-P was given, but the image exposes nothing',
      plant: ({ $ }) => $`docker rm -f all; docker run -i -d --name all -P base`,
      kills: ['exposed.ports'],
    },
    {
      id: 'all-page-of-nobody',
      title: 'the exposed port answers with nobody’s page',
      plant: ({ $ }) => $`docker exec all sh -c 'echo It works > /var/www/index.html'`,
      kills: ['exposed.page'],
    },
    {
      id: 'proxy-on',
      title: 'the userland proxy was never switched off',
      without: ['proxy'],
      kills: ['proxy.none'],
    },
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
      kills: ['address.page', 'exposed.page', 'proxy.kernel', 'default.page'],
    },
    {
      id: 'no-default',
      title: 'the engine still binds to all addresses',
      without: ['default'],
      kills: ['default.address'],
    },
    {
      id: 'default-not-used',
      title: 'every container names its address, so nothing shows the default',
      plant: ({ $ }) => $`docker rm -f plain`,
      kills: ['default.port'],
    },
    {
      id: 'plain-page-of-nobody',
      title: 'the port at the default address answers with nobody’s page',
      plant: ({ $ }) => $`docker exec plain sh -c 'echo It works > /var/www/index.html'`,
      kills: ['default.page'],
    },
    {
      id: 'open-behind-its-back',
      title: 'a rule made by hand opens the port at the default address to the outside',
      plant: ({ $ }) =>
        $`iptables -t nat -I PREROUTING -i eth0 -p tcp --dport 8082 -j DNAT --to-destination $(docker inspect -f '{{.NetworkSettings.IPAddress}}' plain):80`,
      kills: ['default.closed'],
    },
  ],
}

export default script
