import { hostSpace, limits } from '../../world/limits.ts'
import type { Starving } from './attack.ts'

const attack = (id: string, words: Omit<Starving, 'id' | 'group'>): Starving => ({
  id,
  group: 'starve',
  ...words,
})

const spaceMiB = Object.values(hostSpace).reduce((sum, size) => sum + size, 0)

export const starvings: Starving[] = [
  attack('fork-bomb', {
    tries: 'make processes that make processes',
    wall: 'the processes of a world’s hosts are counted in their user namespace (and, with real root, in a control group)',
    made: { least: 300, most: limits.processes },
    script: String.raw`
perl -e 'my $end = time + 4; my $child = fork; if (!$child) { close STDOUT; close STDERR; fork while 1 } sleep 1 while time < $end;
  opendir(my $all, "/proc"); print "made ", scalar(grep /^\d+$/, readdir $all), "\n"'`,
  }),
  attack('many-sleepers', {
    tries: 'hold as many processes as there can be, and do nothing with them',
    wall: 'as above; the agent has some left of its own, and still judges',
    made: { least: 300, most: limits.processes },
    script: String.raw`
perl -e 'my $made = 0; while ($made < 5000) { my $child = fork; defined $child or last; if (!$child) { close STDOUT; close STDERR; sleep 1000; exit } $made++ } print "made $made\n"'`,
  }),
  attack('memory-of-a-process', {
    tries: 'have one process take all memory',
    wall: 'its private memory is bounded (RLIMIT_DATA), and a host’s processes are the first to go when memory runs out',
    made: { least: 100, most: limits.data / 2 ** 20 },
    script: String.raw`perl -e '$| = 1; my @all; for my $n (1 .. 60) { push @all, "x" x (50 << 20); print "made ", $n * 50, "\n" }' 2>/dev/null; true`,
  }),
  attack('memory-of-a-world', {
    tries: 'take memory where no process is counted for it: a tmpfs of its own, of any size',
    wall: 'the world’s control group: the kernel ends its host, now and then the agent with it, and then nobody is judged',
    asRoot: true,
    worldMayEnd: true,
    made: { least: 400, most: limits.memory / 2 ** 20 },
    script: String.raw`
mount -t tmpfs -o size=8g evil /mnt
for number in $(seq 20); do dd if=/dev/zero of=/mnt/$number bs=1M count=100 2>/dev/null || break; echo "made $((number * 100))"; done`,
  }),
  attack('full-disk', {
    tries: 'fill every file system that it can write to',
    wall: `each is a tmpfs with a size, ${spaceMiB} MiB together`,
    made: { least: 200, most: spaceMiB },
    script: String.raw`
for folder in /root /run /tmp /dev/shm /dev /var/lib/docker; do
  number=0; while dd if=/dev/zero of=$folder/fill.$number bs=1M count=256 2>/dev/null; do number=$((number + 1)); [ $number -lt 20 ] || break; done
done
du -cm --total /root/fill.* /run/fill.* /tmp/fill.* /dev/shm/fill.* /dev/fill.* /var/lib/docker/fill.* 2>/dev/null | sed -n 's/\ttotal$//; T; s/^/made /p'`,
  }),
  attack('many-files', {
    tries: 'make empty files without end',
    wall: 'each tmpfs has a number of files',
    made: { least: 60_000, most: 70_000 },
    script: String.raw`
mkdir /tmp/many; cd /tmp/many; seq 80000 | xargs touch 2>/dev/null; ls -f | wc -l | sed 's/^ */made /'`,
  }),
  attack('deep-folders', {
    tries: 'nest folders until paths are too long for everybody, also where the agent reads',
    wall: 'the agent walks a bounded number of steps, and removes nothing by hand: the kernel frees a world’s files',
    made: { least: 2000, most: 2000 },
    script: String.raw`
perl -e 'for my $place (@ARGV) { mkdir $place; chdir $place; for (1 .. 2000) { mkdir "d" and chdir "d" and $made++ } } print "made ", $made / 2, "\n"' /tmp/deep /run/netns
cd /run/netns && seq 3000 | xargs touch; ln -s /run/netns/loop /run/netns/loop`,
  }),
  attack('huge-arguments', {
    tries: 'give a process a command line of megabytes, and a container labels of as much',
    wall: 'the agent reads no command line of a host, and bounds what the engine may answer',
    script: String.raw`
word=$(head -c 100000 /dev/zero | tr '\0' x)
(exec -a "$word" perl -e 'sleep 1000' "$word" "$word" "$word" "$word" "$word" "$word" "$word" "$word" "$word" "$word") >/dev/null 2>&1 &
label=$(head -c 120000 /dev/zero | tr '\0' y); for number in 1 2 3; do docker run -d --label a="$label" -e b="$label" base sleep 1000 >/dev/null; done`,
  }),
  attack('output-flood', {
    tries: 'print without end',
    wall: 'the caller keeps a few MiB and ends the shell',
    script: 'yes "$(head -c 4000 /dev/zero | tr "\\0" z)"',
  }),
  attack('endless-loop', {
    tries: 'never end',
    wall: 'the caller’s time limit: it ends the world’s init, and the kernel everything else',
    endedAfterMs: 3000,
    script: 'for number in 1 2 3; do (while :; do :; done) & done; while :; do :; done',
  }),
  attack('deaf-to-signals', {
    tries: 'ignore every signal, in sessions and namespaces of its own, and start again when killed',
    wall: 'as above: SIGKILL to the init of a pid namespace',
    endedAfterMs: 3000,
    script: String.raw`
trap '' TERM INT HUP QUIT USR1 USR2 ALRM PIPE TSTP
for number in 1 2 3; do setsid unshare -pf --mount-proc bash -c "trap '' TERM INT HUP; while :; do sleep 1000; done" & done
docker run -d --restart always --name again base sh -c 'trap "" TERM; while :; do sleep 1; done' >/dev/null
while :; do sleep 1; done`,
  }),
  attack('many-links', {
    tries: 'make 10,000 network links, which the kernel takes minutes to remove',
    wall: 'the agent counts them, and ends a host that has more than any lab',
    stopped: /network links, more than the \d+ that it may have/,
    script: String.raw`
seq 10000 | sed 's/.*/link add evil& type bridge/' | ip -batch - 2>/dev/null`,
  }),
  attack('many-links-hidden', {
    tries: 'the same, spread over network namespaces that only a name keeps alive',
    wall: 'as above: those in the host’s mount table are counted, too',
    stopped: /network links, more than the \d+ that it may have/,
    script: String.raw`
for space in $(seq 30); do
  ip netns add space$space; seq 40 | sed 's/.*/link add evil& type bridge/' | ip -n space$space -batch - 2>/dev/null; ip netns exec space$space sleep 0.3
done`,
  }),
  attack('many-namespaces', {
    tries: 'make network namespaces without end, each with the kernel’s memory for one',
    wall: 'a world may have as many as the agent reads (/proc/sys/user)',
    made: { least: 60, most: limits.networkNamespaces },
    script: String.raw`
number=0; while [ $number -lt 300 ]; do unshare -n sleep 1000 >/dev/null 2>&1 & number=$((number + 1)); done; sleep 2
for process in /proc/[0-9]*; do readlink $process/ns/net; done 2>/dev/null | sort -u | wc -l | sed 's/^ */made /'`,
  }),
  attack('many-containers', {
    tries: 'start containers without end',
    wall: 'processes and namespaces run out on the host, not on the machine; the agent reads a bounded number',
    made: { least: 3, most: limits.networkNamespaces },
    script: String.raw`
end=$((SECONDS + 8)); number=0
while [ $SECONDS -lt $end ] && docker run -d base sleep 1000 >/dev/null 2>&1; do number=$((number + 1)); done; echo "made $number"`,
  }),
  attack('inotify', {
    tries: 'use up the inotify instances that the machine grants this person',
    wall: 'a world may have a few of them',
    made: { least: 4, most: limits.inotifyInstances },
    script: String.raw`
for number in $(seq 60); do tail -f /etc/hosts >/dev/null 2>&1 & done; sleep 2
ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c inotify | sed 's/^/made /'`,
  }),
  attack('open-files', {
    tries: 'open files, pipes and sockets without end',
    wall: 'RLIMIT_NOFILE, which the machine’s own bounds together with the number of processes',
    made: { least: 4000, most: limits.openFiles },
    script: String.raw`perl -e 'my @all; while (1) { pipe(my $r, my $w) or last; push @all, $r, $w } print "made ", scalar @all, "\n"'`,
  }),
  attack('connection-tracking', {
    tries: 'fill the table of tracked connections, of which other worlds need some',
    wall: 'the table is counted by network namespace',
    made: { least: 500, most: 1_000_000 },
    script: String.raw`
perl -MSocket -e 'socket(my $s, AF_INET, SOCK_DGRAM, 0); my $to = inet_aton("203.0.113.1"); for my $n (1 .. 20000) { send($s, "x", 0, pack_sockaddr_in(1024 + $n, $to)) }' 2>/dev/null
echo "made $(cat /proc/sys/net/netfilter/nf_conntrack_count)"`,
  }),
  attack('many-rules', {
    tries: 'load 20,000 rules into the packet filter',
    wall: 'the agent gives such a reading seconds and MiB, and says cannot-run when they are not enough',
    script: String.raw`
{ echo '*filter'; echo ':EVIL - [0:0]'; seq 20000 | sed 's/.*/-A EVIL -s 10.0.0.0\/8 -p tcp --dport 80 -j ACCEPT/'; echo COMMIT; } | timeout 10 iptables-restore -n`,
  }),
  attack('real-time', {
    tries: 'take the processors by priority: real-time scheduling, negative nice values',
    wall: 'only the machine’s root may; the limits are 0',
    script:
      'chrt -f 50 true && echo GOT real time; nice -n -10 true 2>&1 | grep -q denied || echo GOT priority; true',
  }),
  attack('core-dumps', {
    tries: 'crash, and have the machine write core files or start its crash handler',
    wall: 'the limit for core files is one byte, which also keeps a handler from being started',
    made: { least: 0, most: 0 },
    script: String.raw`
ulimit -c unlimited 2>/dev/null; cd /root; (kill -SEGV $BASHPID); sleep 0.5; find / -xdev -name 'core*' -type f -size +0 -newer /etc/hostname 2>/dev/null | wc -l | sed 's/^ */made /'`,
  }),
  attack('its-own-end', {
    tries: 'end its own host: reboot, kill everything, remove everything',
    wall: 'the agent stands outside; what is gone is no pass',
    script: String.raw`
service docker stop >/dev/null; rm -rf /etc /var /opt /root /home 2>/dev/null
perl -e 'syscall($ARGV[0] + 0, 0xfee1dead, 672274793, 0x01234567, 0)' "$([ "$(uname -m)" = x86_64 ] && echo 169 || echo 142)"
kill -9 -1`,
  }),
]
