import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultRoute, hide, namespace } from '../../checks/vocabulary/fixtures.ts'
import { LabError } from '../lab-error.ts'
import type { Explanation } from './explanation.ts'
import type { Ground } from './fixtures/terrain.ts'
import { walkOn } from './fixtures/walk-on.ts'

type Blow = (ground: Ground, pick: number) => void

const some = <Thing>(things: readonly Thing[], pick: number): Thing | undefined =>
  things[pick % Math.max(1, things.length)]

const blows: Blow[] = [
  ({ snapshot }, pick) =>
    void Object.assign(
      some(
        snapshot.namespaces.flatMap(({ links }) => links),
        pick,
      ) ?? {},
      { up: false, lowerUp: false },
    ),
  ({ snapshot }, pick) =>
    void Object.assign(
      some(
        snapshot.namespaces.flatMap(({ links }) => links),
        pick,
      ) ?? {},
      { addresses: [] },
    ),
  ({ snapshot }, pick) =>
    void Object.assign(
      some(
        snapshot.namespaces.flatMap(({ links }) => links),
        pick,
      ) ?? {},
      { master: null, peer: null },
    ),
  ({ snapshot }, pick) => void some(snapshot.namespaces, pick)?.links.splice(pick % 3, 1),
  ({ snapshot }, pick) => void some(snapshot.namespaces, pick)?.routes.splice(0),
  ({ snapshot }, pick) =>
    void some(snapshot.namespaces, pick)?.routes.push(defaultRoute('172.17.42.99', { metric: pick })),
  (ground, pick) =>
    void hide(
      ground,
      `namespace ${some([1, 50, 60], pick)}${some(['', ' links', ' routes', ' firewall', ' peers'], pick >> 2)}`,
    ),
  ({ host }) => void (host.sysctls = {}),
  ({ host }) => void (host.firewall = null),
  ({ snapshot }, pick) => void snapshot.namespaces.push(namespace(200 + pick, { kind: 'other' })),
]

test('whatever has happened to a host, an explanation is one: the packet stops once, and nothing is claimed after that', () => {
  const ends = ['box', 'neighbour', 'host', 'outside', '8.8.8.8', '172.17.0.2', '172.17.99.99']
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(blows.length - 1), fc.nat(1000)), { maxLength: 6 }),
      fc.constantFrom(...ends),
      fc.constantFrom(...ends),
      fc.constantFrom('', ' 80', ' 8080'),
      fc.constantFrom(true, false, null),
      (struck, from, to, port, reached) => {
        let found: Explanation
        try {
          found = walkOn(
            (ground) => {
              for (const [which, pick] of struck) blows[which]?.(ground, pick)
            },
            `${from} ${to}${port}`,
            { reached, detail: 'said' },
          )
        } catch (error) {
          if (error instanceof LabError) return
          throw error
        }
        const hops = [...found.there, ...found.back]
        const stopsEarly = hops.slice(0, -1).some(({ ok }) => ok === false)
        const arrivesInSpite = found.outcome === 'arrives' && hops.some(({ ok }) => ok === false)
        const arrivesUnanswered = found.outcome === 'arrives' && reached !== true
        const comesBackFromNowhere = found.back.length > 0 && found.there.some(({ ok }) => ok === false)
        expect({ stopsEarly, arrivesInSpite, arrivesUnanswered, comesBackFromNowhere }).toEqual({
          stopsEarly: false,
          arrivesInSpite: false,
          arrivesUnanswered: false,
          comesBackFromNowhere: false,
        })
      },
    ),
    { numRuns: 400 },
  )
})
