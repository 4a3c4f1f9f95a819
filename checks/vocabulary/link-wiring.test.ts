import { describe, expect, test } from 'vitest'
import { cannotRun, fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import { address, hide } from './fixtures.ts'
import { look, verdict, verdicts } from './looking-fixtures.ts'
import { linkScene, routeOver, type LinkScene } from './link-fixtures.ts'
import { addressesDiffer, all, endsAreUp, endsHaveAddresses, hasHostRoute, isWired } from './link-wiring.ts'
import { linkBetween, theTwo } from './point-to-point.ts'

const link = linkBetween(theTwo)
const words = {
  up: endsAreUp(link),
  addressed: endsHaveAddresses(link),
  different: addressesDiffer(link),
  forth: hasHostRoute(link, 0),
  back: hasHostRoute(link, 1),
  wired: isWired(link),
}

/** The words that do not pass, and what they say. */
const complaints = async (at: LinkScene): Promise<Record<string, string>> =>
  Object.fromEntries(Object.entries(await verdicts(words, at)).filter(([, said]) => said !== 'pass'))

test('all hold for a link that is done', async () => {
  expect(await complaints(linkScene())).toEqual({})
})

test('an end may be down, and which one is said', async () => {
  const here = linkScene()
  here.ends.B.up = false
  expect(await complaints(here)).toEqual({ up: 'fail end-down', wired: 'fail end-down' })
  expect(await look(words.up, here)).toMatchObject({ diagnosis: { text: 'B in right is down.' } })
})

test('an end may have no address, or one of IPv6 only', async () => {
  const here = linkScene()
  here.ends.A.addresses = [address('fe80::1/64')]
  const said = 'fail no-address'
  expect(await complaints(here)).toEqual({ addressed: said, back: said, wired: said })
  expect(await look(words.addressed, here)).toMatchObject({
    diagnosis: { text: 'A in left has no IPv4 address.' },
  })
})

test('both ends may have one address', async () => {
  const here = linkScene()
  here.ends.B.addresses = [address('10.1.1.1/32')]
  here.inLeft.routes.push(routeOver('A', '10.1.1.1/32'))
  expect(await complaints(here)).toEqual({ different: 'fail same-address', wired: 'fail same-address' })
})

describe('an end may be spoken to', () => {
  test('by any of its addresses to which there is a route', async () => {
    const here = linkScene()
    here.ends.B.addresses.unshift(address('192.168.0.1/24'))
    expect(await complaints(here)).toEqual({})
  })

  test('by an address that the other side knows as its peer', async () => {
    const here = linkScene()
    here.ends.B.addresses = [address('10.1.1.2/32', { peer: '10.1.1.1' })]
    here.inRight.routes = [routeOver('B', '10.1.1.1/32', { protocol: 'kernel' })]
    expect(await complaints(here)).toEqual({})
  })

  test('by the address of another interface, but not of the loopback', async () => {
    const here = linkScene()
    here.ends.B.addresses = []
    here.inLeft.routes = [routeOver('A', '10.1.3.2/32')]
    expect(await complaints(here)).toEqual({})
    here.inLeft.routes = [routeOver('A', '127.0.0.1/32')]
    expect(await complaints(here)).toMatchObject({ addressed: 'fail no-address' })
  })
})

describe('a host route', () => {
  const routed = (...routes: ReturnType<typeof routeOver>[]): LinkScene => {
    const here = linkScene()
    here.inLeft.routes = routes
    return here
  }

  test.each([
    ['may be missing', [], 'no-route'],
    ['is none in another table', [routeOver('A', '10.1.1.2/32', { table: '100' })], 'no-route'],
    ['is none that refuses', [routeOver('A', '10.1.1.2/32', { type: 'unreachable' })], 'no-route'],
    ['may lead out of another link', [routeOver('C', '10.1.1.2/32')], 'wrong-device'],
    ['may lead nowhere', [routeOver('A', '10.1.1.2/32', { device: null })], 'wrong-device'],
    ['is none to a subnet', [routeOver('A', '10.1.1.0/24')], 'subnet-route'],
    ['is none to everywhere', [routeOver('A', 'default')], 'subnet-route'],
  ])('%s', async (_, routes, code) => {
    expect(await complaints(routed(...routes))).toEqual({ forth: `fail ${code}`, wired: `fail ${code}` })
  })

  test('goes before a subnet, and of two the lower metric', async () => {
    const [host, subnet] = [routeOver('A', '10.1.1.2/32', { metric: 5 }), routeOver('C', '10.1.1.0/24')]
    expect(await complaints(routed(subnet, host))).toEqual({})
    const better = routeOver('C', '10.1.1.2/32', { metric: 1 })
    expect(await complaints(routed(host, better))).toMatchObject({ forth: 'fail wrong-device' })
  })

  test('says where it leads', async () => {
    expect(await look(words.forth, routed(routeOver('C', '10.1.1.2/32')))).toMatchObject({
      actual: '10.1.1.2/32 dev C',
      diagnosis: { text: 'The route from left to 10.1.1.2 leads out of C, not out of A.' },
    })
    expect(await look(words.forth, routed(routeOver('A', '10.1.1.0/24')))).toMatchObject({
      diagnosis: {
        text: 'left reaches 10.1.1.2 by a route to 10.1.1.0/24, not by one to that single address.',
      },
    })
  })

  test('that was not read is not missing', async () => {
    const here = routed()
    hide(here, `namespace ${here.inLeft.inode} routes`)
    expect(await verdict(words.forth, here)).toBe('cannot-run unreadable')
  })
})

describe('several statements', () => {
  const said = (finding: Finding): Statement => ({ expected: 'it', judge: () => finding })
  const good = said(pass('good'))
  const bad = said(fail('bad', 'It is bad.', 'bad'))
  const dark = said(cannotRun('dark', 'It is dark.'))
  const judge = async (...statements: Statement[]): Promise<string> =>
    verdict(all('all', ...statements), linkScene())

  test('hold when each does', async () => {
    expect(await judge(good, good)).toBe('pass')
    expect(await look(all('all', good, good), linkScene())).toMatchObject({ actual: 'good; good' })
  })

  test('say the worst: a failure before what could not be looked at', async () => {
    expect(await judge(good, dark)).toBe('cannot-run dark')
    expect(await judge(dark, bad, good)).toBe('fail bad')
  })
})
