import stringWidth from 'fast-string-width'
import stripAnsi from 'strip-ansi'
import { expect, test } from 'vitest'
import { explain } from '../explain/explain.ts'
import { makeTerrain } from '../explain/fixtures/terrain.ts'
import { renderExplanation } from './explain.ts'

const explained = (from: string, to: string, port?: number) =>
  explain(
    makeTerrain(({ A, host }) => {
      A.up = to !== 'neighbour'
      if (to === 'outside') host.sysctls = {}
    }),
    { from, to, ...(port !== undefined && { port }) },
    { reached: to !== 'neighbour', detail: 'said' },
  ).explanation

const style = { width: 80, colour: false, unicode: true, commands: false }

test('where it stops, with the commands that show it', () => {
  expect(renderExplanation(explained('box', 'neighbour'), style)).toMatchInlineSnapshot(`
    "From box (172.17.42.99) to neighbour (172.17.0.2): a ping.

    The way there
     1 ✓ box, link: eth0 is up.
     2 ✓ box, address: The source is 172.17.42.99, the address of eth0.
     3 ✓ box, route: The route to 172.17.0.2 is “172.17.0.0/16 dev eth0”.
     4 ✗ host1, bridge: A is a port of docker0, but it is down; so eth0 in box has
         no carrier.
         $ ip addr show A
         $ sudo brctl show docker0

    The packet stops at docker0 on host1: A is a port of docker0, but it is down; so
    eth0 in box has no carrier.
    "
  `)
})

test('the same without Unicode, with every command', () => {
  expect(renderExplanation(explained('box', 'neighbour'), { ...style, unicode: false, commands: true }))
    .toMatchInlineSnapshot(`
      "From box (172.17.42.99) to neighbour (172.17.0.2): a ping.

      The way there
       1 ok   box, link: eth0 is up.
              $ sudo docker exec box ip addr show eth0
       2 ok   box, address: The source is 172.17.42.99, the address of eth0.
              $ sudo docker exec box ip addr show eth0
       3 ok   box, route: The route to 172.17.0.2 is "172.17.0.0/16 dev eth0".
              $ sudo docker exec box ip route get 172.17.0.2
              $ sudo docker exec box ip route
       4 STOP host1, bridge: A is a port of docker0, but it is down; so eth0 in box
              has no carrier.
              $ ip addr show A
              $ sudo brctl show docker0

      The packet stops at docker0 on host1: A is a port of docker0, but it is down; so
      eth0 in box has no carrier.
      "
    `)
})

test('a way that is open, and one of which a part is not known', () => {
  expect(renderExplanation(explained('outside', 'host', 8080), style)).toMatchInlineSnapshot(`
    "From outside (203.0.113.1) to host (203.0.113.10, host1): a connection to TCP
    port 8080.

    The way there
     1 ✓ the outside, link: wire is up.
     2 ✓ the outside, address: The source is 203.0.113.1, the address of wire.
     3 ✓ the outside, route: The route to 203.0.113.10 is “203.0.113.0/24 dev wire”.
     4 ✓ the outside, neighbour: 203.0.113.10 is eth0 on host1, at
         0a:00:00:00:00:02.
     5 ✓ host1, nat: Rule 1 of DOCKER in the table nat, “! -i docker0 -p tcp -m tcp
         --dport 8080 -j DNAT --to-destination 172.17.0.2:80”, sends it on to
         172.17.0.2:80 (as it reads: it was not counted).
     6 ✓ host1, forwarding: host1 passes on what is for somebody else:
         net.ipv4.ip_forward is 1.
     7 ✓ host1, route: The route to 172.17.0.2 is “172.17.0.0/16 dev docker0”.
     8 ✓ host1, firewall: Rule 1 of DOCKER, “-d 172.17.0.2/32 ! -i docker0 -o
         docker0 -p tcp -m tcp --dport 80 -j ACCEPT”, lets it through (as it reads:
         it was not counted).
     9 ✓ host1, neighbour: 172.17.0.2 is eth0 in neighbour, at 02:42:ac:11:00:02.
    10 ✓ host1, bridge: docker0 passes it on by its port veth1a2b3c.
    11 ✓ host1, cable: The cable from veth1a2b3c leads to eth0 in neighbour.
    12 ✓ neighbour, address: 172.17.0.2 is the address of eth0 in neighbour.
    13 ✓ neighbour, listener: A program listens (:: port 80).

    The way back
    14 ✓ neighbour, route: The route to 203.0.113.1 is “default via 172.17.0.1 dev
         eth0”.
    15 ✓ neighbour, neighbour: 172.17.0.1 is docker0 on host1, at 02:42:25:1c:5f:7a.
    16 ✓ neighbour, cable: The cable from eth0 leads to veth1a2b3c on host1.
    17 ✓ host1, bridge: veth1a2b3c is a port of docker0.
    18 ✓ host1, nat: The answer gets back the address 203.0.113.10, which was asked
         for.
    19 ✓ host1, forwarding: host1 passes on what is for somebody else:
         net.ipv4.ip_forward is 1.
    20 ✓ host1, route: The route to 203.0.113.1 is “203.0.113.0/24 dev eth0”.
    21 ✓ host1, firewall: Rule 4 of FORWARD, “-i docker0 ! -o docker0 -j ACCEPT”,
         lets it through (as it reads: it was not counted).
    22 ✓ host1, neighbour: 203.0.113.1 is wire on the outside, at 0e:00:00:00:00:01.
    23 ✓ host1, cable: The cable from eth0 leads to to-host1 on the outside.
    24 ✓ the outside, address: 203.0.113.1 is the address of wire on the outside.

    The packet arrives, and its answer comes back.
    "
  `)
  expect(renderExplanation(explained('neighbour', 'outside'), style)).toMatch(/^ \d \? host1, forwarding: /m)
})

test('fits the terminal but for commands, which are not broken, and says the same with colours', () => {
  for (const width of [40, 60, 80]) {
    const plain = renderExplanation(explained('box', 'neighbour'), { ...style, width })
    for (const line of plain.split('\n').filter((one) => !one.includes('$ ')))
      expect(stringWidth(line)).toBeLessThanOrEqual(width)
  }
  const coloured = renderExplanation(explained('box', 'neighbour'), { ...style, colour: true })
  expect(coloured).toContain('\u001b[31m✗')
  expect(stripAnsi(coloured)).toBe(renderExplanation(explained('box', 'neighbour'), style))
})
