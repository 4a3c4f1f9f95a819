import { describe, expect, test } from 'vitest'
import type { Probes, View, Visit } from '../../runner/judge/view.ts'
import { parseIptables } from '../../runner/observe/parse-iptables.ts'
import type { Firewall } from '../../runner/observe/snapshot.ts'
import { theOldest } from './docker-network.ts'
import { address, hide, inodes, link, scene, silenceEngine } from './fixtures.ts'
import { allAnswer, look, verdict } from './looking-fixtures.ts'
import { hasSignedInTheOutsidesLog, isSeenAsTheHost, publishesWithoutRules } from './masquerade.ts'

const hostAddress = '203.0.113.10'

/** The scene with the host's own way out. */
const online = (): ReturnType<typeof scene> => {
  const here = scene()
  here.host.links.push(link(90, 'eth0', { addresses: [address(`${hostAddress}/24`)] }))
  return here
}

const nat = (...rules: string[]): Firewall => ({
  backend: 'nf_tables',
  tables: parseIptables(
    ['*nat', ':PREROUTING ACCEPT [0:0]', ':POSTROUTING ACCEPT [0:0]', ...rules, 'COMMIT', ''].join('\n'),
  ),
  foreignTables: null,
})

describe('a signature in the outside’s log', () => {
  const signed = hasSignedInTheOutsidesLog()
  const log = (...paths: string[]): Partial<View> => ({
    outsideLog: paths.map((path): Visit => ({ at: 1, from: hostAddress, path })),
  })

  test.each(['/box', '/BOX', '/i-am/box', '/?name=box', '/visitor', '/id-of-neighbour'])(
    'counts: %s',
    async (path) => {
      expect(await verdict(signed, online(), allAnswer, log('/', path))).toBe('pass')
    },
  )

  test.each(['/', '/boxer', '/my-box', '/host1', '/id-of-box2'])('is no container’s: %s', async (path) => {
    expect(await verdict(signed, online(), allAnswer, log(path))).toBe('fail no-signature')
  })

  test('may be the short id that docker ps shows, but no shorter', async () => {
    const here = online()
    here.box.id = 'b3f0c6a9f27e6f6c0d0f1de3a3c57fd0'
    expect(await verdict(signed, here, allAnswer, log('/b3f0c6a9f27e'))).toBe('pass')
    expect(await verdict(signed, here, allAnswer, log('/b3f0c6'))).toBe('fail no-signature')
  })

  test('tells who has called instead', async () => {
    expect(await look(signed, online(), allAnswer, log('/1', '/2', '/3', '/4'))).toMatchObject({
      actual: `the last calls: /2 from ${hostAddress}, /3 from ${hostAddress}, /4 from ${hostAddress}`,
    })
    expect(await look(signed, online())).toMatchObject({ actual: 'nobody has called' })
  })

  test('from an address that is not the host’s is told as such', async () => {
    const over = { outsideLog: [{ at: 1, from: '203.0.113.77', path: '/box' }] }
    expect(await verdict(signed, online(), allAnswer, over)).toBe('fail other-caller')
  })

  test('counts though the engine is silent when the name is known; else nothing is said', async () => {
    const here = online()
    silenceEngine(here)
    expect(await verdict(signed, here, allAnswer, log('/visitor'))).toBe('pass')
    expect(await verdict(signed, here, allAnswer, log('/box'))).toBe('cannot-run engine-silent')
  })

  test('needs the host’s addresses', async () => {
    const here = online()
    hide(here, `namespace ${inodes.host} links`)
    expect(await verdict(signed, here, allAnswer, log('/box'))).toBe('cannot-run unreadable')
  })
})

