import { describe, expect, test } from 'vitest'
import { readOutsideNeighbours } from './outside-neighbours.ts'

const printing = (text: string): [string, ...string[]] => ['printf', '%s', text]

describe('the outside’s neighbour table', () => {
  test('is read as ip(8) prints it for one device', async () => {
    const line =
      '[{"dst":"203.0.113.192","lladdr":"02:42:cb:00:71:c0","state":["REACHABLE"]},{"dst":"203.0.113.7","state":["FAILED"]}]'
    expect(await readOutsideNeighbours(printing(line))).toEqual({
      neighbours: [
        { address: '203.0.113.192', mac: '02:42:cb:00:71:c0', device: 'wire', state: 'REACHABLE' },
        { address: '203.0.113.7', mac: null, device: 'wire', state: 'FAILED' },
      ],
    })
    expect(await readOutsideNeighbours(printing('[]'))).toEqual({ neighbours: [] })
  })

  test.each([
    [
      'ip fails',
      ['/bin/sh', '-c', 'echo no such device >&2; exit 1'] as [string, ...string[]],
      'no such device',
    ],
    ['ip prints something else', printing('{'), 'ip did not print JSON'],
    ['there is no ip', ['/no/such/ip'] as [string, ...string[]], '/no/such/ip'],
  ])('says why it cannot be read: %s', async (_, command, why) => {
    expect(await readOutsideNeighbours(command)).toEqual({ unreadable: expect.stringContaining(why) })
  })
})
