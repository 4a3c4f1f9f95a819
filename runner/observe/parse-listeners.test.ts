import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { parseListeners } from './parse-listeners.ts'

const printed = `LISTEN 0      4096   203.0.113.10:32768 0.0.0.0:* users:(("docker-proxy",pid=542,fd=4))
LISTEN 1      128    127.0.0.53%lo:53   0.0.0.0:*
LISTEN 0      4096            [::]:8080     [::]:* users:(("docker-proxy",pid=144,fd=4),("docker-proxy",pid=145,fd=4))
LISTEN 0      511                *:80          *:* users:(("MainThread",pid=2,fd=20),("sh",pid=9,fd=3))
LISTEN 0      4096  [fe80::1]%eth0:22       [::]:*
`

describe('parseListeners', () => {
  it('reads addresses, ports and holders', () => {
    expect(parseListeners(printed)).toEqual([
      { address: '203.0.113.10', port: 32768, holders: ['docker-proxy'] },
      { address: '127.0.0.53', port: 53, holders: [] },
      { address: '::', port: 8080, holders: ['docker-proxy'] },
      { address: '::', port: 80, holders: ['MainThread', 'sh'] },
      { address: 'fe80::1', port: 22, holders: [] },
    ])
  })

  it('reads a host on which nobody listens', () => {
    expect(parseListeners('')).toEqual([])
  })

  it('takes a process’s name as it is', () => {
    const line = 'LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:(("a "b" (c),",pid=3,fd=4))'
    expect(parseListeners(line)).toEqual([{ address: '0.0.0.0', port: 80, holders: ['a "b" (c),'] }])
  })

  it.each(['ESTAB 0 0 1.2.3.4:80 5.6.7.8:9', 'LISTEN 0 5 0.0.0.0:http 0.0.0.0:*', 'LISTEN', 'half a na'])(
    'refuses %j',
    (line) => {
      expect(() => parseListeners(`${printed}${line}\n`)).toThrow('ss printed what is no listening socket')
    },
  )

  it('throws only LabError', () => {
    fc.assert(fc.property(fc.string(), (text) => throwsOnlyLabErrors(() => parseListeners(text))))
    fc.assert(
      fc.property(fc.string(), (name) =>
        throwsOnlyLabErrors(() => parseListeners(`LISTEN 0 5 0.0.0.0:80 *:* users:(("${name}",pid=3,fd=4))`)),
      ),
    )
  })
})
