/**
 * What is tried on the sandbox's host: one shell text each, in a folder of its own, with `set -e`. Making a link or a
 * queue of some type may load its module on the machine, as the lab would do; that is the machine's own doing.
 */
export const probes = {
  tmpfs: 'mount -t tmpfs tmpfs .',
  overlay: `mount -t tmpfs tmpfs . && cd "$PWD"
mkdir lower upper work merged
echo lower >lower/file
mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay merged
rm merged/file
test ! -e merged/file`,
  devpts: 'mount -t devpts -o newinstance,gid=5,mode=0620,ptmxmode=0666 devpts .',
  veth: 'ip link add try-veth type veth peer name try-peer',
  bridge: 'ip link add try-bridge type bridge && ip link set try-veth master try-bridge',
  iptables: `iptables -w 2 -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -w 2 -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o lo -j MASQUERADE
iptables -w 2 -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j RETURN
iptables -w 2 -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 172.17.0.2:80`,
  'ip-forward': 'echo 1 >/proc/sys/net/ipv4/ip_forward',
  ping: 'ip link set lo up && ping -c 1 -W 1 127.0.0.1',
  br_netfilter: `file=/proc/sys/net/bridge/bridge-nf-call-iptables
test -e $file || { echo "$file is not there"; exit 1; }
echo 1 >$file`,
  macvlan: 'ip link add link try-peer name try-macvlan type macvlan mode bridge',
  ipvlan: `ip link add try-ipveth type veth peer name try-ippeer
ip link add link try-ipveth name try-ipvlan type ipvlan mode l2`,
  vxlan: 'ip link add try-vxlan type vxlan id 42 dstport 4789',
  netem: 'tc qdisc add dev try-peer root netem delay 1ms',
  tbf: 'tc qdisc replace dev try-veth root tbf rate 1mbit burst 32kbit latency 400ms',
} as const satisfies Record<string, string>
export type ProbeId = keyof typeof probes

/** Prints one line a test: its name, its exit code and what it said, parted by tabs. */
const tell = `tell() { printf '%s\\t%s\\t%s\\n' "$1" "$2" "$(printf %s "$3" | tr '\\t\\n' '  ' | head -c 2000)"; }`

/** The host's only process; its arguments are the probes' names and texts in turn. */
const hostScript = `${tell}
tell host 0 ''
while [ $# -gt 0 ]; do
  mkdir "/tmp/$1"
  said=$(cd "/tmp/$1" && exec timeout 3 /bin/sh -euc "$2" 2>&1)
  tell "$1" $? "$said"
  shift 2
done`

export const hostCommand: string[] = ['/bin/sh', '-c', hostScript, 'doctor', ...Object.entries(probes).flat()]

export const hostRootfs = '/hosts/doctor'
/** Where the world sees the host's bundle; it lies in the exchange folder. */
const hostBundleFolder = '/run/lab/host'

/** The world's init: makes a host's root folder much as host.ts does, and starts the host in it. */
export const worldScript = `${tell}
tell world 0 ''
exec 2>/tmp/words
make_rootfs() {
  mkdir -p /hosts/doctor && mount -t tmpfs -o mode=755,size=64m doctor /hosts/doctor && cd /hosts/doctor || return
  mkdir -p dev proc sys run tmp usr mnt root opt/.sys var/lib/docker && cp -R -P /etc etc || return
  for link in bin sbin lib lib32 lib64 libx32; do
    if [ -L "/$link" ]; then cp -P "/$link" "$link"; elif [ -d "/$link" ]; then mkdir "$link"; fi
  done
}
make_rootfs && runc --rootless true --root /run/runc run --bundle ${hostBundleFolder} doctor </dev/null && exit
tell host 1 "$(tail -n 5 /tmp/words)"`
