import type { LabScript, Player } from '../../runner/course/script.ts'

const page = 'http://198.51.100.80/'

/** Kills the containers first: their shells do not listen to the engine’s polite request, and it waits ten seconds. */
const restartEngine = ($: Player['$'], names: string) =>
  $`docker kill ${names.split(' ')} >/dev/null 2>&1; sudo service docker restart && sudo docker start ${names.split(' ')}`

/** What the walkthrough's last step leaves: one sender's address, and three things that may pass. */
const byHand = [
  'iptables -t nat -A POSTROUTING -s 172.17.0.0/16 -o eth0 -j MASQUERADE',
  'iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  'iptables -A FORWARD -i docker0 -o eth0 -p icmp -j ACCEPT',
  'iptables -A FORWARD -i docker0 -o eth0 -d 198.51.100.80 -p tcp --dport 80 -j ACCEPT',
]

const script: LabScript = {
  steps: {
    call: async ({ $, look }) => {
      await $`sudo docker start box 2>/dev/null || sudo docker run -i -t -d --name box base /bin/bash`
      await look`sudo docker exec box ip route`
      await look`sudo docker exec box ping -c 1 8.8.8.8`
      await look`sudo docker exec box wget -q -O - ${page}`
    },
    forward: async ({ $, look }) => {
      await look`cat /proc/sys/net/ipv4/ip_forward`
      await $`sudo sysctl -w net.ipv4.ip_forward=0`
      await $`! sudo docker exec box ping -c 1 -W 1 8.8.8.8`
      await look`sudo docker exec box ping -c 1 172.17.0.1`
      await look`sudo ping -c 1 8.8.8.8`
      await look`sudo nstat -asz IpInAddrErrors`
      await $`sudo sysctl -w net.ipv4.ip_forward=1`
      await look`sudo docker exec box ping -c 1 8.8.8.8`
    },
    address: async ({ $, look }) => {
      await look`sudo iptables -t nat -L POSTROUTING -n -v`
      await look`sudo docker exec box wget -q -O - ${page}`
      await look`sudo iptables -t nat -L POSTROUTING -n -v`
      await $`sudo docker exec box wget -q -O - ${page}box`
      await look`sudo wget -q -O - ${page}host1`
      await look`sudo wget -q -O - ${page}visitors`
    },
    bar: async ({ $, look }) => {
      await look`sudo iptables -S FORWARD`
      await look`sudo docker exec box wget -q -O - http://8.8.8.8/`
      await $`sudo iptables -I DOCKER-USER -i docker0 -d 8.8.8.8 -p tcp --dport 80 -j REJECT`
      await look`! sudo docker exec box wget -O - http://8.8.8.8/`
      await look`sudo docker exec box wget -q -O - ${page}`
      await look`sudo wget -q -O - http://8.8.8.8/`
      await look`sudo iptables -L DOCKER-USER -n -v`
    },
    engine: async ({ $, look }) => {
      await $`echo 'DOCKER_OPTS="--iptables=false"' >> /etc/default/docker`
      await restartEngine($, 'box')
      await look`sudo docker exec box wget -q -O - ${page}`
      await $`sudo docker rm -f web >/dev/null 2>&1; sudo docker run -d -p 8080:80 --name web httpd`
      await look`sudo iptables -t nat -S`
      await look`sudo wget -q -O - ${page}look/203.0.113.10:8080`
    },
    hand: async ({ $, look }) => {
      await $`sudo iptables -F; sudo iptables -X; sudo iptables -t nat -F; sudo iptables -t nat -X`
      await look`sudo iptables -S`
      for (const rule of byHand) await $`sudo ${rule.split(' ')}`
      await look`sudo docker exec box ping -c 1 8.8.8.8`
      await look`sudo docker exec box wget -q -O - ${page}`
      await look`! sudo docker exec box timeout 2 wget -O - http://203.0.113.1/`
      await restartEngine($, 'box web')
      await look`sudo iptables -S FORWARD`
    },
  },

  variants: {
    'snat-and-json': {
      title: 'SNAT instead of MASQUERADE, daemon.json and systemctl, DROP, another switch, other names',
      steps: {
        call: ({ $ }) => $`docker run --detach --restart unless-stopped --name caller httpd`,
        forward: ({ $ }) =>
          $`sysctl -w net.ipv4.conf.docker0.forwarding=0; ! docker exec caller timeout 2 nc 8.8.8.8 80; sysctl -w net.ipv4.conf.docker0.forwarding=1`,
        address: ({ $ }) => $`docker exec caller wget -q -O - ${page}$(docker ps -q)`,
        bar: ({ $ }) => $`iptables -I FORWARD 1 -s 172.17.0.0/16 -p tcp -d 8.8.8.8/32 --dport 80 -j DROP`,
        engine: ({ $ }) =>
          $`mkdir -p /etc/docker; echo '{"iptables": false}' > /etc/docker/daemon.json; systemctl restart docker; docker run -d -p 203.0.113.10:9000:80 networktest`,
        hand: ({ $ }) =>
          $`iptables -F FORWARD; iptables -P FORWARD DROP; iptables -t nat -F POSTROUTING; iptables -t nat -A POSTROUTING -s 172.17.0.0/16 -j SNAT --to-source 203.0.113.10; iptables -A FORWARD -o docker0 -m state --state ESTABLISHED -j ACCEPT; iptables -A FORWARD -i docker0 -p icmp --icmp-type echo-request -j ACCEPT; iptables -A FORWARD -i docker0 -d 198.51.100.80 -j ACCEPT`,
      },
    },
    'own-chain': {
      title:
        'the tables are loaded whole by iptables-restore, with a chain of the student’s own and no policy',
      steps: {
        hand: ({ $ }) =>
          $`printf '%s\n' '*nat' '-A POSTROUTING -o eth0 -j MASQUERADE' COMMIT '*filter' ':FORWARD ACCEPT' ':OUTWARD -' '-A FORWARD -j OUTWARD' '-A OUTWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT' '-A OUTWARD -p icmp -j ACCEPT' '-A OUTWARD -p tcp -d 198.51.100.80 --dport 80 -j ACCEPT' '-A OUTWARD -j REJECT' COMMIT | sudo iptables-restore`,
      },
    },
  },

  faults: [
    {
      id: 'never-off',
      title: 'forwarding was never switched off',
      without: ['forward'],
      kills: ['forward.refused'],
    },
    {
      id: 'not-forwarding',
      title: 'the host forwards no packets',
      plant: ({ $ }) => $`sysctl -q -w net.ipv4.ip_forward=0`,
      kills: ['forward.on'],
    },
    {
      id: 'no-container',
      title: 'all containers are gone',
      plant: ({ $ }) => $`docker rm -f box web`,
      kills: ['call.runs', 'engine.aside'],
    },
    {
      id: 'unsigned',
      title: 'nobody has signed in the outside’s log',
      without: ['address'],
      kills: ['address.signed'],
    },
    {
      id: 'no-masquerade',
      title: 'no rule changes the sender',
      plant: ({ $ }) => $`iptables -t nat -F POSTROUTING`,
      kills: ['call.ping', 'address.seen'],
    },
    {
      id: 'other-sender',
      title: 'the calls leave under an address that the host answers for and does not have',
      plant: ({ $ }) =>
        $`sysctl -q -w net.ipv4.conf.eth0.proxy_arp=1 net.ipv4.neigh.eth0.proxy_delay=0; ip route add 203.0.113.77/32 dev docker0; iptables -t nat -I POSTROUTING -s 172.17.0.0/16 -o eth0 -j SNAT --to-source 203.0.113.77`,
      kills: ['address.seen'],
    },
    {
      id: 'no-answers',
      title: 'answers are not let in',
      plant: ({ $ }) => $`iptables -D FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      kills: ['call.ping', 'address.seen'],
    },
    {
      id: 'no-ping',
      title: 'pings are not allowed out',
      plant: ({ $ }) => $`iptables -D FORWARD -i docker0 -o eth0 -p icmp -j ACCEPT`,
      kills: ['call.ping'],
    },
    {
      id: 'no-page',
      title: 'the page is not allowed',
      plant: ({ $ }) =>
        $`iptables -D FORWARD -i docker0 -o eth0 -d 198.51.100.80 -p tcp --dport 80 -j ACCEPT`,
      kills: ['address.seen'],
    },
    {
      id: 'bar-behind',
      title: 'the bar stands behind a rule that accepts',
      plant: ({ $ }) =>
        $`iptables -A FORWARD -d 8.8.8.8 -p tcp -j ACCEPT; iptables -A FORWARD -d 8.8.8.8 -p tcp --dport 80 -j REJECT`,
      kills: ['bar.closed'],
    },
    {
      id: 'host-barred',
      title: 'the bar stands in OUTPUT, so it hits the host',
      plant: ({ $ }) => $`iptables -I OUTPUT -d 8.8.8.8 -p tcp --dport 80 -j REJECT`,
      kills: ['bar.host'],
    },
    {
      id: 'rule-for-the-port',
      title: 'a rule leads from the published port',
      plant: ({ $ }) =>
        $`iptables -t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.3:80`,
      kills: ['engine.aside'],
    },
    {
      id: 'engine-back',
      title: 'the engine was restarted without its option, and has written its rules',
      plant: async ({ $ }) => {
        await $`sed -i /iptables=false/d /etc/default/docker`
        await restartEngine($, 'box web')
      },
      kills: ['bar.closed', 'engine.aside', 'hand.closed'],
    },
    {
      id: 'engine-not-told',
      title: 'the engine was never told, and nothing was done by hand',
      without: ['engine', 'hand'],
      plant: ({ $ }) => $`docker run -d -p 8080:80 --name web httpd`,
      kills: ['engine.aside', 'hand.closed'],
    },
    {
      id: 'not-by-hand',
      title: 'the engine’s old rules are still in the kernel',
      without: ['hand'],
      kills: ['hand.closed'],
    },
    {
      id: 'all-open',
      title: 'the policy of FORWARD is ACCEPT',
      plant: ({ $ }) => $`iptables -P FORWARD ACCEPT`,
      kills: ['bar.closed', 'hand.closed'],
    },
  ],
}

export default script
