import { describe, expect, test } from 'vitest'
import { addressRules, strangeAddresses } from './addresses.ts'
import { checkRules } from './checks.ts'
import { fileRules } from './files.ts'
import { check, goodChecks, goodScript, source } from './fixtures.ts'
import { hintRules, says } from './hints.ts'
import { publicNames, urlHosts } from './host-names.ts'
import { rules } from './index.ts'
import { layoutRules } from './layout.ts'
import { lengthRules, plausibleMinutes } from './length.ts'
import { linkRules } from './links.ts'
import { needRules } from './needs.ts'
import { scriptRules, variantsWanted } from './script.ts'
import type { LabSource } from './source.ts'
import { stepRules } from './steps.ts'

type Replacement = [string, string]
const replacing = (...replace: Replacement[]): LabSource => source({ replace })
const file = (text: string): { path: string; text: string } => ({ path: 'labs/99-bridge/script.ts', text })

// The first look into a dictionary takes some seconds.
test.each(Object.entries(rules))(
  'a good lab keeps the rules of its %s',
  { timeout: 60_000 },
  async (_, rule) => {
    expect(await rule(source())).toEqual([])
  },
)

describe('files', () => {
  test.each<[string, Partial<LabSource>, string]>([
    [
      'a stray file',
      { folder: ['goal.json', 'notes.txt', 'picture.svg', 'script.ts', 'walkthrough.md'] },
      'notes.txt: does not belong here',
    ],
    ['no script', { folder: ['goal.json', 'picture.svg', 'walkthrough.md'] }, 'script.ts: is missing'],
    ['no goal', { folder: ['picture.svg', 'script.ts', 'walkthrough.md'] }, 'goal.json: is missing'],
    ['no checks', { checksFolder: ['vocabulary'] }, 'checks/99-bridge.ts: is missing'],
    ['checks of nobody', { checksFolder: ['98-x.ts', '99-bridge.ts'] }, 'checks/98-x.ts: belongs to no lab'],
    [
      'one number twice',
      { slugs: ['99-bridge', '99-other'] },
      'labs/99-other: has the number of labs/99-bridge',
    ],
  ])('%s', (_, over, problem) => {
    expect(fileRules(source(over as Parameters<typeof source>[0]))).toEqual([
      expect.stringContaining(problem),
    ])
  })

  test('nothing else belongs there', () => {
    expect(fileRules(source())).toEqual([])
  })
})

describe('steps', () => {
  test('the script and the checks have the same in the same order', () => {
    const checks = goodChecks()
    checks.steps.reverse()
    const { make } = goodScript().steps
    const problems = stepRules(source({ checks, script: { ...goodScript(), steps: { make: make! } } }))
    expect(problems).toEqual([
      'labs/99-bridge/script.ts: the script has the steps make; the walkthrough has make, address',
      'checks/99-bridge.ts: the list of checks has the steps address, make; the walkthrough has make, address',
    ])
  })

  test.each<[string, Replacement[], RegExp]>([
    [
      'no command',
      [
        ['$ sudo ip addr add', 'sudo ip addr add'],
        ['$ ip addr show', 'ip addr show'],
      ],
      /:57: .* nothing to type/,
    ],
    ['no output', [['    inet 10.1.2.3/24 scope global br7\n', '']], /the step address shows no output/],
    ['a wrong number', [['## 2.', '## 3.']], /the heading of the step address is not number 2/],
  ])('%s', (_, replace, problem) => {
    expect(stepRules(replacing(...replace))).toEqual([expect.stringMatching(problem)])
  })

  test('a continued line is no output', () => {
    const replace: Replacement[] = [['$ brctl show\nbr7   8000.000000000000   no\n', '']]
    expect(stepRules(replacing(...replace))).toEqual([expect.stringContaining('make shows no output')])
  })

  test('what a here-document holds is no output', () => {
    const replace: Replacement[] = [
      ['$ brctl show\nbr7   8000.000000000000   no\n', '$ cat > file <<END\n> one\n>\n> END\n'],
    ]
    expect(stepRules(replacing(...replace))).toEqual([expect.stringContaining('make shows no output')])
  })

  test('a step without a check', () => {
    const checks = goodChecks()
    checks.steps[0]!.checks = []
    expect(stepRules(source({ checks }))).toEqual([
      'checks/99-bridge.ts:1: the step make has nothing to check',
    ])
  })
})

