import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { parseFirewall } from './parse-firewall.ts'
import { parseIptables } from './parse-iptables.ts'

/** Recorded with iptables 1.8.9. */
const recorded = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8')
const saved = (...rules: string[]): string =>
  ['*filter', ':INPUT ACCEPT [0:0]', ':FORWARD DROP [7:588]', ...rules, 'COMMIT', ''].join('\n')
const rulesOf = (...rules: string[]) => parseIptables(saved(...rules))[0]?.chains[0]?.rules

describe('parseIptables', () => {
  it('tells tables, policies, counters and targets of both backends', () => {
    const [filter, nat] = parseIptables(recorded('iptables-nft'))
    expect(filter).toMatchObject({ name: 'filter', backend: 'nf_tables' })
    expect(filter?.chains.map(({ name, policy }) => `${name} ${policy}`)).toEqual([
      'INPUT ACCEPT',
      'FORWARD DROP',
      'OUTPUT ACCEPT',
    ])
    expect(nat?.chains.at(-1)).toMatchObject({ name: 'DOCKER', policy: null })
    expect(nat?.chains[3]?.rules).toEqual([
      {
        text: '-A POSTROUTING -s 10.1.0.0/16 ! -o br0 -j MASQUERADE',
        packets: 0,
        bytes: 0,
        target: 'MASQUERADE',
        spec: ['-A', 'POSTROUTING', '-s', '10.1.0.0/16', '!', '-o', 'br0', '-j', 'MASQUERADE'],
      },
    ])
    expect(parseIptables(recorded('iptables-legacy'))[0]?.backend).toBe('legacy')
    expect(parseIptables(saved())[0]?.chains[1]).toMatchObject({ policy: 'DROP', packets: 7, bytes: 588 })
  })

  it('is not taken in by a comment with line breaks that looks like rules', () => {
    const forward = parseIptables(recorded('iptables-nft'))[0]?.chains[1]
    expect(forward?.policy).toBe('DROP')
    expect(forward?.rules.map(({ target }) => target)).toEqual(['ACCEPT'])
  })

  it('finds the target whatever texts stand around it', () => {
    expect(rulesOf('[0:0] -A INPUT -m comment --comment -j -j LOG --log-prefix "-j DROP"')?.[0]?.target).toBe(
      'LOG',
    )
    expect(rulesOf('[0:0] -A INPUT -i -j -g FORWARD')?.[0]?.target).toBe('FORWARD')
    expect(rulesOf('[0:0] -A INPUT -s 10.0.0.1/32')?.[0]?.target).toBeNull()
  })

  it('takes quotes in bare names as they are', () => {
    expect(
      rulesOf('[0:0] -A INPUT -i "th -j DROP', '[0:0] -A INPUT -o e"th -j DROP')?.map(({ spec }) => spec[3]),
    ).toEqual(['"th', 'e"th'])
  })

  it.each([
    ['a chain after a rule', '[0:0] -A INPUT -i x\n:INPUT2 DROP [0:0]'],
    ['a chain twice', ':INPUT DROP [0:0]'],
    ['a rule of a chain that is not there', '[0:0] -A NOWHERE -j DROP'],
    ['a rule without counters', '-A INPUT -j DROP'],
    ['a quote that never ends', '[0:0] -A INPUT -m comment --comment "x'],
    ['the tail of a name with a line break', '[0:0] -A INPUT -i x\nCOMMIT\n*raw\n -j DROP'],
  ])('refuses %s', (_, text) => {
    expect(() => parseIptables(saved(text))).toThrow(/nobody expects/)
  })

  it('reads back every comment, and never one rule more', () => {
    const quoted = (text: string): string => `"${text.replaceAll(/["\\']/g, '\\$&')}"`
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (comments) => {
        const rules = rulesOf(
          ...comments.map((text) => `[1:2] -A INPUT -m comment --comment ${quoted(text)} -j DROP`),
        )
        expect(rules?.map(({ spec, target }) => [spec[5], target])).toEqual(
          comments.map((text) => [text, 'DROP']),
        )
      }),
    )
  })

  it('throws only LabError', () => {
    const piece = fc.constantFrom(
      '*filter',
      'COMMIT',
      ':A - [0:0]',
      '[0:0] -A A',
      '"',
      '\\',
      ' ',
      '\n',
      '#',
      '-j',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        expect(throwsOnlyLabErrors(() => parseIptables(pieces.join('')))).toBe(true)
      }),
    )
  })
})

describe('parseFirewall', () => {
  const section = (text: string, exitCode = 0) => ({ text, exitCode })

  it('adds up both backends and names what iptables does not show', () => {
    const firewall = parseFirewall(
      new Map([
        ['nft', section(recorded('iptables-nft'))],
        ['legacy', section(recorded('iptables-legacy'))],
        ['tables', section('table ip filter\ntable ip6 nat\ntable inet firewalld\n')],
      ]),
    )
    expect(firewall).toMatchObject({ backend: 'mixed', foreignTables: ['inet firewalld'] })
    expect(firewall?.tables).toHaveLength(3)
  })

  it('is null when nobody asked, empty without any rules, and an error when it failed', () => {
    expect(parseFirewall(new Map())).toBeNull()
    expect(parseFirewall(new Map([['nft', section('')]]))).toEqual({
      backend: 'nf_tables',
      tables: [],
      foreignTables: null,
    })
    expect(() => parseFirewall(new Map([['nft', section('no memory', 1)]]))).toThrow(
      'iptables-save failed: no memory',
    )
  })
})
