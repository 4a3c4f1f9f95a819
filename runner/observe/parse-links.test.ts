import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { parseIpJson } from './parse-ip-json.ts'
import { parseLinks, parseNetnsIds } from './parse-links.ts'

/** One line a question, recorded with iproute2 6.1 in namespaces made for it. */
const recorded = (name: string): string[] =>
  readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8').split('\n')

describe('parseLinks', () => {
  const host = parseLinks(recorded('ip-host')[0] ?? '')
  const inside = parseLinks(recorded('ip-container')[0] ?? '')

  it("tells a bridge, its port and the port's other end", () => {
    const [bridge, port] = [host.find(({ name }) => name === 'br0'), host.find(({ name }) => name === 'v0')]
    expect(bridge).toMatchObject({
      index: 2,
      kind: 'bridge',
      up: true,
      bridge: { stp: false, vlanFiltering: false, forwardDelay: 15 },
    })
    expect(bridge?.addresses[0]).toEqual({
      family: 4,
      address: '10.1.0.1',
      prefixLength: 16,
      scope: 'global',
      peer: null,
      secondary: false,
      tentative: false,
    })
    expect(port).toMatchObject({
      kind: 'veth',
      promiscuous: true,
      master: { index: 2, name: 'br0' },
      lower: { index: 3, netnsId: 0 },
    })
    expect(port?.counters?.rxPackets).toBe(5)
  })

  it('tells links below: in the same namespace by name, of a vxlan by its settings', () => {
    expect(inside.find(({ name }) => name === 'mv0')).toMatchObject({
      kind: 'macvlan',
      up: false,
      lower: { index: 3, netnsId: null },
    })
    expect(inside.find(({ name }) => name === 'vx0')).toMatchObject({
      kind: 'vxlan',
      vxlan: { vni: 42, remote: '10.1.0.1', local: null, port: 4789 },
      lower: { index: 3, netnsId: null },
    })
  })

  it('reads names that break JSON', () => {
    const names = host.map(({ name }) => name)
    expect(names).toContain('e\u001b[31m')
    expect(host.find(({ name }) => name === 'we\'ird"x')).toMatchObject({
      lower: { index: 5, netnsId: null },
    })
  })

  it('loses no link and throws only LabError, whatever a field holds', () => {
    const link = fc.record(
      {
        ifindex: fc.integer({ min: 1 }),
        ifname: fc.string({ minLength: 1 }),
        link: fc.string(),
        master: fc.string(),
      },
      { requiredKeys: ['ifindex', 'ifname'] },
    )
    fc.assert(
      fc.property(fc.array(link), (links) => {
        expect(
          parseLinks(JSON.stringify(links))
            .map(({ name }) => name)
            .sort(),
        ).toEqual(links.map(({ ifname }) => ifname).sort())
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(throwsOnlyLabErrors(() => parseLinks(JSON.stringify(value)))).toBe(true)
      }),
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.dictionary(
            fc.constantFrom('ifindex', 'ifname', 'flags', 'linkinfo', 'addr_info', 'link'),
            fc.jsonValue(),
          ),
        ),
        (value) => {
          expect(throwsOnlyLabErrors(() => parseLinks(JSON.stringify(value)))).toBe(true)
        },
      ),
    )
  })

  it('reads fifty thousand links in a blink', () => {
    const many = JSON.stringify(
      Array.from({ length: 50_000 }, (_, index) => ({
        ifindex: index + 1,
        ifname: `v${index}`,
        link: `v${index ^ 1}`,
      })),
    )
    const begun = performance.now()
    expect(parseLinks(many)).toHaveLength(50_000)
    expect(performance.now() - begun).toBeLessThan(3000)
  })
})

describe('parseIpJson', () => {
  it('reads back every name, written as any version of ip writes it', () => {
    const asIpWrites = (name: string, quote: string): string =>
      `[{"ifname":"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll("'", quote)}"}]\n`
    const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[\s/:]/.test(text))
    fc.assert(
      fc.property(name, fc.constantFrom("'", "\\'"), (text, quote) => {
        expect(parseIpJson(asIpWrites(text, quote), 'links')).toEqual([{ ifname: text }])
      }),
    )
  })

  it('reads nothing as an empty list and refuses half an answer', () => {
    expect(parseIpJson('', 'links')).toEqual([])
    expect(parseIpJson('[ ]', 'links')).toEqual([])
    expect(() => parseIpJson('[{"ifname":"a"', 'links')).toThrow('ip did not print JSON')
  })
})

describe('parseNetnsIds', () => {
  it("knows the agent's own names only", () => {
    expect(parseNetnsIds(recorded('ip-host')[4] ?? '')).toEqual(new Map([[0, 4_026_532_256]]))
    expect(parseNetnsIds('[{"nsid":1,"name":"blue"},{"nsid":2}]')).toEqual(new Map())
  })
})
