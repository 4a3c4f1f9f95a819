import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectFolder } from '../course/find-labs.ts'
import { fillsBlanks, missingCommands, parseDocumentCommands } from './document-commands.ts'
import { documentPages, readDocumentCommands } from './document-pages.ts'

describe('the commands of the documents', () => {
  const commands = readDocumentCommands()
  const pages = Object.fromEntries(
    Object.entries(documentPages()).map(([page, path]) => [page, readFileSync(path, 'utf8')]),
  )
  const show = ({ document, line, text }: (typeof commands)[number]): string => `${document}:${line} ${text}`

  test.each([20, 24, 25, 29])(
    'on engine %i each stands in its page, in the document’s order, or says why it is not run',
    (engineMajor) => {
      expect(missingCommands(commands, pages, engineMajor).map(show)).toEqual([])
    },
  )

  test('the README says how many there are', () => {
    const typed = commands.filter(({ where }) => 'page' in where).length
    const readme = readFileSync(join(projectFolder(), 'docs/documents/README.md'), 'utf8')
    expect(readme.replaceAll(/\s+/g, ' ')).toContain(`: ${commands.length}, of which ${typed} are typed`)
  })

  test('every page types some', () => {
    const named = new Set(commands.flatMap(({ where }) => ('page' in where ? [where.page] : [])))
    expect([...named].sort()).toEqual(Object.keys(pages))
  })

  test('those that are not run are known', () => {
    expect(commands.filter(({ where }) => 'notRun' in where).map(show)).toMatchInlineSnapshot(`
      [
        "003:206 screen -S my_name",
        "003:207 screen -x",
        "003:208 screen -x my_name",
        "003:407 curl -fsSL https://download.docker.com/linux/ubuntu/gpg | sudo apt-key add -",
        "003:414 sudo add-apt-repository "deb [arch=amd64] https://download.docker.com/linux/ubuntu $(lsb_release -cs) stable"",
        "003:422 apt-get update",
        "003:439 apt-cache policy docker-ce",
        "003:461 apt-get install -y docker-ce",
        "003:535 docker version",
        "003:727 apt-get install bridge-utils",
      ]
    `)
  })

  test('a page that leaves one out is found out', () => {
    const [first] = commands
    if (!first || !('page' in first.where)) throw new Error('the list begins with a command that is not run')
    const { page } = first.where
    const without = { ...pages, [page]: String(pages[page]).replaceAll(`$ ${first.text}\n`, '') }
    expect(missingCommands(commands, without).map(show)).toContain(show(first))
  })
})

describe('missingCommands', () => {
  const list = (...rows: string[]) => parseDocumentCommands(rows.join('\n'))
  const pages = { 'a.md': '```console\n$ brctl show\n$ ping 10.0.0.3\n64 bytes\n^C\n$ brctl show\n```\n' }

  test('wants a command as often as the document has it, in its order', () => {
    const [once, ping, key] = ['001\t1\tbrctl show\ta.md', '001\t2\tping 10.0.0.3\ta.md', '001\t3\t^C\ta.md']
    const missing = (...rows: string[]): number[] =>
      missingCommands(list(...rows), pages).map(({ line }) => line)
    expect(missing(once, ping, key, '001\t4\tbrctl show\ta.md')).toEqual([])
    expect(missing(once, '001\t4\tbrctl show\ta.md', '001\t5\tbrctl show\ta.md')).toEqual([5])
    expect(missing(ping, once, '001\t4\tbrctl show\ta.md')).toEqual([4])
    expect(missing('001\t1\tbrctl show\tno-such.md')).toEqual([1])
    expect(missing('001\t1\treboot\tnot run: why')).toEqual([])
  })

  test('a row that is not four columns is refused with its number', () => {
    expect(() => list('# fine', '001\t1\tbrctl show')).toThrow(/row 2: not four columns/)
  })
})

describe('fillsBlanks', () => {
  test.each([
    ['brctl show', 'brctl show'],
    ['docker stop b194dcfda013', 'docker stop $test2'],
    [
      "docker inspect -f '{{.State.Pid}}' 63f36fc01b5f",
      "docker inspect -f '{{.State.Pid}}' $(docker ps -lq)",
    ],
    [
      'nsenter --net=/var/run/docker/netns/4532a922fbb7 ip a',
      'nsenter --net=/var/run/docker/netns/$sandbox ip a',
    ],
    ['docker network inspect <network-name>', 'docker network inspect $network'],
    ['pid=2778', 'pid=$(sudo docker inspect $box)'],
    ['ln -s /proc/2989/ns/net /var/run/netns/2989', 'ln -s /proc/$one/ns/net /var/run/netns/$one'],
    ['ip link set B netns $pid', 'ip link set B netns $pid'],
    ['ip addr add dev A', 'ip addr add 10.1.1.1/32 dev A'],
    ['ip route add default via', 'ip route add default via 172.17.0.1'],
    ['docker network create -d macvlan x', 'docker network create \\\n  -d macvlan \\\nx'],
  ])('%j may be typed as %j', (document, typed) => {
    expect(fillsBlanks(document, typed)).toBe(true)
  })

  test.each([
    ['brctl show', 'sudo brctl show'],
    ['brctl show', 'brctl show docker0'],
    ['brctl show docker0', 'brctl show'],
    ['docker stop b194dcfda013', 'docker kill $test2'],
    ['docker stop b194dcfda013', 'docker stop'],
    ['ip addr add dev A', 'ip addr add 10.1.1.1/32 dev B'],
    ['ip addr add 10.10.10.1/24 dev testbridge', 'ip addr add 10.10.10.2/24 dev testbridge'],
    ['docker run --net=none base', 'docker run --net=host base'],
  ])('%j may not be typed as %j', (document, typed) => {
    expect(fillsBlanks(document, typed)).toBe(false)
  })
})
