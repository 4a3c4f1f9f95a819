/**
 * What of the machine's /etc a world and its hosts get a copy of: enough for the tools to work and nothing a student
 * should not read (users, keys, package sources, machine-id, proxies). Missing entries are left out.
 */
export const curatedEtc = [
  'alternatives',
  'bash.bashrc',
  'bashrc',
  'crypto-policies',
  'debian_version',
  'ethertypes',
  'gai.conf',
  'host.conf',
  'inputrc',
  'iproute2',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.conf',
  'localtime',
  'mime.types',
  'netconfig',
  'networks',
  'os-release',
  'profile',
  'protocols',
  'rpc',
  'services',
  'shells',
  'ssl/openssl.cnf',
  'terminfo',
  'xattr.conf',
] as const

/** The files of /etc that we write ourselves, because the machine's hold its users or its own network. */
export const writtenEtc: Record<string, string> = {
  passwd: [
    'root:x:0:0:root:/root:/bin/bash',
    'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
    // tcpdump(8) of Debian and Fedora gives up root for this user, and does not start where there is none.
    'tcpdump:x:100:65534:tcpdump:/nonexistent:/usr/sbin/nologin',
    'student:x:1000:1000:Student:/home/student:/bin/bash',
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
    '',
  ].join('\n'),
  group: [
    'root:x:0:',
    'daemon:x:1:',
    'tty:x:5:',
    'sudo:x:27:student',
    'docker:x:999:',
    'student:x:1000:',
    'nogroup:x:65534:',
    '',
  ].join('\n'),
  'nsswitch.conf':
    'passwd: files\ngroup: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\n',
  'resolv.conf': 'nameserver 8.8.8.8\n',
  hosts: '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n',
}
