import type { Cheat } from './attack.ts'

const attack = (id: string, words: Omit<Cheat, 'id' | 'group'>): Cheat => ({ id, group: 'cheat', ...words })

const everyPing = ['ping.gateway', 'ping.neighbour', 'ping.outside']
/** What nobody can tell without the engine; the rest of the lab waits for it. */
const withoutEngine: Pick<Cheat, 'untrue' | 'othersStay'> = { untrue: ['container.runs'], othersStay: false }

/** Says that it is an engine, with a container such as the lab asks for and another one that has ended. */
const lyingEngine = String.raw`
cat >/root/engine.pl <<'END'
use IO::Socket::UNIX;
my $id = 'abcdef012345' x 5;
my $pid = $ARGV[0];
my $box = qq({"Id":"$id","Name":"/box","Created":"2024-01-01T00:00:00Z","State":{"Status":"running","Running":true,"Pid":$pid},"HostConfig":{"NetworkMode":"none"},"Config":{"Image":"base","Hostname":"box"},"NetworkSettings":{"Networks":{}}});
my $gone = '{"Type":"network","Action":"connect","Actor":{"ID":"n","Attributes":{"container":"fedcba012345","name":"none"}}}' . "\n"
  . '{"Type":"container","Action":"die","Actor":{"ID":"fedcba012345","Attributes":{"name":"visitor","exitCode":"0"}}}' . "\n";
unlink '/run/docker.sock';
my $server = IO::Socket::UNIX->new(Local => '/run/docker.sock', Listen => 20) or die;
$SIG{CHLD} = 'IGNORE';
while (my $client = $server->accept) {
  next if fork;
  my $asked = <$client>;
  while (my $line = <$client>) { last if $line =~ /^\s*$/ }
  my $said = $asked =~ m{/_ping} ? 'OK' : $asked =~ m{/containers/json} ? qq([{"Id":"$id"}]) : $asked =~ m{/containers/[0-9a-f]} ? $box : $asked =~ m{/events} ? $gone : '[]';
  print $client "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nServer: Docker/20.10.24 (linux)\r\nContent-Type: application/json\r\nContent-Length: " . length($said) . "\r\n\r\n$said";
  exit;
}
END
unshare -n sleep 1000 >/dev/null 2>&1 & sleep 0.3
mv /run/docker.sock /run/real.sock
setsid perl /root/engine.pl $! >/dev/null 2>&1 </dev/null &
for try in $(seq 50); do [ -S /run/docker.sock ] && break; sleep 0.1; done`

