import { readFileSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ending } from './lab-cli.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { waitUntil } from './wait-until.ts'

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
  const { code, stderr } = await user.lab('start', '03', '--detach')
  if (code !== 0) throw new Error(stderr)
})
afterAll(() => stage.close())

/** What a script says on the host; it must succeed. */
const says = async (script: string): Promise<string> => {
  const { code, stdout, stderr } = await user.onHost(script)
  expect({ script, code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

/** Runs a program on the outside: in the network namespace of the world's init. */
const onOutside = (...words: string[]): Promise<Ending> =>
  user.machine([
    'nsenter',
    `--target=${user.init()}`,
    '--user',
    '--net',
    '--preserve-credentials',
    '--',
    ...words,
  ])

describe('what the documents show works unchanged', () => {
  test('the images they name are there, without a network', async () => {
    const printed = await says(`docker images --format '{{.Repository}}:{{.Tag}}'`)
    expect(printed.trim().split('\n').sort()).toEqual(
      [
        'base',
        'centos',
        'debian',
        'dumlutimuralp/networktest',
        'hello-world',
        'httpd',
        'networktest',
        'ubuntu',
      ].map((name) => `${name}:latest`),
    )
    expect(await says('docker run --rm hello-world')).toContain('Hello from Docker!')
    for (const name of ['ubuntu', 'centos', 'debian'])
      expect(await says(`docker run --rm ${name} echo works`)).toBe('works\n')
  })

  test('the tools: brctl, ip netns, ifconfig, route, iptables, tcpdump, nsenter', async () => {
    expect(await says('sudo brctl show')).toMatch(/docker0\s+8000\./)
    expect(await says('ip netns add blue && ip netns exec blue ip -br link && ip netns del blue')).toMatch(
      /^lo/,
    )
    expect(await says('ifconfig docker0')).toContain('inet 172.17.0.1')
    expect(await says('route -n')).toMatch(/0\.0\.0\.0\s+203\.0\.113\.1/)
    expect(await says('sudo iptables -t nat -L -n')).toMatch(
      /MASQUERADE\s+(?:all|0)\s+--\s+172\.17\.0\.0\/16/,
    )
    expect(await says('sudo iptables -S FORWARD')).toContain('-P FORWARD DROP')
    expect(await says('cat /proc/sys/net/ipv4/ip_forward')).toBe('1\n')
    expect(await says('sudo sysctl net.ipv4.ip_forward=0 && sudo sysctl -w net.ipv4.ip_forward=1')).toContain(
      '= 1',
    )
    expect(
      await says(
        'ping -c 100 -i 0.2 203.0.113.1 >/dev/null & timeout 5 tcpdump -n -c 1 -i eth0 icmp[0]=8 2>/dev/null; kill $!',
      ),
    ).toContain('203.0.113.10 > 203.0.113.1: ICMP echo request')
    expect(await says('nsenter -t 1 -n hostname')).toBe('host1\n')
  })

  test('sudo: as root, and as the user student', async () => {
    expect(await says('sudo id -u')).toBe('0\n')
    expect(await says('sudo -u student id')).toMatch(
      /^uid=1000\(student\) gid=1000\(student\) groups=.*27\(sudo\)/,
    )
    expect(await says("sudo -i pwd; sudo A=b sh -c 'echo $A'")).toBe('/root\nb\n')
  })

  test('a container reaches the outside: 8.8.8.8, a name, a web page that says who came', async () => {
    expect(await says('docker run --rm base ping -c 1 8.8.8.8')).toContain('1 packets received')
    expect(await says('docker run --rm base ping -c 1 www.example')).toContain(
      'PING www.example (198.51.100.80)',
    )
    expect(await says('docker run --rm base wget -qO- http://198.51.100.80/')).toBe(
      'Hello from the outside. You come from 203.0.113.10.\n',
    )
    expect(
      await says('docker run --rm base wget -qO- http://www.example/ && curl -s http://www.example/'),
    ).toMatch(/^(Hello from the outside. You come from 203\.0\.113\.10\.\n){2}$/)
    expect((await user.onHost('docker run --rm base nslookup nowhere.example')).code).not.toBe(0)
  })

  test('a published port is reached from the outside', async () => {
    await says('docker run -d --name web -p 8080:80 httpd')
    const page = await waitUntil('the web server answers', async () => {
      const { code, stdout } = await onOutside('curl', '-s', '-m', '2', 'http://203.0.113.10:8080/')
      return code === 0 && stdout
    })
    expect(page).toContain('It works!')
    await says('docker rm -f web')
    expect((await onOutside('curl', '-s', '-m', '2', 'http://203.0.113.10:8080/')).code).toBe(7)
  })
})

describe('the engine as a service', () => {
  test('service docker stop, start, restart, status', async () => {
    expect(await says('sudo service docker status')).toMatch(/is running/)
    await says('sudo service docker stop')
    expect(await user.onHost('sudo service docker status')).toMatchObject({
      code: 3,
      stdout: 'docker is not running\n',
    })
    expect(await user.onHost('docker ps')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Is the docker daemon running'),
    })
    await says('sudo service docker start && docker ps && sudo service docker restart && docker ps')
    expect((await user.onHost('service nothing start')).stderr).toContain('unrecognized service')
  })

  test('systemctl stop and start docker', async () => {
    expect(await says('sudo systemctl stop docker; systemctl is-active docker || true')).toBe('inactive\n')
    expect(
      await says(
        'sudo systemctl daemon-reload && sudo systemctl start docker && systemctl is-active docker.service',
      ),
    ).toBe('active\n')
  })

  test('DOCKER_OPTS with --bip and with a bridge of one’s own, as in the documents', async () => {
    await says(`echo 'DOCKER_OPTS="--bip=10.1.2.1/24"' >>/etc/default/docker && sudo service docker restart`)
    expect(await says('ip -4 -br addr show docker0')).toContain('10.1.2.1/24')
    await says(`sudo service docker stop; sudo ip link set dev docker0 down; sudo brctl delbr docker0
      sudo brctl addbr bridge0; sudo ip addr add 192.168.5.1/24 dev bridge0; sudo ip link set dev bridge0 up
      echo 'DOCKER_OPTS="-b=bridge0"' >>/etc/default/docker; sudo service docker start`)
    expect(await says('docker run --rm base ip -4 -o addr show eth0')).toContain('192.168.5.2/24')
    await says(
      `sudo service docker stop; ip link del bridge0; ip link del docker0; sed -i '/^DOCKER_OPTS/d' /etc/default/docker; sudo service docker start`,
    )
    expect(await says('ip -4 -br addr show docker0')).toContain('172.17.0.1/16')
  })

  test('/etc/docker/daemon.json', async () => {
    await says(`echo '{ "mtu": 1400 }' >/etc/docker/daemon.json && sudo service docker restart`)
    expect(await says('docker run --rm base cat /sys/class/net/eth0/mtu')).toBe('1400\n')
    await says(`echo '{ broken' >/etc/docker/daemon.json`)
    const { code, stderr } = await user.onHost('sudo service docker restart')
    expect(stderr).toContain('docker did not start')
    expect(code).toBe(1)
    await says('rm /etc/docker/daemon.json && sudo service docker start && docker ps')
  })
})

describe('the machine is out of reach', () => {
  test('its users, keys and homes are not there', async () => {
    expect(await user.onHost('cat /etc/shadow')).toMatchObject({ code: 1, stdout: '' })
    const printed = await says(
      'ls -A /root /home /home/* /etc; cat /etc/passwd; find / -xdev -name "id_*" -o -xdev -name "authorized_keys" -o -xdev -name machine-id 2>/dev/null',
    )
    expect(printed).not.toMatch(/machine-id|shadow|authorized_keys|vethlab-test|sources\.list|\bssh\b/)
    const machine = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .filter((line) => /:\/home\//.test(line) && !line.startsWith('student:'))
    for (const line of machine) expect(printed).not.toContain(line)
    expect(await says('ls -A /home')).toBe('student\n')
    expect(await says(`ls -d ${stage.folder} ${process.cwd()} /var/cache/vethlab 2>/dev/null || true`)).toBe(
      '',
    )
    // The host's own processes are all it sees of /proc.
    const seen = await says('cat /proc/mounts')
    for (const name of readdirSync('/home')) expect(seen).not.toContain(`/home/${name}`)
  })

  test('root on the host is nobody of the machine', async () => {
    const uids = user
      .processes()
      .filter(({ command }) => command.startsWith('dockerd'))
      .map(({ uid }) => uid)
    expect(uids).toHaveLength(1)
    expect(uids[0]).toBeGreaterThan(65_535)
    expect(await says('cat /proc/self/uid_map')).toMatch(/^\s*0\s+1\s+65535\n$/)
  })

  test('the world’s processes are not to be seen, signalled or entered, nor /run/lab or the agent’s files', async () => {
    const commands = await says('cat /proc/[0-9]*/cmdline | tr "\\0" " "')
    expect(commands).not.toMatch(/agent\.mjs|vethlab-world/)
    expect(
      await says(
        'ls -d /run/lab /opt/vethlab/agent.mjs /opt/vethlab/labs /hosts /opt/images 2>/dev/null || true',
      ),
    ).toBe('')
    expect(await says('ls -A /proc/1/root/run | grep -c lab || true')).toBe('0\n')
    for (const script of [
      'mount -o remount,rw /usr && touch /usr/mine',
      'echo 1 >/proc/sysrq-trigger',
      'echo core >/proc/sys/kernel/core_pattern',
      'mknod /root/sda b 8 0 && cat /root/sda',
      'insmod /dev/null',
      'nsenter -t 1 -m -- ls /run/lab',
      'mount -t cgroup2 none /mnt && rmdir /mnt/*',
      'date -s 2001-01-01',
    ])
      expect({ script, code: (await user.onHost(`{ ${script}; } 2>/dev/null`)).code }).not.toMatchObject({
        code: 0,
      })
  })

  test('an unprivileged shell on the host has no rights either', async () => {
    expect((await user.onHost('sudo -u student cat /root/.bashrc')).code).not.toBe(0)
    expect((await user.onHost('sudo -u student ip link add a type dummy')).code).not.toBe(0)
  })
})

test('`kill -9 -1` and `rm -rf /etc /bin/…` on the host leave the agent and the checks alive', async () => {
  await user.onHost('kill -9 -1')
  const killed = await user.lab('check', '03')
  expect(killed).toMatchObject({ code: 1, stderr: '' })
  expect(killed.stdout).toContain('cannot run')
  expect((await user.onHost('service docker start && docker ps -q')).code).toBe(0)
  await user.onHost('rm -rf /etc /var /root /home /opt /srv 2>/dev/null; rm -f /bin /sbin /lib /lib64')
  const { code, stdout, stderr } = await user.lab('check', '03')
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(stdout).toMatch(/of 17 checks pass/)
  expect(await user.lab('reset', '03')).toMatchObject({ code: 0 })
  expect(await says('docker run --rm hello-world')).toContain('Hello')
})
