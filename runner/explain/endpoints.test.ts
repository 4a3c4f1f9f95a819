import { describe, expect, test } from 'vitest'
import { address, container, endpoint, link } from '../../checks/vocabulary/fixtures.ts'
import { LabError } from '../lab-error.ts'
import type { Ground } from './fixtures/terrain.ts'
import { answered, nothing, walkOn } from './fixtures/walk-on.ts'

describe('ends', () => {
  const refusal = (way: string, spoil: (ground: Ground) => void = nothing): LabError => {
    try {
      walkOn(spoil, way)
    } catch (error) {
      if (error instanceof LabError) return error
      throw error
    }
    throw new Error(`${way} was not refused`)
  }

  test('that nobody knows are refused with those that are known', () => {
    const { code, kind, next } = refusal('bxo neighbour')
    expect({ code, kind }).toEqual({ code: 'place-unknown', kind: 'usage' })
    expect(next).toBe('Known: host, host1, outside, neighbour, box, 450, or an IPv4 address.')
  })

  test.each([
    ['box box', 'same-place'],
    ['host host1', 'same-place'],
    ['box ::1', 'ipv6'],
    ['99.1.2.3 box', 'place-unknown'],
    ['box neighbour 0', 'port-wrong'],
    ['box neighbour 65536', 'port-wrong'],
    ['a neighbour', 'place-ambiguous'],
  ])('%s: %s', (way, code) => {
    const two = ({ snapshot }: Ground): void =>
      void snapshot.containers.push(
        container('one', null, { id: 'ab1' }),
        container('two', null, { id: 'ab2' }),
      )
    expect(refusal(way, two)).toMatchObject({ code, kind: 'usage' })
  })

  test('that are containers need an engine to say so', () => {
    const silence = ({ snapshot }: Ground): void =>
      void Object.assign(snapshot, { engine: null, containers: [] })
    expect(refusal('box 8.8.8.8', silence)).toMatchObject({ code: 'engine-silent', kind: 'cannotRun' })
  })

  test('may be a container by its id, an address, and a name in /var/run/netns', () => {
    const hexed = ({ box }: Ground): void => void (box.id = 'fe01')
    expect(
      walkOn(
        ({ box, ...rest }) => {
          hexed({ box, ...rest })
          rest.inBox.owner = { kind: 'container', containerId: 'fe01' }
        },
        'fe host',
        answered,
      ),
    ).toMatchObject({ from: { place: { name: 'box' } }, outcome: 'arrives' })
    expect(walkOn(nothing, '172.17.42.99 172.17.0.2', answered)).toMatchObject({
      from: { place: { kind: 'container', name: 'box' }, address: '172.17.42.99' },
      outcome: 'arrives',
    })
    expect(walkOn(nothing, '450 host', answered)).toMatchObject({ from: { place: { name: 'box' } } })
  })

  test('that do not run have no network, and no packet is sent', () => {
    const gone = ({ snapshot }: Ground): void =>
      void snapshot.containers.push(container('gone', null, { running: false, state: 'exited' }))
    expect(walkOn(gone, 'box gone')).toMatchObject({
      outcome: 'stops',
      probe: null,
      there: [
        {
          looked: 'container',
          ok: false,
          found: 'gone does not run (its state is exited), so it has no network.',
        },
      ],
    })
    expect(walkOn(gone, 'gone box').verdict).toMatch(/^Nothing can be sent from gone: /)
  })

  test('are called by the address of the network that both are in', () => {
    const second = ({ inNeighbour, neighbour, box }: Ground): void => {
      inNeighbour.links.unshift(link(40, 'eth1', { addresses: [address('10.9.0.2/16')] }))
      neighbour.networks.push(endpoint('other', { address: '10.9.0.2' }))
      box.networks = [endpoint('bridge', { address: '172.17.42.99' })]
    }
    expect(walkOn(second, 'box neighbour', answered).to.address).toBe('172.17.0.2')
  })

  test('have harmless names', () => {
    const { there, verdict } = walkOn(
      ({ eth0 }) => Object.assign(eth0, { name: 'e\u001b[2J', up: false }),
      'box 8.8.8.8',
    )
    expect(JSON.stringify([there, verdict])).not.toMatch(/\\u001b/)
    expect(verdict).toContain(String.raw`e\x1b[2J`)
  })
})
