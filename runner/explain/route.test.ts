import { describe, expect, test } from 'vitest'
import { address, defaultRoute, link, namespace } from '../../checks/vocabulary/fixtures.ts'
import type { Route, RoutingRule } from '../observe/snapshot.ts'
import { questionKey, type KernelRoute } from '../observe/ask-route.ts'
import { explain } from './explain.ts'
import { makeTerrain } from './fixtures/terrain.ts'
import { isLocal, lookUp, routeText } from './route.ts'

const route = (destination: string, over: Partial<Route> = {}): Route =>
  defaultRoute(null, { destination, ...over })

const rule = (priority: number, over: Partial<RoutingRule> = {}): RoutingRule => ({
  priority,
  source: 'all',
  destination: 'all',
  incoming: null,
  outgoing: null,
  mark: null,
  table: 'main',
  action: 'lookup',
  ...over,
})

const chosen = (
  routes: Route[],
  rules: RoutingRule[] = [],
  errand: { source?: string; incoming?: string } = {},
): string => {
  const here = { ...namespace(7, { kind: 'host' }), routes, rules }
  const found = lookUp(here, { destination: '10.1.2.3', source: null, incoming: null, ...errand })
  return found.route
    ? routeText(found.route)
    : found.rule
      ? `rule ${found.rule.priority} ${found.rule.action}`
      : 'none'
}

describe('the route of a packet', () => {
  const wide = route('10.0.0.0/8', { device: 'wide' })
  const narrow = route('10.1.2.0/24', { device: 'narrow' })
  const table = (name: string): Route => route('default', { device: name, table: name })

  test.each<[what: string, is: string, found: string]>([
    ['the longest prefix', chosen([wide, narrow, route('default')]), '10.1.2.0/24 dev narrow'],
    [
      'the lowest metric',
      chosen([route('10.0.0.0/8', { device: 'dear', metric: 100 }), wide]),
      '10.0.0.0/8 dev wide',
    ],
    [
      'the table local first',
      chosen([narrow, route('10.1.2.3/32', { type: 'local', device: 'lo', table: 'local' })]),
      'local 10.1.2.3 dev lo',
    ],
    ['none', chosen([route('10.2.0.0/16')]), 'none'],
    ['none of the other family', chosen([route('default', { family: 6 })]), 'none'],
    ['none that is dead', chosen([{ ...narrow, flags: ['dead'] }, wide]), '10.0.0.0/8 dev wide'],
    [
      'a dead end',
      chosen([route('10.1.0.0/16', { type: 'unreachable', device: null })]),
      'unreachable 10.1.0.0/16',
    ],
    ['by a rule’s table', chosen([wide, table('7')], [rule(100, { table: '7' })]), 'default dev 7 table 7'],
    [
      'not by a rule for another source',
      chosen([wide, table('7')], [rule(100, { table: '7', source: '10.9.0.0/16' })], { source: '10.8.0.1' }),
      '10.0.0.0/8 dev wide',
    ],
    [
      'by a rule for this source',
      chosen([wide, table('7')], [rule(100, { table: '7', source: '10.9.0.0/16' })], { source: '10.9.0.1' }),
      'default dev 7 table 7',
    ],
    [
      'not by a rule for what comes in elsewhere',
      chosen([wide, table('7')], [rule(100, { table: '7', incoming: 'eth9' })], { incoming: 'eth0' }),
      '10.0.0.0/8 dev wide',
    ],
    [
      'by the next rule after throw',
      chosen([wide, { ...table('7'), type: 'throw' }], [rule(100, { table: '7' })]),
      '10.0.0.0/8 dev wide',
    ],
    [
      'a rule that refuses',
      chosen([wide], [rule(100, { action: 'prohibit', table: null })]),
      'rule 100 prohibit',
    ],
    [
      'not by a rule with a mark',
      chosen([wide, table('7')], [rule(100, { table: '7', mark: '1' })]),
      '10.0.0.0/8 dev wide',
    ],
    [
      'none where the rule for the table main is gone',
      chosen([wide], [rule(32_766, { action: 'missing' })]),
      'none',
    ],
  ])('is %s', (_, is, found) => {
    expect(is).toBe(found)
  })

  test('is written as ip writes it', () => {
    const hops = [
      { gateway: '10.0.0.1', device: 'a', weight: 1 },
      { gateway: null, device: 'b', weight: 1 },
    ]
    expect(routeText(route('default', { gateway: '10.0.0.1', metric: 5, table: '9' }))).toBe(
      'default via 10.0.0.1 dev eth0 metric 5 table 9',
    )
    expect(routeText(route('10.8.0.0/16', { device: null, nextHops: hops }))).toBe(
      '10.8.0.0/16 nexthop via 10.0.0.1 dev a nexthop dev b',
    )
  })
})

