import { breakOut as attack, type BreakOut } from './attack.ts'

/** Numbers of system calls on x86-64 and in the generic table, syscalls(2). A denied call fails with ENOSYS or EPERM. */
const numbers = String.raw`
case $(uname -m) in x86_64) add_key=248 keyctl=250 bpf=321 io_uring=425 syslog=103 ;; *) add_key=217 keyctl=219 bpf=280 io_uring=425 syslog=116 ;; esac
call() { perl -e 'my $number = shift() + 0; my $answer = syscall($number, 0, 0, 0, 0, 0); my $error = $! + 0; exit($answer == -1 && ($error == 38 || $error == 1) ? 1 : 0)' "$1"; }`

/** On the kernel and the hardware: they come before those that change the host. */
export const kernelBreakOuts: BreakOut[] = [
  attack(
    'kernel-switches',
    'turn switches of the whole machine in /proc',
    'they belong to the machine’s root, who is nobody on the host',
    String.raw`
for file in sysrq-trigger kcore kmsg acpi/wakeup mtrr sys/kernel/core_pattern sys/kernel/modprobe sys/kernel/panic sys/kernel/sysrq sys/kernel/hotplug \
  sys/vm/drop_caches sys/vm/overcommit_memory sys/vm/panic_on_oom sys/fs/file-max sys/fs/suid_dumpable sys/kernel/randomize_va_space sys/kernel/threads-max; do
  [ ! -e "/proc/$file" ] || reach sh -c ": >>/proc/$file"
done
# What is left is divided by namespaces: of ipc, of the network, of pids, of users.
find /proc/sys -type f -writable 2>/dev/null | grep -vE '^/proc/sys/(net|user|fs/mqueue)/|/kernel/(auto_msgmni|msg.*|sem.*|shm.*|ns_last_pid|pid_max|hostname|domainname|cad_pid)$' | while read -r file; do got "$file"; done`,
  ),
  attack(
    'settings-of-the-network',
    'write every setting under /proc/sys that can be written, hoping that one is the machine’s',
    'those that can be written are the host’s own; the machine’s are compared before and after',
    String.raw`
# One of them is known to be the machine's, see undefended.ts: it is left alone here.
find /proc/sys/net /proc/sys/user /proc/sys/fs /proc/sys/kernel -type f -writable ! -name nf_hooks_lwtunnel 2>/dev/null | while read -r file; do
  value=$(cat "$file" 2>/dev/null) || continue
  case $value in *[!0-9]* | '') echo "$value" >"$file" ;; *) echo $((value + 1)) >"$file" ;; esac
done 2>/dev/null
sysctl -qw kernel.shmmax=12345678 net.ipv4.tcp_rmem='4096 5000 6000' 2>/dev/null; hostname evil`,
  ),
  attack(
    'kernel-memory',
    'read the kernel’s memory and addresses',
    'no such device, and /proc shows zeros to whoever has no power over the machine',
    String.raw`
reach head -c 1 /proc/kcore; reach head -c 1 /proc/kmsg; reach head -c 1 /proc/1/mem; reach head -c 1 /dev/mem; reach head -c 1 /proc/vmallocinfo
awk '$1 !~ /^0+$/ { print "GOT an address of the kernel"; exit }' /proc/kallsyms
awk '$1 !~ /^0+-0+$/ { print "GOT an address of the memory"; exit }' /proc/iomem`,
  ),
  attack(
    'kernel-log',
    'read the machine’s log, in which others’ doings stand',
    'the system call is denied (seccomp), and /dev/kmsg is not there',
    String.raw`${numbers}
reach dmesg; reach dmesg --clear; reach test -c /dev/kmsg; reach call $syslog`,
  ),
  attack(
    'devices',
    'make and open devices: disks, memory, the log, loop devices',
    'no device can be made in a user namespace, and tmpfs of the host has only what runc binds',
    String.raw`
for kind in 'b 8 0' 'b 254 0' 'b 7 0' 'c 1 1' 'c 1 11' 'c 10 237' 'c 10 229'; do rm -f /root/device; reach mknod /root/device $kind; reach mknod /dev/device $kind; done
for name in vda sda nvme0n1 mem kmsg port loop0 loop-control kvm fuse vsock vhost-vsock uinput tty0 console; do reach test -e "/dev/$name"; done
echo x >/tmp/disk; reach losetup -f /tmp/disk`,
  ),
  attack(
    'sysfs',
    'read serial numbers and write hardware settings in /sys',
    'they are the machine’s root’s; the network devices in it are those of the namespace',
    String.raw`
for name in product_serial product_uuid board_serial chassis_serial; do reach cat "/sys/class/dmi/id/$name"; done
find /sys -type f -writable 2>/dev/null | grep -vE '/net/|/fs/cgroup/' | head -n 3 | while read -r file; do got "$file"; done
ls /sys/class/net | grep -vE '^(lo|eth0|docker0|bonding_masters)$' | while read -r name; do got "the link $name"; done
reach sh -c 'echo mem >/sys/power/state'; reach ls /sys/kernel/debug/*; reach ls /sys/kernel/security/*`,
  ),
  attack(
    'keyrings',
    'use or fill the kernel’s keyrings, which are counted by user over all worlds',
    'the system calls are denied, as on a kernel without keys',
    String.raw`${numbers}
reach call $add_key; reach call $keyctl`,
  ),
  attack(
    'large-calls',
    'use pieces of the kernel that no lab needs: bpf(2), io_uring, performance counters, modules, kexec',
    'the system calls are denied',
    String.raw`${numbers}
reach call $bpf; reach call $io_uring; reach insmod /dev/null; reach modprobe dummy_evil; reach swapon /dev/null
awk '/^Seccomp:/ && $2 != 2 { print "GOT no filter" }' /proc/self/status`,
  ),
  attack(
    'sockets-past-namespaces',
    'open sockets that no namespace divides, such as AF_VSOCK to the machine’s hypervisor',
    'families beyond UNIX, IPv4, IPv6, netlink and packet are denied',
    String.raw`
for family in 3 4 5 9 15 21 29 30 31 38 39 40 41 42 43 44 45; do reach perl -e 'socket(my $s, $ARGV[0], 1, 0) or socket($s, $ARGV[0], 2, 0) or socket($s, $ARGV[0], 5, 0) or exit 1' "$family"; done
perl -e 'socket(my $s, 1, 1, 0) and socket($s, 2, 1, 0) or print "GOT nothing at all\n"'`,
  ),
  attack(
    'control-groups',
    'mount control groups, raise its own limits, have release_agent run a program on the machine',
    'their files are the machine’s root’s; a host sees no control group but its world’s',
    String.raw`
reach sh -c 'echo 0 >/sys/fs/cgroup/cgroup.procs'; reach mkdir /sys/fs/cgroup/evil; reach mount -o remount,rw /sys/fs/cgroup
for controller in memory pids rdma cpu; do
  unshare -C -m sh -c "mkdir -p /tmp/group; mount -t cgroup -o $controller none /tmp/group || exit 1
    for file in release_agent notify_on_release memory.limit_in_bytes pids.max cgroup.procs; do [ ! -e /tmp/group/\$file ] || { : >>/tmp/group/\$file; } 2>/dev/null && [ -e /tmp/group/\$file ] && echo GOT \$file; done
    mkdir /tmp/group/evil 2>/dev/null && echo GOT a control group"
done 2>/dev/null
unshare -C -m sh -c 'mount -t cgroup2 none /mnt && { mkdir /mnt/evil 2>/dev/null || { echo max >/mnt/memory.max; } 2>/dev/null; } && echo GOT a control group'
true`,
  ),
]
