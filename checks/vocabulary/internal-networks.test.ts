import { expect, test } from 'vitest'
import { hide, silenceEngine } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { theInmate, theInmatesNeighbour } from './internal-networks.ts'
import { isMember } from './user-networks.ts'
import { connect, disconnect, userNetworkScene } from './user-network-fixtures.ts'

const inmate = isMember(theInmate, 'somebody inside')
const neighbour = isMember(theInmatesNeighbour, 'its neighbour')

test('on the solved lab: safe, and the hub beside it', async () => {
  expect(await look(inmate, userNetworkScene())).toMatchObject({ actual: 'safe (172.19.0.2) on vault' })
  expect(await look(neighbour, userNetworkScene())).toMatchObject({ actual: 'hub (172.19.0.3) on vault' })
})

test('the neighbour is rather one that is elsewhere too', () => {
  const here = userNetworkScene()
  disconnect(here, 'ann', here.blue)
  connect(here, 'ann', here.vault, '172.19.0.9')
  expect(theInmate(viewOf(here))).toMatchObject({ thing: { address: '172.19.0.9' } })
  expect(theInmatesNeighbour(viewOf(here))).toMatchObject({ thing: { address: '172.19.0.3' } })
  disconnect(here, 'hub', here.vault)
  expect(theInmatesNeighbour(viewOf(here))).toMatchObject({ thing: { address: '172.19.0.2' } })
})

test('an internal network where somebody has company comes first', () => {
  const here = userNetworkScene()
  const cellar = { ...here.vault, id: 'c'.repeat(64), name: 'cellar', containers: [] }
  here.snapshot.networks.unshift(cellar)
  disconnect(here, 'ann', here.blue)
  connect(here, 'ann', cellar, '172.22.0.2')
  expect(theInmate(viewOf(here))).toMatchObject({ thing: { address: '172.19.0.2' } })
})

test('what is missing is said', async () => {
  const here = userNetworkScene()
  disconnect(here, 'hub', here.vault)
  expect(await verdict(inmate, here)).toBe('pass')
  expect(await look(neighbour, here)).toMatchObject({
    diagnosis: { code: 'inmate-alone', text: 'No other container than safe runs on vault.' },
  })
  connect(here, 'safe', here.blue, '10.0.0.9')
  expect(await look(inmate, here)).toMatchObject({
    diagnosis: { code: 'nobody-inside', text: 'No running container is on vault and on no other network.' },
  })
  expect(await verdict(neighbour, here)).toBe('fail nobody-inside')
  here.vault.internal = false
  expect(await verdict(inmate, here)).toBe('fail no-internal-network')
})

test.each([inmate, neighbour])('what was not read is not missed', async (statement) => {
  expect(await verdict(statement, hide(userNetworkScene(), 'containers'))).toBe('cannot-run unreadable')
  expect(await verdict(statement, silenceEngine(userNetworkScene()))).toBe('cannot-run engine-silent')
})
