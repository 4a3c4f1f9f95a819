#!/bin/sh
# Fills a host's root folder; runs as the host's root (id 1 of the world), to whom all of it belongs.
# $1 the folder, $2 the host's name, $3 its address; on standard input, the settings of its engine.
set -eu
umask 022
cd "$1"
mkdir -p dev proc sys run tmp usr mnt srv home/student opt/.sys opt/vethlab/rootlesskit var/lib/docker var/log var/tmp
for link in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$link" ]; then cp -P "/$link" "$link"; elif [ -d "/$link" ]; then mkdir "$link"; fi
done
ln -s /run var/run
cp -RP /etc etc
cp -RP /opt/vethlab/host-files/etc /opt/vethlab/host-files/root .
cp -RP /opt/vethlab/host-files/bin opt/vethlab/bin
cp -RP /opt/vethlab/host-files/opt/. opt/vethlab
mkdir -p etc/docker etc/vethlab
chmod 700 root
cat >etc/vethlab/engine
echo "$2" >etc/hostname
printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n%s\t%s\n203.0.113.1\toutside\n' "$3" "$2" >etc/hosts
