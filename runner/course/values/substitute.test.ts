import { expect, test } from 'vitest'
import { substitution } from './substitute.ts'
import type { OwnValue } from './value.ts'

const own: OwnValue[] = [
  { name: 'box', kind: 'container', default: 'box', value: 'bluefox' },
  { name: 'open', kind: 'port', default: '8080', value: '20777' },
  {
    name: 'address',
    kind: 'address',
    default: '172.17.42.99',
    within: '172.17.0.0/16',
    value: '172.17.33.44',
  },
  { name: 'net', kind: 'subnet', default: '192.168.5.0/24', value: '10.20.30.0/24' },
]
const become = substitution(own)

test.each([
  ['docker run --name box base', 'docker run --name bluefox base'],
  ['box=$(docker inspect box); echo $box', 'bluefox=$(docker inspect bluefox); echo $bluefox'],
  ['declare pid_box=1; "$pid_box"', 'declare pid_bluefox=1; "$pid_bluefox"'],
  ["of box's eth0, `box`; (box)", "of bluefox's eth0, `bluefox`; (bluefox)"],
  ['http://box:8080/', 'http://bluefox:20777/'],
  ['0.0.0.0:8080->80/tcp, :::8080->80/tcp', '0.0.0.0:20777->80/tcp, :::20777->80/tcp'],
  ['Port 8080. Nothing else.', 'Port 20777. Nothing else.'],
  ['172.17.42.99/16 and 172.17.42.99.', '172.17.33.44/16 and 172.17.33.44.'],
  ['192.168.5.1/24 brd 192.168.5.255, 192.168.5.0', '10.20.30.1/24 brd 10.20.30.255, 10.20.30.0'],
  ['$1 and $& stay', '$1 and $& stay'],
])('%s', (text, rendered) => {
  expect(become(text)).toBe(rendered)
})

test.each([
  'busybox, boxes, to-box, box-2, --box, Box',
  '18080, 8080a, 80801, 8080-8090',
  '172.17.42.9, 172.17.42.990, 1.172.17.42.99, 172.17.42.99.1',
  '192.168.51.1 and 192.168.5',
])('words and numbers that only look alike stay: %s', (text) => {
  expect(become(text)).toBe(text)
})

test('a value that stands for another’s default is not replaced once more', () => {
  const swapped = substitution([
    { name: 'a', kind: 'container', default: 'left', value: 'right' },
    { name: 'b', kind: 'container', default: 'right', value: 'left' },
  ])
  expect(swapped('left right')).toBe('right left')
})

test('without values a text is as it was', () => {
  expect(substitution([])('box 8080')).toBe('box 8080')
})
