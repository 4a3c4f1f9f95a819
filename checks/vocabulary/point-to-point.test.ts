import { describe, expect, test } from 'vitest'
import { addContainer, hide, inodes, link, silenceEngine } from './fixtures.ts'
import { each, look, verdict, verdicts, viewOf } from './looking-fixtures.ts'
import { cut, linkScene, move, type LinkScene } from './link-fixtures.ts'
import type { PointToPoint } from './link-ends.ts'
import {
  bothRun,
  boxAt,
  callerAt,
  farEnd,
  leads,
  linkBesideNetwork,
  linkBetween,
  linkToHost,
  oneOf,
  theTwo,
  webServerAt,
} from './point-to-point.ts'
import type { Subject } from './subject.ts'

const between = linkBetween(theTwo)
const statements = {
  two: bothRun(theTwo),
  between: leads('between', between),
  beside: leads('beside', linkBesideNetwork),
  host: leads('host', linkToHost),
}

/** `A-B`, or what is said instead. */
const ends = (of: Subject<PointToPoint>, at: LinkScene): string => {
  const found = of(viewOf(at))
  if ('thing' in found) return found.thing.map((one) => one.link.name).join('-')
  return found.finding.status === 'pass' ? 'pass' : found.finding.diagnosis.code
}

test('each kind of link is found, its ends in order', () => {
  const here = linkScene()
  expect([between, linkBesideNetwork, linkToHost].map((of) => ends(of, here))).toEqual(['A-B', 'D-C', 'E-F'])
})

test('all pass on the solved lab', async () => {
  expect(await verdicts(statements, linkScene())).toEqual(each(statements, 'pass'))
})

test('none can be judged while the engine is silent', async () => {
  const here = silenceEngine(linkScene())
  expect(await verdicts(statements, here)).toEqual(each(statements, 'cannot-run engine-silent'))
})

test.each(['namespaces', 'peers', `namespace ${inodes.spare}`, `namespace ${inodes.host} peers`])(
  'no link is said to be missing when the part “%s” was not read',
  (part) => {
    const here = linkScene()
    cut(here, 'A', 'C', 'E')
    hide(here, part)
    const said = [between, linkBesideNetwork, linkToHost].map((of) => ends(of, here))
    expect(said).toEqual(['unreadable', 'unreadable', 'unreadable'])
  },
)

test('a whole link is judged, whatever else was not read', () => {
  const here = linkScene()
  hide(here, `namespace ${inodes.host} links`)
  expect(ends(between, here)).toBe('A-B')
})

describe('the two containers', () => {
  const names = (at: LinkScene): string[] =>
    ([0, 1] as const).flatMap((side) => {
      const found = oneOf(theTwo, side)(viewOf(at))
      return 'thing' in found ? [found.thing.container.name] : []
    })

  test('come by age', () => {
    expect(names(linkScene())).toEqual(['left', 'right'])
  })

  test('are those that a link joins, when there are more', () => {
    const here = linkScene()
    addContainer(here, 'oldest', 80, { createdAt: 0 })
    expect(names(here)).toEqual(['left', 'right'])
    cut(here, 'A', 'B', 'F')
    expect(names(here)).toEqual(['oldest', 'left'])
  })

  test('may be one, or none', async () => {
    const here = linkScene()
    here.right.running = false
    expect(await look(statements.two, here)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'one-container',
        text: 'Only one running container has network mode none: left.',
      },
    })
    here.left.running = false
    expect(await verdict(statements.two, here)).toBe('fail no-container')
    expect(names(here)).toEqual([])
  })

  test('are not said to be too few when a namespace was not read', async () => {
    const here = linkScene()
    here.snapshot.namespaces = here.snapshot.namespaces.filter((one) => one !== here.inRight)
    hide(here, `namespace ${inodes.neighbour}`)
    expect(await verdict(statements.two, here)).toBe('cannot-run unreadable')
  })
})

