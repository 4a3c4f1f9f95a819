import { boxOf } from './containers.ts'
import { describe, expect, test } from 'vitest'
import { fromContainer } from './callers.ts'
import { canConnect } from './connect.ts'
import { hide, silenceEngine } from './fixtures.ts'
import { allAnswer, look, probesTo, verdict, viewOf } from './looking-fixtures.ts'
import {
  hubReachesBoth,
  theHub,
  theMateOnItsNetwork,
  theServingMember,
  theServersPage,
  theMemberElsewhere,
} from './network-roles.ts'
import type { Subject } from './subject.ts'
import { isMember, type Member } from './user-networks.ts'
import { connect, disconnect, userNetworkScene, type Scene12 } from './user-network-fixtures.ts'

const who = (of: Subject<Member>, here: Scene12): string => {
  const found = of(viewOf(here))
  return 'finding' in found ? found.finding.actual : found.thing.box.container.name
}
const said = (of: Subject<Member>, here: Scene12): Promise<string> => verdict(isMember(of, 'somebody'), here)

test('on the solved lab everybody is who he should be', () => {
  const here = userNetworkScene()
  expect(
    [theServingMember, theMateOnItsNetwork, theMemberElsewhere, theHub].map((one) => who(one, here)),
  ).toEqual(['web', 'hub', 'bob', 'hub'])
})

describe('the server', () => {
  test('may stand on either network', () => {
    const here = userNetworkScene()
    disconnect(here, 'web', here.green)
    connect(here, 'web', here.blue, '10.0.0.9')
    disconnect(here, 'ann', here.blue)
    connect(here, 'ann', here.green, '172.18.0.3')
    expect([theServingMember, theMateOnItsNetwork, theMemberElsewhere].map((one) => who(one, here))).toEqual([
      'web',
      'bob',
      'ann',
    ])
  })

  test('exposes a TCP port, and is not on both', async () => {
    const here = userNetworkScene()
    connect(here, 'web', here.blue, '10.0.0.9')
    expect(await look(isMember(theServingMember, ''), here)).toMatchObject({
      diagnosis: {
        code: 'no-server',
        text: 'No running container on green or blue alone exposes a TCP port.',
      },
      actual: 'green: web, hub; blue: web, ann, bob, hub',
    })
    disconnect(here, 'web', here.blue)
    for (const one of here.snapshot.containers) one.exposedPorts = ['53/udp']
    expect(await said(theServingMember, here)).toBe('fail no-server')
  })

  test.each([
    [['443/tcp', '80/tcp'], 80],
    [['8443/tcp', '8080/tcp', '53/udp'], 8080],
  ])('of the ports %j serves at %i', (exposedPorts, port) => {
    const here = userNetworkScene()
    Object.assign(here.snapshot.containers[0] ?? {}, { exposedPorts })
    expect(theServersPage(viewOf(here))).toMatchObject({ thing: { port, address: '172.18.0.2' } })
  })

  test('has a page that its mate gets', async () => {
    const page = canConnect(fromContainer(boxOf(theMateOnItsNetwork)), theServersPage, 'the page')
    expect(await verdict(page, userNetworkScene())).toBe('pass')
    expect(await verdict(page, userNetworkScene(), probesTo({}))).toBe('fail no-connection')
  })
})

describe('the mate', () => {
  test('is rather on the server’s network alone', () => {
    const here = userNetworkScene()
    connect(here, 'safe', here.green, '172.18.0.9')
    expect(who(theMateOnItsNetwork, here)).toBe('safe')
  })

  test('is missed', async () => {
    const here = userNetworkScene()
    disconnect(here, 'hub', here.green)
    expect(await look(isMember(theMateOnItsNetwork, ''), here)).toMatchObject({
      diagnosis: { code: 'no-mate', text: 'No other container than web runs on green.' },
    })
  })
})

describe('the stranger', () => {
  test('is rather one that was started there, by name or by id', () => {
    const here = userNetworkScene()
    const ann = here.snapshot.containers.find(({ name }) => name === 'ann')
    expect(who(theMemberElsewhere, here)).toBe('bob')
    Object.assign(ann ?? {}, { networkMode: here.blue.id.slice(0, 12) })
    expect(who(theMemberElsewhere, here)).toBe('ann')
  })

  test('is not on the server’s network', async () => {
    const here = userNetworkScene()
    connect(here, 'bob', here.green, '172.18.0.8')
    expect(who(theMemberElsewhere, here)).toBe('ann')
    connect(here, 'ann', here.green, '172.18.0.9')
    expect(await look(isMember(theMemberElsewhere, ''), here)).toMatchObject({
      diagnosis: { code: 'no-stranger', text: 'No running container is on blue and not on green.' },
      actual: 'blue: ann, bob, hub',
    })
  })
})

describe('the hub', () => {
  const reaches = hubReachesBoth()

  test('is on both', async () => {
    const here = userNetworkScene()
    disconnect(here, 'hub', here.blue)
    expect(await look(isMember(theHub, ''), here)).toMatchObject({
      diagnosis: { code: 'no-hub', text: 'No running container is on both green and blue.' },
      actual: 'green: web, hub; blue: ann, bob',
    })
  })

  test('reaches both', async () => {
    expect(await look(reaches, userNetworkScene())).toMatchObject({
      actual: 'the container web (172.18.0.2) answers; the container bob (10.0.0.2) answers',
    })
    for (const deaf of ['172.18.0.2', '10.0.0.2']) {
      const probes = probesTo({ '172.18.0.2': true, '10.0.0.2': true, [deaf]: false })
      expect(await look(reaches, userNetworkScene(), probes)).toMatchObject({
        diagnosis: {
          code: 'unreachable',
          text: expect.stringContaining(`(${deaf}) does not answer a ping from hub`),
        },
      })
    }
    expect(
      await verdict(reaches, userNetworkScene(), probesTo({ '172.18.0.2': true, '10.0.0.2': null })),
    ).toBe('cannot-run probe-failed')
  })
})

test.each([theServingMember, theMateOnItsNetwork, theMemberElsewhere, theHub])(
  'nobody is told from what was not read',
  async (of) => {
    expect(await said(of, hide(userNetworkScene(), 'networks'))).toBe('cannot-run unreadable')
    expect(await said(of, silenceEngine(userNetworkScene()))).toBe('cannot-run engine-silent')
    const page = canConnect(fromContainer(boxOf(of)), theServersPage, 'the page')
    expect(await verdict(page, hide(userNetworkScene(), 'namespaces'), allAnswer)).toBe(
      'cannot-run unreadable',
    )
  },
)