test('an address is local by the kernel’s table or by its link', () => {
  const here = namespace(7, { kind: 'host' }, [link(2, 'eth0', { addresses: [address('10.0.0.1/24')] })])
  here.routes.push(route('127.0.0.0/8', { type: 'local', table: 'local', device: 'lo' }))
  expect(['10.0.0.1', '127.0.0.9', '10.0.0.2'].map((one) => isLocal(here, one))).toEqual([true, true, false])
})

describe('the kernel’s own word', () => {
  const ask = { inode: 50, destination: '8.8.8.8', source: null, incoming: null }
  const walked = (answer: KernelRoute | null) => {
    const terrain = makeTerrain(() => undefined, { routes: new Map([[questionKey(ask), answer]]) })
    return explain(terrain, { from: 'box', to: '8.8.8.8' }, { reached: false, detail: 'said' })
  }
  const routeIn = ({ explanation }: ReturnType<typeof walked>) =>
    explanation.there.find(({ looked }) => looked === 'route')

  test('is asked for at every turn, once', () => {
    const { questions } = explain(
      makeTerrain(),
      { from: 'box', to: '8.8.8.8' },
      { reached: true, detail: '' },
    )
    expect(questions.map(questionKey)).toEqual([
      '50 8.8.8.8  ',
      '1 8.8.8.8 172.17.42.99 docker0',
      '99 203.0.113.10 8.8.8.8 ',
      '1 172.17.42.99 8.8.8.8 eth0',
    ])
    expect(
      walked({
        refused: null,
        type: 'unicast',
        device: 'eth0',
        gateway: '172.17.0.1',
        source: '172.17.42.99',
      }).questions,
    ).toHaveLength(3)
  })

  test('confirms the tables', () => {
    const told = walked({
      refused: null,
      type: 'unicast',
      device: 'eth0',
      gateway: '172.17.0.1',
      source: '172.17.42.99',
    })
    expect(routeIn(told)?.found).toBe('The route to 8.8.8.8 is “default via 172.17.0.1 dev eth0”.')
  })

  test('counts more than the tables', () => {
    const told = walked({
      refused: null,
      type: 'unicast',
      device: 'eth0',
      gateway: '172.17.0.2',
      source: '172.17.42.99',
    })
    expect(routeIn(told)?.found).toBe(
      'The route to 8.8.8.8 is “via 172.17.0.2 dev eth0”, as the kernel says itself.',
    )
    const passesOn = told.explanation.there.find(({ looked }) => looked === 'forwarding')
    expect(passesOn?.place).toEqual({ kind: 'container', name: 'neighbour' })
  })

  test('may be a refusal', () => {
    expect(routeIn(walked({ refused: 'Network is unreachable' }))).toMatchObject({
      ok: false,
      found:
        'The route of box to 8.8.8.8 is “default via 172.17.0.1 dev eth0”, but the kernel refuses: Network is unreachable.',
    })
  })

  test('may be missing: then the tables are all there is', () => {
    expect(routeIn(walked(null))?.ok).toBe(true)
  })
})