export const cheats: Cheat[] = [
  attack('tools-on-the-path', {
    tries: 'put programs of its own named docker, ip, ping, curl, nsenter, iptables first on the PATH',
    wall: 'the agent looks with the machine’s tools, from the world',
    on: 'untouched',
    script: String.raw`
for tool in docker ip ping curl nsenter iptables bridge ss grep sh; do
  printf '#!/bin/bash\necho "17 of 17 checks pass"; echo "[]"; exit 0\n' >/opt/vethlab/bin/$tool; chmod 755 /opt/vethlab/bin/$tool
done`,
  }),
  attack('tools-by-bind-mount', {
    tries: 'cover the real programs in /usr with its own by bind mounts',
    wall: 'such mounts are the host’s mount namespace’s alone',
    on: 'untouched',
    script: String.raw`
printf '#!/bin/bash\necho "17 of 17 checks pass"; echo "[]"; exit 0\n' >/root/tool; chmod 755 /root/tool
for tool in docker ip ping curl nsenter iptables ss getent env; do
  for folder in /usr/bin /usr/sbin /bin /sbin; do [ ! -e $folder/$tool ] || mount --bind /root/tool $folder/$tool; done
done`,
  }),
  attack('preload', {
    tries: 'load a library of its own into every program: LD_PRELOAD, /etc/ld.so.preload, the loader’s cache',
    wall: 'the agent’s programs see the world’s files, not the host’s',
    on: 'untouched',
    script: String.raw`
library=$(ldd /bin/bash | grep -o '/[^ ]*libc\.so[^ ]*' | head -n 1)
cp "$library" /root/evil.so; printf 'evil' | dd of=/root/evil.so bs=1 seek=4096 conv=notrunc 2>/dev/null
echo "export LD_PRELOAD=/root/evil.so" >>/root/.bashrc; echo LD_PRELOAD=/root/evil.so >>/etc/environment
rm -f /etc/ld.so.cache; echo /root/evil.so >/etc/ld.so.preload`,
  }),
  attack('lying-engine', {
    tries: 'answer at /run/docker.sock in the engine’s place, with containers that never were',
    wall: 'who listens there must be the machine’s own dockerd; another program is named',
    on: 'untouched',
    script: lyingEngine,
    named: /is not the Docker Engine: it is \/\S*perl/,
  }),
  attack('engine-behind-a-proxy', {
    tries: 'stand between the agent and the engine, and pass on what suits',
    wall: 'as above: the listener is no dockerd',
    on: 'solved',
    ...withoutEngine,
    named: /is not the Docker Engine: it is \/\S*perl/,
    script: String.raw`
cat >/root/proxy.pl <<'END'
use IO::Socket::UNIX; use IO::Select;
unlink '/run/docker.sock';
my $server = IO::Socket::UNIX->new(Local => '/run/docker.sock', Listen => 20) or die;
$SIG{CHLD} = 'IGNORE';
while (my $near = $server->accept) {
  next if fork;
  my $far = IO::Socket::UNIX->new(Peer => '/run/real.sock') or exit;
  my $both = IO::Select->new($near, $far);
  while (1) { for my $from ($both->can_read) { sysread($from, my $data, 65536) or exit; syswrite($from == $near ? $far : $near, $data) } }
}
END
mv /run/docker.sock /run/real.sock
setsid perl /root/proxy.pl >/dev/null 2>&1 </dev/null &
for try in $(seq 50); do [ -S /run/docker.sock ] && break; sleep 0.1; done
docker ps >/dev/null && echo 'the proxy works'`,
  }),
  attack('another-dockerd', {
    tries: 'run a dockerd of its own, copied and changed',
    wall: 'as above: the program is not the machine’s file',
    on: 'untouched',
    named: /is not the Docker Engine: it is \/root\/dockerd/,
    script: String.raw`
service docker stop >/dev/null; cp "$(readlink -f "$(command -v dockerd)")" /root/dockerd; printf '\0' >>/root/dockerd
printf '#!/bin/sh\nexec /root/dockerd "$@"\n' >/opt/vethlab/bin/dockerd; chmod 755 /opt/vethlab/bin/dockerd
service docker start && docker run -d --network none base sleep 1000 >/dev/null && docker run --rm --network none base true`,
  }),
  attack('preloaded-dockerd', {
    tries: 'load a library of its own into the real dockerd',
    wall: 'what is mapped into the engine must come from where the engine does',
    on: 'untouched',
    named: /something has been loaded into it/,
    script: String.raw`
library=$(ldd /bin/bash | grep -o '/[^ ]*libtinfo[^ ]*\|/[^ ]*libc\.so[^ ]*' | head -n 1)
service docker stop >/dev/null; cp "$library" /root/evil.so
LD_PRELOAD=/root/evil.so service docker start && docker run -d --network none base sleep 1000 >/dev/null`,
  }),
  attack('engine-by-a-link', {
    tries: 'replace /run/docker.sock by a link to the agent’s own socket',
    wall: 'links are followed on the host only, where there is no such socket',
    on: 'solved',
    ...withoutEngine,
    named: /there is no \/var\/run\/docker\.sock/,
    script: 'mv /run/docker.sock /run/real.sock; ln -s /run/lab/agent.sock /run/docker.sock',
  }),
  attack('outside-on-the-host', {
    tries: 'answer pings to 8.8.8.8 itself: the address on the host’s lo, and no forwarding',
    wall: 'a ping counts when the outside has answered it',
    on: 'solved',
    untrue: ['ping.outside'],
    named: /answered, but not by the outside/,
    script: 'sysctl -qw net.ipv4.ip_forward=0; ip addr add 8.8.8.8/32 dev lo',
  }),
  attack('outside-in-the-container', {
    tries: 'the same inside the container: 8.8.8.8 on its lo',
    wall: 'as above',
    on: 'solved',
    untrue: ['ping.outside'],
    named: /answered, but not by the outside/,
    script: 'sysctl -qw net.ipv4.ip_forward=0; in_net_of box ip addr add 8.8.8.8/32 dev lo',
  }),
  attack('outside-by-dnat', {
    tries: 'send what is meant for 8.8.8.8 to docker0 by a rule of the host’s packet filter',
    wall: 'as above',
    on: 'solved',
    untrue: ['ping.outside'],
    named: /answered, but not by the outside/,
    script: String.raw`
sysctl -qw net.ipv4.ip_forward=0
iptables -t nat -I PREROUTING -d 8.8.8.8 -j DNAT --to-destination 172.17.0.1`,
  }),
  attack('outside-by-policy-routing', {
    tries: 'send it by a routing table of its own to a neighbour who has that address',
    wall: 'as above',
    on: 'solved',
    untrue: ['ping.outside'],
    named: /answered, but not by the outside/,
    script: String.raw`
sysctl -qw net.ipv4.ip_forward=0
address=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' neighbour); in_net_of neighbour ip addr add 8.8.8.8/32 dev lo
in_net_of box ip route add 8.8.8.8/32 via "$address" table 100; in_net_of box ip rule add to 8.8.8.8 lookup 100 priority 1`,
  }),
  attack('neighbour-by-dnat', {
    tries: 'have docker0 answer in the place of a neighbour that is deaf',
    wall: 'a ping counts when the neighbour has answered it',
    on: 'solved',
    untrue: ['ping.neighbour'],
    named: /answered, but not by the container neighbour/,
    script: String.raw`
in_net_of neighbour sysctl -qw net.ipv4.icmp_echo_ignore_all=1
in_net_of box iptables -t nat -A OUTPUT -p icmp -d "$(docker inspect -f '{{.NetworkSettings.IPAddress}}' neighbour)" -j DNAT --to-destination 172.17.0.1`,
  }),
  attack('neighbour-on-the-bridge', {
    tries: 'give docker0 the address of a neighbour whose link is down',
    wall: 'as above',
    on: 'solved',
    untrue: ['ping.neighbour'],
    named: /answered, but not by the container neighbour/,
    script: String.raw`
address=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' neighbour)
in_net_of neighbour ip link set eth0 down; ip addr add "$address/32" dev docker0; in_net_of box ip neigh flush all`,
  }),
  attack('gateway-in-the-container', {
    tries: 'let the container itself answer in docker0’s place, while the host is deaf',
    wall: 'a ping counts when the host has answered it',
    on: 'solved',
    untrue: ['ping.gateway'],
    named: /answered, but not by docker0/,
    script: String.raw`
iptables -I INPUT -i docker0 -p icmp -j DROP
in_net_of box iptables -t nat -A OUTPUT -p icmp -d 172.17.0.1 -j DNAT --to-destination 127.0.0.1`,
  }),
  attack('forged-counters', {
    tries: 'forge a rule’s packet counters (iptables -c), while a rule elsewhere drops the packets (lab 06)',
    wall: 'checks send packets of their own, and count what these add',
    on: 'untouched',
    lab: '06',
    untrue: ['closed.rule'],
    proof: ['option.icc', 'closed.ping'],
    named: /is not counted by the rule that drops/,
    script: String.raw`
echo 'DOCKER_OPTS="--icc=false"' >>/etc/default/docker; service docker restart >/dev/null
docker run -itd --name web networktest >/dev/null; docker run -itd --name stranger base >/dev/null
in_net_of web iptables -A INPUT -p icmp ! -s 172.17.0.1 -j DROP; in_net_of web iptables -A INPUT -p tcp ! -s 172.17.0.1 -j DROP
while iptables -D FORWARD -i docker0 -o docker0 -j DROP 2>/dev/null; do :; done
for chain in $(iptables -S | sed -n 's/^-N //p'); do while iptables -D $chain -i docker0 -o docker0 -j DROP 2>/dev/null; do :; done; done
iptables -I FORWARD -i docker0 -o docker0 -j ACCEPT
iptables -N EVIL; iptables -A EVIL -i docker0 -o docker0 -c 5000 300000 -j DROP`,
  }),
  attack('results-file', {
    tries: 'write results files wherever a grader might look',
    wall: 'nothing is read from the host but what a check is about; results are written by the caller',
    on: 'untouched',
    script: String.raw`
for folder in / /root /root/results /tmp /run /run/lab /var/log /opt/vethlab /home/student /autograder/results; do
  mkdir -p $folder; for name in results.json report.json check.json box.json; do echo '{"status":"pass","score":100,"checks":{"passed":17,"total":17}}' >$folder/$name; done
done`,
  }),
  attack('names-in-another-network', {
    tries: 'call containers, networks and namespaces what the lab calls them, on another network',
    wall: 'checks judge by network mode and wiring, not by names',
    on: 'untouched',
    script: String.raw`
docker network create none2 >/dev/null; docker run -d --name box --hostname box --network none2 base sleep 1000 >/dev/null
docker run -d --name neighbour --network none2 base sleep 1000 >/dev/null; docker run --rm --name visitor --network none2 base true
ip netns add box; ip netns add A; ip link add A type bridge; ip link add docker1 type bridge; ip link set A master docker1`,
  }),
  attack('renamed-namespaces', {
    tries:
      'have names in /var/run/netns lead to the host’s own namespace, or a fresh one, for the container’s',
    wall: 'a name counts by the namespace that it leads to',
    on: 'solved',
    untrue: ['name.reach', 'inside.there', ...everyPing],
    othersStay: false,
    script: String.raw`
find /var/run/netns -type l -delete; ip link del A; umount /var/run/netns/* 2>/dev/null
for name in box "$(pid_of box)"; do ln -s /proc/1/ns/net /var/run/netns/$name; done
ip netns add eth0; ip link add A type veth peer name B; ip link set B netns eth0`,
  }),
  attack('odd-names', {
    tries: 'steer the terminal, the report or an XML reader by escape sequences and mark-up in names',
    wall: 'whatever a student controls is made safe before it is shown',
    on: 'solved',
    untrue: [],
    script: String.raw`
docker run -d --name evil --hostname '<b>&amp;' --label $'x=\e[2J]]>&#x1b;<script>' -e $'A=\e]0;evil\a' base sleep 1000 >/dev/null
for name in $'\e[31m' $'\a\r\x9b1m' ']]><x>' '<!--' '&lt;' $'\u202egnp' '"}],"x":"'; do ip link add name "$name" type bridge; done; true`,
  }),
]