describe('a call that the outside sees', () => {
  const seen = isSeenAsTheHost(theOldest)
  const saying = (said: string): Probes => ({
    ...allAnswer,
    connect: () => Promise.resolve({ reached: true, detail: 'answered', said }),
  })
  const greeting = (from: string): Probes => saying(`Hello from the outside. You come from ${from}.\n`)
  const rule = '-A POSTROUTING -s 172.17.0.0/16 -o eth0 -j MASQUERADE'

  test('under the host’s address passes', async () => {
    expect(await look(seen, online(), greeting(hostAddress))).toMatchObject({
      status: 'pass',
      actual: `the outside sees ${hostAddress}`,
    })
  })

  test('tells the rule that has counted it', async () => {
    const [here, later] = [online(), online()]
    here.host.firewall = nat(`[4:240] ${rule}`, '[1:60] -A PREROUTING -j MARK --set-mark 1')
    later.host.firewall = nat(`[5:300] ${rule}`, '[9:540] -A PREROUTING -j MARK --set-mark 1')
    const over = { lookAgain: () => Promise.resolve(later.snapshot) }
    expect(await look(seen, here, greeting(hostAddress), over)).toMatchObject({
      actual: `the outside sees ${hostAddress}; ${rule} has counted 5 packets`,
    })
  })

  test('passes without such a rule: other tools translate too', async () => {
    const here = online()
    here.host.firewall = nat()
    expect(await look(seen, here, greeting(hostAddress))).toMatchObject({
      actual: `the outside sees ${hostAddress}`,
    })
  })

  test.each(['172.17.0.9', '203.0.113.1', '203.0.113.100', '127.0.0.1'])('under %s fails', async (from) => {
    expect(await verdict(seen, online(), greeting(from))).toBe('fail other-sender')
  })

  test('with no answer fails, and one that could not be made says nothing', async () => {
    const answering = (reached: false | null): Probes => ({
      ...allAnswer,
      connect: () => Promise.resolve({ reached, detail: 'timed out' }),
    })
    expect(await look(seen, online(), answering(false))).toMatchObject({
      status: 'fail',
      actual: 'timed out',
      diagnosis: { code: 'no-answer' },
    })
    expect(await verdict(seen, online(), answering(null))).toBe('cannot-run probe-failed')
  })

  test('leaves from the container, for the web page', async () => {
    const asked: unknown[] = []
    const connect: Probes['connect'] = (from, ...rest) => {
      asked.push(from.name, ...rest)
      return Promise.resolve({ reached: false, detail: '' })
    }
    await look(seen, online(), { ...allAnswer, connect })
    expect(asked).toEqual(['the container neighbour', '198.51.100.80', 80])
  })

  test('needs the host’s addresses', async () => {
    const here = online()
    hide(here, `namespace ${inodes.host} links`)
    expect(await verdict(seen, here, greeting(hostAddress))).toBe('cannot-run unreadable')
  })
})

describe('a published port', () => {
  const aside = publishesWithoutRules()
  const publishing = (...rules: string[]): ReturnType<typeof scene> => {
    const here = online()
    here.neighbour.publishedPorts.push({
      containerPort: 80,
      protocol: 'tcp',
      hostAddress: '0.0.0.0',
      hostPort: 8080,
    })
    here.host.firewall = nat(...rules)
    return here
  }

  test.each([
    [],
    ['[0:0] -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'],
    ['[0:0] -A PREROUTING -p tcp -m tcp --dport 9000 -j DNAT --to-destination 172.17.0.2:80'],
    ['[0:0] -A PREROUTING -p udp -m udp --dport 8080 -j DNAT --to-destination 172.17.0.2:80'],
    ['[0:0] -A PREROUTING -p tcp -m tcp --dport 8080 -j ACCEPT'],
  ])('from which no rule leads passes: %s', async (...rules) => {
    expect(await look(aside, publishing(...rules))).toMatchObject({
      status: 'pass',
      actual: 'port 8080 of neighbour is published without a rule',
    })
  })

  test.each([
    '-A PREROUTING ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    '-A PREROUTING -p tcp -j REDIRECT --to-ports 80',
  ])('from which a rule leads fails: %s', async (text) => {
    expect(await look(aside, publishing(`[0:0] ${text}`))).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'rule-written' },
    })
  })

  test('is free when another one has a rule', async () => {
    const here = publishing(
      '[0:0] -A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    )
    here.box.publishedPorts.push({
      containerPort: 80,
      protocol: 'tcp',
      hostAddress: '0.0.0.0',
      hostPort: 9000,
    })
    expect(await look(aside, here)).toMatchObject({ actual: 'port 9000 of box is published without a rule' })
  })

  test('must be there, bound, and of a running container', async () => {
    const here = publishing()
    here.neighbour.running = false
    expect(await verdict(aside, here)).toBe('fail nothing-published')
    const unbound = publishing()
    for (const port of unbound.neighbour.publishedPorts) port.hostPort = null
    expect(await verdict(aside, unbound)).toBe('fail nothing-published')
  })

  test('that could not be read says nothing', async () => {
    const silent = publishing()
    silenceEngine(silent)
    expect(await verdict(aside, silent)).toBe('cannot-run engine-silent')
    const blind = publishing()
    hide(blind, `namespace ${inodes.host} firewall`)
    expect(await verdict(aside, blind)).toBe('cannot-run unreadable')
  })
})
