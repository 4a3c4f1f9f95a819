#!/bin/sh
# Runs a package manager as root, without letting it start the machine's own Docker.
# usage: sh install-packages.sh COMMAND [ARGUMENT...]
set -u

policy=/usr/sbin/policy-rc.d
signature='# Made by vethlab while it installs packages; may be deleted at any other time.'
made=

# Debian's packages start their services as they are installed; policy-rc.d is how a machine forbids that.
# A vethlab world has its own engine, and a second one would rewrite the machine's iptables and routes. The tests have a
# Redis server of their own.
deny_docker() {
  if [ -e "$policy" ] || [ -L "$policy" ]; then
    grep -qxF "$signature" "$policy" 2>/dev/null || return 0 # the administrator's own: it decides
  fi
  made=yes
  cat >"$policy" <<END
#!/bin/sh
$signature
case " \$* " in *" docker "* | *" docker."* | *" containerd "* | *" containerd."* | *" redis-server "* | *" redis-server."*) exit 101 ;; esac
exit 0
END
  chmod 755 "$policy"
}

allow_docker() {
  [ -z "$made" ] || rm -f "$policy"
}

# Engines inside lab worlds have networks of their own and do not count.
machine_runs_docker() {
  for process in /proc/[0-9]*; do
    { read -r name <"$process/comm"; } 2>/dev/null || continue
    [ "$name" != dockerd ] || [ "$(readlink "$process/ns/net")" != "$(readlink /proc/self/ns/net)" ] || return 0
  done
  return 1
}

trap allow_docker EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

machine_runs_docker && before=yes || before=
if [ "$1" = apt-get ]; then
  deny_docker
  shift
  set -- apt-get -o DPkg::Lock::Timeout=300 "$@" # a machine's own upgrades may hold it
fi

# needrestart would restart services that have nothing to do with us.
DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 "$@" || exit

if [ -z "$before" ] && machine_runs_docker; then
  echo "The packages are installed, but this machine's own policy let them start its Docker service." >&2
  echo 'vethlab does not need it. To stop it: sudo service docker stop' >&2
  exit 1
fi