describe('hints', () => {
  test('a command is recognized as a whole, with sudo or without', () => {
    expect(says('Type `sudo ip link add A`.', 'ip link add A')).toBe(true)
    expect(says('```console\n$ ip link add \\\n   A\n```', 'sudo ip  link add A')).toBe(true)
    expect(says('Type `ip link show`.', 'ip link')).toBe(false)
  })

  test.each<[string, Replacement[], RegExp]>([
    ['two hints', [['<summary>Hint 3', '<summary>Help']], /has 2 hints, not three/],
    ['an empty one', [['Look at what is on the host.', '…']], /hint 1 that says nothing/],
    [
      'the third one’s words in the first',
      [['Look at what', '`sudo ip link add br7 type bridge` is what']],
      /gives “ip link add br7 type bridge” away/,
    ],
  ])('%s', (_, replace, problem) => {
    expect(hintRules(replacing(...replace))).toEqual([expect.stringMatching(problem)])
  })

  test('another step’s command may be named', () => {
    const other = 'Try `ip addr add 10.1.2.3/24 dev br7`.'
    expect(hintRules(replacing(['There has to be a bridge.', other]))).toEqual([])
  })

  test('a command of the step in its second hint is given away', () => {
    const problems = hintRules(replacing(['There has to be a bridge.', 'Is it there? `brctl show` says so.']))
    expect(problems).toEqual([expect.stringContaining('gives “brctl show” away')])
  })
})

describe('checks', () => {
  const withChecks = (...all: ReturnType<typeof check>[]): string[] => {
    const checks = goodChecks()
    checks.steps[1]!.checks.push(...all)
    const script = goodScript()
    script.faults[0]!.kills.push(...all.map(({ id }) => id))
    return checkRules(source({ checks, script }))
  }

  test.each<[string, ReturnType<typeof check>[], string]>([
    ['one id twice', [check('make.there')], 'two checks are called make.there'],
    ['no title', [check('x', { title: '' })], 'x has no title'],
    ['half a point', [check('x', { points: 0.5 })], 'x is not worth whole points'],
    [
      'nothing expected',
      [check('x', { is: { ...check('x').is, expected: '' } })],
      'does not say what it expects',
    ],
    ['waits for nobody', [check('x', { after: ['y'] })], 'x waits for y, which is not there'],
  ])('%s', (_, all, problem) => {
    expect(withChecks(...all)).toEqual([expect.stringContaining(problem)])
  })

  test('a circle, and what waits for it', () => {
    const problems = withChecks(
      check('x', { after: ['y'] }),
      check('y', { after: ['x'] }),
      check('z', { after: ['x'] }),
    )
    expect(problems).toEqual(['x', 'y', 'z'].map((id) => expect.stringContaining(`${id} waits for itself`)))
  })

  test('a check that nothing kills', () => {
    const checks = goodChecks()
    checks.steps[1]!.checks.push(check('x'))
    expect(checkRules(source({ checks }))).toEqual(['checks/99-bridge.ts: x has no fault that turns it red'])
  })

  test('a question without an answer, an answer without a question', () => {
    const checks = { ...goodChecks(), answers: { other: () => ({ answers: [] }) } }
    expect(checkRules(source({ checks }))).toEqual([
      expect.stringMatching(/walkthrough\.md:\d+: the question which has no answer/),
      expect.stringContaining('nobody asks for the answer other'),
    ])
  })
})

describe('variants and faults', () => {
  const good = goodScript()

  test('two variants are wanted where the text says that there are several ways', () => {
    const several = replacing(['Which one is it?', 'Other names are\nas good as these.'])
    expect([variantsWanted(source()), variantsWanted(several)]).toEqual([1, 2])
    expect(scriptRules(several)).toEqual(['labs/99-bridge/script.ts: there are 1 variants; this lab needs 2'])
  })

  test.each<[string, Partial<typeof good>, string]>([
    ['no variant', { variants: {} }, 'there are 0 variants'],
    [
      'a variant of no step',
      { variants: { odd: { title: 'odd', steps: { x: good.steps['make']! } } } },
      'replaces x',
    ],
    ['four faults', { faults: good.faults.slice(0, 4) }, 'there are 4 faults'],
    ['a fault twice', { faults: [...good.faults, good.faults[0]!] }, 'two faults are called one'],
    [
      'a fault of no check',
      { faults: [...good.faults, { ...good.faults[0]!, id: 'x', kills: ['y'] }] },
      'kills y',
    ],
    [
      'a harmless fault',
      { faults: [...good.faults, { ...good.faults[0]!, id: 'x', kills: [] }] },
      'kills no check',
    ],
    [
      'a fault that does nothing',
      { faults: [...good.faults, { id: 'x', title: 'x', kills: ['make.there'] }] },
      'does nothing',
    ],
    [
      'a fault that leaves out no step',
      { faults: [...good.faults, { id: 'x', title: 'x', without: ['y'], kills: ['make.there'] }] },
      'leaves out y',
    ],
  ])('%s', (_, over, problem) => {
    expect(scriptRules(source({ script: { ...good, ...over } }))).toEqual([expect.stringContaining(problem)])
  })
})

