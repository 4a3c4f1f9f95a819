import type { Fault, LabScript, Look, Player } from '../../runner/course/script.ts'

/** The address that the engine gave a container on one of its networks. */
const addressOf = async ($: Player['$'], name: string, network = 'bridge'): Promise<string> => {
  const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`
  return (await $`sudo docker inspect -f ${format} ${name}`).stdout.trim()
}

/** Tries it; that nothing comes back is what it is tried for. */
const inVain = (look: Look, ...command: string[]) => look`sudo docker exec ${command} || true`

/** Shell words for the faults: addresses and process ids of the containers. */
const words = [
  'for name in web stranger client api; do',
  "declare $name=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' $name 2>/dev/null)",
  "declare pid_$name=$(docker inspect -f '{{.State.Pid}}' $name 2>/dev/null); done;",
].join('\n')

/** A fault planted by a line of shell, which may use $web, $stranger, $client (addresses), $pid_web and so on. */
const fault = (id: string, title: string, line: string, kills: string[]): Fault => ({
  id,
  title,
  plant: ({ $ }) => $`bash -ec ${`${words}\n${line}`}`,
  kills,
})

const script: LabScript = {
  steps: {
    two: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name web networktest`
      await $`sudo docker run -i -t -d --name stranger base /bin/bash`
      const web = await addressOf($, 'web')
      await inVain(look, 'stranger', 'ping', '-c', '1', '-W', '1', web)
      await look`sudo iptables -S FORWARD`
    },
    option: async ({ $, look }) => {
      await $`echo 'DOCKER_OPTS="--icc=false"' >> /etc/default/docker`
      await $`sudo service docker restart`
      // One by one: each takes the next free address.
      await $`sudo docker start web stranger`
      await look`sudo docker network inspect bridge`
      await look`sudo iptables -S FORWARD`
    },
    closed: async ({ $, look }) => {
      const web = await addressOf($, 'web')
      await inVain(look, 'stranger', 'ping', '-c', '1', '-W', '1', web)
      await inVain(look, 'stranger', 'timeout', '1', 'wget', '-q', '-O', '-', `http://${web}/`)
      await look`sudo iptables -L FORWARD -n -v`
      await look`timeout 5 wget -q -O - ${`http://${web}/`}`
      await look`sudo docker exec stranger ping -c 1 8.8.8.8`
      await look`cat /proc/sys/net/bridge/bridge-nf-call-iptables`
    },
    link: async ({ $, look }) => {
      await $`sudo docker run -i -t -d --name client --link web:server base /bin/bash`
      await look`sudo docker exec client cat /etc/hosts`
      await look`sudo docker exec client timeout 2 wget -q -O - http://server/`
      await look`sudo iptables -L DOCKER -n -v`
    },
    exact: async ({ $, look }) => {
      await $`sudo docker exec web httpd -p 8080 -h /var/www`
      await look`timeout 5 wget -q -O - ${`http://${await addressOf($, 'web')}:8080/`}`
      await look`sudo docker exec client timeout 2 wget -q -O - http://server/`
      await inVain(look, 'client', 'timeout', '1', 'wget', '-O', '-', 'http://server:8080/')
      await inVain(look, 'client', 'timeout', '1', 'wget', '-O', '-', 'http://server:443/')
      await inVain(look, 'client', 'ping', '-c', '1', '-W', '1', 'server')
    },
    ether: async ({ $, look }) => {
      const web = await addressOf($, 'web')
      await $`sudo docker exec stranger arping -c 1 -I eth0 ${web}`
      await $`sudo docker run --rm --sysctl net.ipv4.ip_nonlocal_bind=1 base arping -f -c 3 -I eth0 -s 10.66.66.66 ${web}`
      await look`sudo docker exec web arp -n`
    },
    own: async ({ $, look }) => {
      await $`sudo docker network create team`
      await $`sudo docker run -i -t -d --name api --network team networktest`
      await $`sudo docker run -i -t -d --name worker --network team base /bin/bash`
      await look`sudo docker exec worker ping -c 1 api`
      await look`sudo docker exec worker wget -q -O - http://api/`
      await inVain(look, 'stranger', 'ping', '-c', '1', '-W', '1', await addressOf($, 'api', 'team'))
    },
  },

  variants: {
    'daemon-json': {
      title: 'daemon.json and systemctl; other names; create and start; connected to the network later',
      steps: {
        two: ({ $ }) =>
          $`docker run -d --name backend httpd; docker create -it --name lonely debian; docker start lonely`,
        option: ({ $ }) =>
          $`mkdir -p /etc/docker; echo '{"icc": false}' > /etc/docker/daemon.json; systemctl restart docker; docker start lonely; docker start backend`,
        closed: ({ $ }) =>
          $`docker exec lonely timeout 1 wget -q -O - http://$(docker inspect -f '{{.NetworkSettings.IPAddress}}' backend)/ || true`,
        link: ({ $ }) =>
          $`docker create -it --link backend --name front ubuntu; docker start front; docker exec front timeout 2 wget -q -O - http://backend/`,
        exact: ({ $ }) =>
          $`docker exec -d backend httpd -f -p 8080 -h /var/www; until docker exec backend netstat -ltn | grep -q :8080; do sleep 0.05; done`,
        ether: ({ $ }) =>
          $`backend=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' backend); pid=$(docker inspect -f '{{.State.Pid}}' lonely); nsenter -t $pid -n ip addr add 192.168.99.1/32 dev lo; docker exec lonely arping -c 1 -I eth0 -s 192.168.99.1 $backend`,
        own: ({ $ }) =>
          $`docker network create --subnet 10.20.0.0/24 -o com.docker.network.bridge.name=team0 ours; docker network connect ours backend; docker network connect --alias anything ours front`,
      },
    },
    'link-first': {
      title: 'the link is made while the bridge is open, for a port of its own; it is closed afterwards',
      steps: {
        two: ({ $ }) =>
          $`docker run -d --expose 8888 --name web base sh -c 'mkdir /www; echo $HOSTNAME > /www/index.html; exec httpd -f -p 8888 -h /www'; docker run -i -d --name client --link web:a --link web:b base; docker run -i -d --name stranger base`,
        option: ({ $ }) =>
          $`sed -i 's/^#DOCKER_OPTS=.*/DOCKER_OPTS="--icc=false --log-level=warn"/' /etc/default/docker; sudo service docker stop; sudo service docker start; docker start web client stranger`,
        closed: ({ $ }) =>
          $`docker exec stranger ping -c 1 -W 1 $(docker inspect -f '{{.NetworkSettings.IPAddress}}' web) || true`,
        link: ({ $ }) => $`docker exec client timeout 2 wget -q -O - http://b:8888/`,
        exact: ({ $ }) => $`docker exec web httpd -p 8080 -h /www`,
        own: ({ $ }) =>
          $`docker network create team; docker run -i -d --name worker --network team base; docker run -d --network team --name api -p 8081:80 httpd`,
      },
    },
    'own-network-closed': {
      title: 'a second network, whose members may not talk to each other, beside the one where they may',
      steps: {
        own: ({ $ }) =>
          $`docker network create -o com.docker.network.bridge.enable_icc=false apart; for name in one two; do docker run -d --network apart --name $name httpd; done; docker network create team; docker network connect team two; docker run -d --network team --name three httpd`,
      },
    },
  },

  faults: [
    fault('no-server', 'the web server has ended', 'docker kill web', ['two.server']),
    fault(
      'deaf-server',
      'the server’s kernel drops what comes to port 80',
      'nsenter -t $pid_web -n iptables -A INPUT -p tcp --dport 80 -j DROP',
      ['two.answers'],
    ),
    fault('no-stranger', 'the container without a link has ended', 'docker kill stranger', ['two.stranger']),
    fault(
      'icc-back',
      'the option is taken back again',
      'sed -i "s/--icc=false/--icc=true/" /etc/default/docker; service docker restart; docker start web stranger client api worker; docker exec web httpd -p 8080 -h /var/www',
      ['option.icc'],
    ),
    {
      id: 'told-not-restarted',
      title: 'the option is written, but the engine was not restarted',
      without: ['option'],
      plant: ({ $ }) => $`echo 'DOCKER_OPTS="--icc=false"' >> /etc/default/docker`,
      kills: ['option.icc'],
    },
    fault(
      'hole-for-web',
      'a rule of the student’s lets everybody through to port 80',
      'iptables -I DOCKER-USER -i docker0 -o docker0 -p tcp --dport 80 -j ACCEPT',
      ['closed.connect', 'exact.rules'],
    ),
    fault(
      'bridge-asks-nobody',
      'the bridge does not ask iptables',
      'sysctl -q -w net.bridge.bridge-nf-call-iptables=0',
      ['closed.connect', 'closed.ping', 'exact.rules', 'exact.port', 'exact.ping'],
    ),
    fault(
      'rule-gone',
      'the rule is deleted; the policy drops instead',
      'iptables -D FORWARD -i docker0 -o docker0 -j DROP',
      ['closed.rule'],
    ),
    fault(
      'dropped-earlier',
      'rules of the student’s drop every knock before the engine’s rule sees it',
      'iptables -I DOCKER-USER -s $stranger -d $web -j DROP; iptables -I DOCKER-USER -s $client -d $web -p icmp -j DROP; iptables -I DOCKER-USER -s $client -d $web -p tcp --dport 8080 -j DROP',
      ['closed.rule'],
    ),
    {
      id: 'no-link',
      title: 'the client was started without a link',
      without: ['link', 'exact'],
      plant: ({ $ }) => $`docker run -i -d --name client base; docker exec web httpd -p 8080 -h /var/www`,
      kills: ['link.there'],
    },
    fault(
      'alias-elsewhere',
      'the alias leads to the gateway',
      'docker exec client sh -c "echo 172.17.0.1 server > /etc/hosts"',
      ['link.alias'],
    ),
    fault(
      'door-nailed-up',
      'a rule of the student’s drops what the client sends to port 80',
      'iptables -I DOCKER-USER -s $client -d $web -p tcp --dport 80 -j DROP',
      ['link.opens'],
    ),
    fault(
      'server-moved',
      'the server was restarted and has another address; the rules still name the old one',
      'docker stop -t 0 web; docker run -i -d --name squatter base; docker start web; docker exec web httpd -p 8080 -h /var/www; web=$(docker inspect -f "{{.NetworkSettings.IPAddress}}" web); ! docker exec stranger ping -c 1 -W 1 $web; docker run --rm --sysctl net.ipv4.ip_nonlocal_bind=1 base arping -f -c 3 -I eth0 -s 10.66.66.66 $web',
      ['link.opens'],
    ),
    fault(
      'way-back-gone',
      'the rule for the way back is deleted; connections live by conntrack',
      'iptables -D DOCKER -s $web -d $client -i docker0 -o docker0 -p tcp --sport 80 -j ACCEPT',
      ['exact.rules'],
    ),
    fault(
      'another-door',
      'a wider rule of the student’s accepts what the link’s rule would count',
      'iptables -I DOCKER-USER -s $client -p tcp --dport 80 -j ACCEPT',
      ['exact.rules'],
    ),
    {
      id: 'no-second-port',
      title: 'the server serves on the exposed port only',
      without: ['exact'],
      plant: ({ $ }) => $`docker exec client timeout 2 wget -q -O - http://server/`,
      kills: ['exact.listens'],
    },
    fault(
      'wide-open',
      'a rule of the student’s lets the client through to every high port',
      'iptables -I DOCKER-USER -s $client -d $web -p tcp --dport 1024: -j ACCEPT',
      ['exact.port'],
    ),
    {
      id: 'nothing-sent',
      title: 'nobody has sent a frame under a false address',
      without: ['ether'],
      plant: ({ $ }) =>
        $`docker exec stranger arping -c 1 -I eth0 $(docker inspect -f '{{.NetworkSettings.IPAddress}}' web)`,
      kills: ['ether.crossed'],
    },
    fault('team-alone', 'only one container is left on the network', 'docker kill worker', ['own.two']),
    {
      id: 'team-closed',
      title: 'the network was made with enable_icc=false as well',
      without: ['own'],
      plant: ({ $ }) =>
        $`docker network create -o com.docker.network.bridge.enable_icc=false team; docker run -d --name api --network team httpd; docker run -i -d --name worker --network team base`,
      kills: ['own.ping', 'own.page'],
    },
    fault(
      'team-page',
      'the server in the network drops what comes to port 80',
      'nsenter -t $pid_api -n iptables -A INPUT -p tcp --dport 80 -j DROP',
      ['own.page'],
    ),
    fault(
      'team-open',
      'a rule of the student’s lets docker0 through to the network',
      'iptables -I DOCKER-USER -i docker0 ! -o docker0 -p icmp -j ACCEPT; iptables -I DOCKER-USER ! -i docker0 -o docker0 -p icmp -j ACCEPT',
      ['own.apart'],
    ),
  ],
}

export default script
