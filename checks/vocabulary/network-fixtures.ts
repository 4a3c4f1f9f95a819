import { address, defaultRoute, endpoint, scene, type Scene } from './fixtures.ts'
import type { Neighbour } from '../../runner/observe/snapshot.ts'

/** The MAC address that the engine has given the box in these scenes. */
export const macOfBox = '02:42:ac:11:00:63'

/** Both containers of the scene on docker0 by the engine's doing: A and eth0 are the box's own pair. */
export function bothOnDocker0(): Scene {
  const here = scene()
  here.eth0.mac = macOfBox
  Object.assign(here.box, {
    networkMode: 'bridge',
    networks: [endpoint('bridge', { address: '172.17.42.99', prefixLength: 16, mac: macOfBox })],
  })
  return here
}

export const neighbourEntry = (to: string, mac: string | null): Neighbour => ({
  address: to,
  mac,
  device: 'eth0',
  state: 'STALE',
})

/** Lab 01 when it is done: both containers have met, and the host has its routes. */
export function haveMetScene(): Scene {
  const here = bothOnDocker0()
  here.inBox.neighbours.push(neighbourEntry('172.17.0.2', '02:42:ac:11:00:02'))
  here.host.routes.push(
    defaultRoute('203.0.113.1'),
    defaultRoute(null, { destination: '172.17.0.0/16', device: 'docker0', protocol: 'kernel' }),
  )
  return here
}

/** Lab 02 when it is done: both cables are labelled, box's is whole, the neighbour's is pulled on the host. */
export function pulledScene(): Scene {
  const here = bothOnDocker0()
  here.eth0.addresses.push(address('192.0.2.7/32'))
  here.A.name = 'to-box'
  Object.assign(here.veth, { name: 'to-neighbour', up: false, operstate: 'DOWN' })
  return here
}