describe('needs', () => {
  test('what is named is used, what is used is named', () => {
    expect(needRules(replacing(['needs: [bridge]', 'needs: [netem]']))).toEqual([
      expect.stringMatching(/:5: the lab uses “type bridge”, but needs does not name bridge/),
      expect.stringMatching(/:5: needs names netem, which nothing in the lab uses/),
    ])
  })

  test.each([
    ['iptables -L', 'iptables'],
    ['echo \'{"icc": false}\' > /etc/docker/daemon.json', 'br_netfilter'],
    ['DOCKER_OPTS="--icc=false"', 'br_netfilter'],
    ['docker network create -d macvlan lan', 'macvlan'],
    ['docker compose up', 'compose'],
    ['docker-compose up', 'compose'],
    ['docker swarm init', 'vxlan'],
    ['iperf3 -s', 'iperf3'],
    ['ip link add A type veth peer name B', 'veth'],
  ])('%s needs %s', (command, need) => {
    expect(needRules(source({ scriptFile: file(command) }))).toEqual([
      expect.stringContaining(`does not name ${need}`),
    ])
  })

  test('a check that listens needs somebody who can', () => {
    const checksFile = file("is: sendsFromItsOwnMac(web), id: 'x'")
    expect(needRules(source({ checksFile }))).toEqual([expect.stringContaining('does not name capture')])
    expect(needRules(source({ scriptFile: file('tcpdump -i eth0') }))).toEqual([])
  })

  test('a word in the text is not yet a use', () => {
    expect(needRules(replacing(['Which one is it?', 'Lab 06 has `--icc=false`, lab 14 macvlan.']))).toEqual(
      [],
    )
  })
})

describe('length', () => {
  test('minutes follow words and commands', () => {
    expect(plausibleMinutes(1500, 20)).toBe(20)
    expect(lengthRules(replacing(['minutes: 6', 'minutes: 30']))).toEqual([
      expect.stringMatching(/:4: it says 30 minutes; by its words and commands it takes about 7/),
    ])
  })

  test.each<[string, number, RegExp]>([
    ['a step of few words', 0, /the step make has 0 words; 20 to 300 are plausible/],
    ['a step of many', 400, /the step make has 400 words; 20 to 300 are plausible/],
  ])('%s', (_, words, problem) => {
    const lab = source().lab
    const steps = lab.steps.map((step) =>
      step.id === 'make' ? { ...step, text: 'word '.repeat(words) } : step,
    )
    expect(lengthRules({ ...source(), lab: { ...lab, steps } })).toEqual([expect.stringMatching(problem)])
  })

  test.each([
    ['nearly nothing', 0, 3],
    ['a book', 5000, 30],
  ])('a lab of %s', (_, words, minutes) => {
    const lab = { ...source().lab, introduction: 'word '.repeat(words), debrief: '', minutes }
    expect(lengthRules({ ...source(), lab })).toEqual([
      expect.stringMatching(/: it has \d+ words; 600 to 2500/),
    ])
  })
})

describe('layout', () => {
  test.each<[string, Replacement[], RegExp]>([
    ['a long line', [['Which one is it?', 'x'.repeat(121)]], /:\d+: has 121 characters; 120 fit/],
    ['a tab', [['Which one is it?', 'Which\tone?']], /has a tab/],
    ['a blank at the end', [['Which one is it?', 'Which one is it? ']], /ends with a blank/],
    [
      'a block without a language',
      [['```console\n$ sudo ip addr', '```\n$ sudo ip addr']],
      /:\d+: the block does not say its language/,
    ],
    ['no part on mistakes', [['**Common mistakes.**', '**Mistakes.**']], /no part “Common mistakes”/],
    [
      'nothing on what is new',
      [['**What changed since', '**What changed after']],
      /no part “What changed since”/,
    ],
  ])('%s', (_, replace, problem) => {
    expect(layoutRules(replacing(...replace))).toEqual([expect.stringMatching(problem)])
  })

  test('a row of a table may be long', () => {
    expect(layoutRules(replacing(['Which one is it?', `| ${'x'.repeat(200)} |`]))).toEqual([])
  })
})

