#!/bin/sh
# Boots a world while the agent itself is still starting: the outside's wires, then each host and its engine.
# Arguments: NAME=ADDRESS of each host. Reads /run/lab: hosts/NAME/config.json, limits, engine (settings), seed (file name).
# Tells the agent by files in /run/boot: NAME.pid a host runs, NAME.ready its engine answers, failed and why.
set -u
said=/run/boot/said

fail() {
  { echo "$1:"; tail -n 5 "$said" 2>/dev/null; } >/run/boot/failed.new
  mv /run/boot/failed.new /run/boot/failed
  exit 1
}

# All that comes from here is the hosts'. The limit on processes is one of a host's user namespace as well, from its making
# on (user_namespaces(7), Linux 5.14); the counts are the world's: namespaces, inotify instances, … as the kernel knows them.
limit_hosts() {
  . /run/lab/limits
  prlimit --pid $$ --nproc="$processes:$processes" --data="$data:$data" 2>>"$said" || fail 'The hosts cannot be limited'
  { echo "$score" >/proc/$$/oom_score_adj; } 2>/dev/null
  for one in $counts; do { echo "${one#*=}" >"/proc/sys/user/${one%=*}"; } 2>/dev/null || true; done
}

# The outside's addresses, and the bridge that hosts are plugged into.
wire_outside() {
  printf '%s\n' \
    'link set lo up' 'addr add 8.8.8.8/32 dev lo' 'addr add 198.51.100.80/32 dev lo' \
    'addr add 198.51.100.21/32 dev lo' 'addr add 198.51.100.22/32 dev lo' \
    'link add wire type bridge' 'addr add 203.0.113.1/24 dev wire' 'link set wire up' | ip -batch - 2>>"$said" ||
    fail 'The outside cannot be wired'
}

boot_host() {
  name=$1 address=$2 root=/hosts/$1
  mkdir "$root" && mount -t tmpfs -o "mode=755,size=$root_size,nr_inodes=$root_files,uid=1,gid=1" "host-$name" "$root" 2>>"$said" ||
    fail "The host $name gets no root folder"
  setpriv --reuid 1 --regid 1 --clear-groups /bin/sh /opt/vethlab/fill-root.sh "$root" "$name" "$address" </run/lab/engine 2>>"$said" ||
    fail "The root folder of the host $name cannot be filled"
  # The agent's socket will belong to the world's root, who is nobody on the host: the folder must let him in.
  chown 0:0 "$root/opt/vethlab/rootlesskit"
  # A host's init keeps what runc has for input and output: nothing of the world's.
  runc --log "$said" --rootless true --root /run/runc run --detach --bundle "/run/lab/hosts/$name" --pid-file "/run/boot/$name.pid.new" "$name" >/dev/null 2>&1 </dev/null ||
    fail "The host $name does not boot"
  pid=$(cat "/run/boot/$name.pid.new")
  { ip link add "to-$name" master wire up type veth peer name eth0 netns "$pid" &&
    printf '%s\n' 'link set lo up' "addr add $address/24 dev eth0" 'link set eth0 up' 'route add default via 203.0.113.1' |
    nsenter --net="/proc/$pid/ns/net" ip -batch -; } 2>>"$said" || fail "The host $name cannot be plugged in"
  mv "/run/boot/$name.pid.new" "/run/boot/$name.pid"
  seed=$(cat /run/lab/seed)
  if [ -n "$seed" ]; then
    on_host tar --extract --directory /var/lib/docker <"/opt/images/$seed" 2>>"$said" || fail "The images cannot be laid out on $name"
  fi
  on_host /etc/init.d/docker start >>"$said" 2>&1 </dev/null || fail "The Docker Engine on $name does not start"
  : >"/run/boot/$name.ready"
}

on_host() {
  nsenter -U -m -u -i -n -p -C -t "$pid" -- env -i PATH=/opt/vethlab/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin HOME=/root "$@"
}

limit_hosts
wire_outside
for host; do boot_host "${host%%=*}" "${host#*=}" & done
wait