describe('no link joins the two', () => {
  test('when there is no spare pair', () => {
    const here = linkScene()
    cut(here, 'A', 'B')
    expect(ends(between, here)).toBe('no-veth-pair')
  })

  test.each([
    ['host', 'The pair of B on host1 and A in left does not join left and right.'],
    ['inGuest', 'The pair of A in left and B in guest does not join left and right.'],
  ] as const)('when one end is elsewhere: %s', async (to, text) => {
    const here = linkScene()
    move(here, 'B', here[to])
    expect(await look(statements.between, here)).toMatchObject({ diagnosis: { code: 'end-elsewhere', text } })
  })

  test('when both ends are in one container', async () => {
    const here = linkScene()
    move(here, 'B', here.inLeft)
    expect(await look(statements.between, here)).toMatchObject({
      diagnosis: { code: 'ends-together', text: 'A and B are both in left.' },
    })
  })

  test('when the pair is Docker’s own', () => {
    const here = linkScene()
    cut(here, 'C', 'D', 'E', 'F')
    expect([linkBesideNetwork, linkToHost].map((of) => ends(of, here))).toEqual([
      'no-veth-pair',
      'no-veth-pair',
    ])
  })
})

test('of several links the one that is furthest along counts', () => {
  const here = linkScene()
  const peer = (namespaceInode: number, index: number): { peer: NonNullable<typeof here.A.peer> } => ({
    peer: { namespaceInode, index, name: null },
  })
  here.inLeft.links.splice(1, 0, link(20, 'X', peer(here.inRight.inode, 21)))
  here.inRight.links.splice(1, 0, link(21, 'Y', peer(here.inLeft.inode, 20)))
  expect(ends(between, here)).toBe('A-B')
})

describe('a link beside a network', () => {
  test('needs a container with one', () => {
    const here = linkScene()
    here.guest.running = false
    expect(ends(linkBesideNetwork, here)).toBe('no-ordinary-container')
  })

  test.each(['host', 'none', 'container:left'])('is none from a container of network mode %s', (mode) => {
    const here = linkScene()
    here.guest.networkMode = mode
    expect(ends(linkBesideNetwork, here)).toBe('no-ordinary-container')
  })
})

test('a link to the host is none when it is plugged into a bridge', async () => {
  const here = linkScene()
  here.ends.E.master = { index: 3, name: 'docker0' }
  expect(await look(statements.host, here)).toMatchObject({
    diagnosis: { code: 'in-bridge', text: 'E on the host is a port of docker0.' },
  })
})

describe('an end', () => {
  test('is a container, or it is not', () => {
    const here = linkScene()
    expect(boxAt(linkBesideNetwork, 0)(viewOf(here))).toMatchObject({
      thing: { container: { name: 'guest' } },
    })
    expect(boxAt(linkToHost, 0)(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })

  test('is spoken to by its address, and its web server known by its names', () => {
    const here = linkScene()
    const name = 'right'
    expect(farEnd(between, 1)(viewOf(here))).toMatchObject({ thing: { name, address: '10.1.1.2' } })
    expect(webServerAt(between, 1)(viewOf(here))).toMatchObject({
      thing: { name, address: '10.1.1.2', port: 80, signs: ['right', 'right', 'id-of-right'] },
    })
    here.ends.B.addresses = []
    expect(webServerAt(between, 1)(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })

  test('speaks from its own namespace, the host too', () => {
    const here = linkScene()
    const caller = callerAt(linkToHost, 0)(viewOf(here))
    expect(caller).toMatchObject({
      thing: { name: 'host1', source: { netns: '/proc/1001/ns/net', hostPid: null } },
    })
    expect(callerAt(between, 0)(viewOf(here))).toMatchObject({
      thing: { name: 'left', source: { netns: '/proc/1050/ns/net', hostPid: 450 } },
    })
    expect('thing' in caller && caller.thing.showCall('10.1.1.2', 80)).toEqual({
      on: 'host',
      command: ['curl', '-sS', '-m', '2', 'http://10.1.1.2:80/'],
    })
  })

  test.each([boxAt, farEnd, callerAt, webServerAt])(
    'of a link that is not there is not there: %o',
    (word) => {
      const here = linkScene()
      cut(here, 'A', 'B')
      expect(word(between, 0)(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
    },
  )
})