describe('links', () => {
  test.each([
    ['See [this](#nowhere).', 'the link to #nowhere leads nowhere'],
    ['See [this](../03-x/walkthrough.md).', 'leads nowhere'],
    ['See lab 18.', 'there is no lab 18'],
    ['See labs 03 and 42.', 'there is no lab 42'],
    ['See lab 3.', 'there is no lab 3;'],
    ['As in step 3.', '“step 3” is not there'],
    ['As in steps 1 to 4.', '“steps 1 to 4” is not there'],
    ['Type `lab reset 98`.', '“lab reset 98” is about another lab'],
  ])('%s', (text, problem) => {
    expect(linkRules(replacing(['Which one is it?', text]))).toEqual([expect.stringContaining(problem)])
  })

  test.each([
    'See labs 03, 04 and 17, and [Docker](https://docs.docker.com/).',
    'Type `lab reset 99`, later `lab start 03`.',
    'As in steps 1 and 2, and step 7 of lab 12.',
  ])('%s is fine', (text) => {
    expect(linkRules(replacing(['Which one is it?', text]))).toEqual([])
  })
})

describe('addresses', () => {
  test.each([
    ['1.1.1.1', ['1.1.1.1']],
    ['ping 8.8.4.4, then 8.8.8.8', ['8.8.4.4']],
    ['172.32.0.1/16 and 172.31.0.1/16', ['172.32.0.1']],
    ['300.1.1.1', ['300.1.1.1']],
    ['inet6 2606:4700::1111/64', ['2606:4700::1111']],
    ['at 9.9.9.9.', ['9.9.9.9']],
    [
      '10.1.2.3 192.0.2.7 198.51.100.80 203.0.113.10 0.0.0.0 127.0.0.1 169.254.1.1 224.0.0.1 255.255.255.0',
      [],
    ],
    ['::ffff:172.17.0.1:80 and [::ffff:9.9.9.9]:53', ['9.9.9.9']],
    ['::1 fe80::1%eth0 fd00:1::2/64 2001:db8::1 ::', []],
    ['02:42:ac:11:00:02 12:34:56 Docker 20.10.24, libc 2.36-9.1.2.3 0.0.0.0:8080->80/tcp', []],
  ])('%s', (line, strange) => {
    expect(strangeAddresses(line)).toEqual(strange)
  })

  test.each([
    ['daemon.json docker.sock script.ts index.html docker.log default.conf a.tar.gz Dockerfile.dev/x', []],
    ['com.docker.network.bridge.name net.ipv4.ip_forward org.opencontainers.image.title', []],
    ['{{.State.Pid}} .NetworkSettings.IPAddress e.g. i.e. 20.10 .netdev box.gateway', []],
    ['apt-get install docker.io containerd.io', []],
    ['docker pull docker.io/library/httpd', ['docker.io']],
    ['curl example.com www.google.de', ['example.com', 'www.google.de']],
    ['hub.docker.com.', ['hub.docker.com']],
    ['db.example lab.test www.example', []],
  ])('%s', (line, names) => {
    expect(publicNames(line)).toEqual(names)
  })

  test('the hosts of URLs', () => {
    expect(
      urlHosts(
        'http://web/ https://a@docs.docker.com:443/x unix:///run/docker.sock http://$name/ http://[::1]/',
      ),
    ).toEqual(['web', 'docs.docker.com'])
  })

  test('names of the outside may stand in a URL, and no others', () => {
    const text = 'curl http://www.example/ http://deb2:8080/ http://198.51.100.80/ http://other.example/'
    expect(addressRules(source({ scriptFile: file(`\n${text}`) }))).toEqual([
      'labs/99-bridge/script.ts:2: no lab world has other.example',
    ])
  })

  test('a site is fine where it is called further reading', () => {
    const site = 'https://docs.docker.com/network/'
    expect(addressRules(replacing(['Which one is it?', `See ${site}.`]))).toHaveLength(1)
    expect(addressRules(replacing(['Which one is it?', `Further reading:\n${site}`]))).toEqual([])
  })
})
