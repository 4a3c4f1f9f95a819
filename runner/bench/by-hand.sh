# The yardstick of `npm run bench`: what an expert would write by hand to do the same, and nothing more.
# Runs as the init of a bare world. $1: `engine` (a bare dockerd, to its first answer) or `lab` (a host, its engine, the
# images, and lab 03's commands in one shell). Prints `ready` when the engine answers.
set -e
answers() { [ "$(curl -s --unix-socket "$1" http://docker/_ping)" = OK ]; }
options="--rootless --group root --storage-driver overlay2 --userland-proxy-path $(command -v docker-proxy)"
export XDG_RUNTIME_DIR=/run
if [ "$1" = engine ]; then
  ip link set lo up
  mkdir -p /tmp/data /tmp/etc
  cp -RP /etc/. /tmp/etc && mount --bind /tmp/etc /etc
  dockerd $options --data-root /tmp/data --pidfile /run/docker.pid >/run/lab/log 2>&1 &
  until answers /run/docker.sock; do kill -0 $! 2>/dev/null || { tail -n 3 /run/lab/log >&2; exit 1; }; sleep 0.005; done
  echo ready
  exit
fi

printf '%s\n' 'link set lo up' 'addr add 8.8.8.8/32 dev lo' 'link add wire type bridge' \
  'addr add 203.0.113.1/24 dev wire' 'link set wire up' | ip -batch -
mount -t tmpfs -o mode=755,uid=1,gid=1 host /hosts
setpriv --reuid 1 --regid 1 --clear-groups sh -c 'cd /hosts && mkdir -p dev proc sys run tmp usr mnt root opt/.sys opt/vethlab var/lib/docker var/log &&
  for link in bin sbin lib lib32 lib64 libx32; do if [ -L /$link ]; then cp -P /$link .; fi; done
  ln -s /run var/run && cp -RP /etc etc && cp -R /opt/vethlab/host-files/bin opt/vethlab/bin'
mkdir /run/bundle
cp /run/lab/host.json /run/bundle/config.json
runc --rootless true --root /run/runc run --detach --bundle /run/bundle --pid-file /run/pid host1 >/run/lab/host.log 2>&1 </dev/null
pid=$(cat /run/pid)
ip link add to-host master wire up type veth peer name eth0 netns $pid
printf '%s\n' 'link set lo up' 'addr add 203.0.113.10/24 dev eth0' 'link set eth0 up' 'route add default via 203.0.113.1' |
  nsenter --net=/proc/$pid/ns/net ip -batch -
on_host() { nsenter -U -m -u -i -n -p -t "$pid" -- env -u USER "$@"; }
on_host dockerd $options >/run/lab/log 2>&1 &
until answers /proc/$pid/root/run/docker.sock; do kill -0 $! 2>/dev/null || { tail -n 3 /run/lab/log >&2; exit 1; }; sleep 0.005; done
curl -s -H 'content-type: application/x-tar' -T "$2" -X POST --unix-socket /proc/$pid/root/run/docker.sock 'http://docker/images/load?quiet=1' >/dev/null
echo ready
on_host env HOME=/root PATH=/opt/vethlab/bin:$PATH bash -c "$(cat /run/lab/commands)"
