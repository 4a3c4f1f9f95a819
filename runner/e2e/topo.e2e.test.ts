import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMermaid } from '../draw/topology/fixtures/mermaid.ts'
import { schemaErrors } from './schema.ts'
import { openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage(['02-namespaces-and-veth', '03-manual-wiring'])
  ;({ user } = stage)
})
afterAll(() => stage.close())

interface Told {
  sign: string
  text: string
}
interface Report {
  shows: string
  places: { id: string; host: string; kind: string; name: string }[]
  comparison: { reached: boolean; differences: Told[]; extras: Told[] } | null
}

const topo = async (lab = '03'): Promise<Report> => {
  const { code, stdout, stderr } = await user.lab('topo', lab, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const report = JSON.parse(stdout) as Report
  expect(schemaErrors('topo', report)).toEqual([])
  return report
}

/** `- container box is missing`; what is there besides stands in brackets. */
const differences = async (): Promise<string[]> => {
  const { comparison } = await topo()
  return [
    ...(comparison?.differences ?? []).map(({ sign, text }) => `${sign} ${text}`),
    ...(comparison?.extras ?? []).map(({ text }) => `(${text})`),
  ]
}

const does = async (script: string): Promise<void> => {
  const { code, stderr } = await user.onHost(`set -e; ${script}`)
  expect({ script, code, stderr }).toMatchObject({ code: 0 })
}

const pid = `pid=$(docker inspect -f '{{.State.Pid}}' box)`
const noRoute = '- container box has no default route, should have one, such as via 172.17.0.1'
const noNeighbour = '- container neighbour is missing'

describe('lab 03', () => {
  /** What a student has done so far, in the walkthrough's way, and how the network differs from the goal then. */
  const states: [does: string, differs: string[]][] = [
    ['true', ['- container box is missing', noNeighbour]],
    [
      'docker run -i -d --rm --net=none --name box base /bin/bash',
      [noNeighbour, '- a cable made by hand is missing, from docker0 to container box', noRoute],
    ],
    [
      'ip link add A type veth peer name B',
      [
        noNeighbour,
        '~ A of host1 is plugged into nothing, should be plugged into docker0',
        '~ B of host1 should be in container box',
        '~ A of host1 is down, should be up',
        noRoute,
      ],
    ],
    [
      'brctl addif docker0 A; ip link set A up',
      [noNeighbour, '~ B of host1 should be in container box', noRoute],
    ],
    [
      `${pid}; ip link set B netns $pid; nsenter -t $pid -n ip link set dev B name eth0`,
      [
        noNeighbour,
        '~ eth0 of container box is down, should be up',
        '~ eth0 of container box has no address, should have one, such as 172.17.42.99/16',
        noRoute,
      ],
    ],
    [
      `${pid}; nsenter -t $pid -n ip link set eth0 up; nsenter -t $pid -n ip addr add 172.17.5.5/8 dev eth0`,
      [
        noNeighbour,
        '~ eth0 of container box has 172.17.5.5/8, should be in the network of docker0, 172.17.0.1/16',
        noRoute,
      ],
    ],
    [
      `${pid}; nsenter -t $pid -n sh -c 'ip addr flush dev eth0; ip addr add 172.17.5.5/16 dev eth0; ip route add default via 172.17.0.1'`,
      [noNeighbour],
    ],
    ['docker run -i -d --name neighbour base /bin/bash', []],
    [
      'docker run -i -d --name third base; ip link add spare0 type bridge',
      ['(container third)', '(the bridge spare0 of host1)'],
    ],
  ]

  test('from an untouched host to a solved one, each difference is told while it is one', async () => {
    expect(await user.lab('start', '03', '--detach')).toMatchObject({ code: 0 })
    for (const [script, expected] of states) {
      await does(script)
      expect(await differences(), `after: ${script}`).toEqual(expected)
    }
    expect((await topo()).comparison?.reached).toBe(true)
    const { stdout } = await user.lab('topo', '03')
    expect(stdout).toContain('The picture is as in the goal: nothing is missing, nothing differs.\n')
  })

  test.each<[title: string, plant: string, differs: string[]]>([
    ['a link that is down', 'ip link set A down', ['~ A of host1 is down, should be up']],
    [
      'an end that is plugged into nothing',
      'brctl delif docker0 A',
      ['~ A of host1 is plugged into nothing, should be plugged into docker0'],
    ],
    [
      'a cable that is missing',
      'ip link del A',
      ['- a cable made by hand is missing, from docker0 to container box', noRoute],
    ],
  ])('solved by its own script, it is the goal; with %s it differs by that', async (_, plant, expected) => {
    expect(await user.lab('reset', '03', '--yes')).toMatchObject({ code: 0 })
    expect(await user.lab('solve', '03', '--all')).toMatchObject({ code: 0 })
    expect(await differences()).toEqual([])
    await does(plant)
    expect(await differences()).toEqual(expected)
    const { code, stdout } = await user.lab('topo', '03', '--diff')
    expect(code).toBe(0)
    for (const line of expected) expect(stdout).toContain(`\n${line}\n`)
    expect(stdout).toMatch(/The goal\n┌─ host1[^]*What is there\n┌─ host1/)
  })

  test('done in another way, under other names, it is the goal, too', async () => {
    expect(await user.lab('reset', '03', '--yes')).toMatchObject({ code: 0 })
    await does(`docker run --detach --interactive --network none base
      id=$(docker ps --latest --quiet); pid=$(docker inspect -f '{{.State.Pid}}' $id)
      ip link add left type veth peer name right; ip link set left master docker0 up
      ip link set right netns $pid name eth0; nsenter -t $pid -n ip link set eth0 up
      nsenter -t $pid -n ip addr add 172.17.200.7/16 dev eth0; nsenter -t $pid -n ip route add default via 172.17.0.1
      docker run --detach --interactive debian`)
    expect(await differences()).toEqual([])
  })

  test('what a student has called like commands, directives and escapes steers neither terminal nor file', async () => {
    await does(`for name in '$(reboot)' '"]; end' '%%{init}%%' $'a\\e[31mb' $'\\u202egnp' '<b>&amp;' '橋'; do
        ip link add name "$name" type veth || true
      done
      ip link add $'v\\e]0;x' type veth peer name 'a|b|c'`)
    for (const args of [
      ['topo', '03'],
      ['topo', '03', '--ascii'],
      ['topo', '03', '--diff'],
    ]) {
      const { code, stdout, stderr } = await user.lab(...args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain('a\\x1b[31mb')
      // Everything that a terminal must never be given raw, but for the line feed.
      expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    }
    const { stdout } = await user.lab('topo', '03', '--diff', '--mermaid')
    expect([...(await readMermaid(stdout)).nodes.values()].join('\n')).toContain('+ a\\x1b[31mb')
  })
})

test('a lab with two hosts: both are drawn, with what is on them', async () => {
  const walkthrough = join(stage.built, 'labs/02-namespaces-and-veth/walkthrough.md')
  const text = readFileSync(walkthrough, 'utf8')
  writeFileSync(walkthrough, text.replace(/^minutes: /m, 'hosts: [host1, host2]\nminutes: '))
  expect(await user.lab('start', '02', '--detach')).toMatchObject({ code: 0 })
  const onHost = (host: string, script: string) =>
    user.lab('shell', '02', '--host', host, '--', 'bash', '-ec', script)
  const wire =
    'ip netns add wired; ip link add A type veth peer name B netns wired; ip link set A master docker0 up'
  expect(await onHost('host2', `docker run -i -d --name far base; ${wire}`)).toMatchObject({ code: 0 })
  expect(await onHost('host1', 'docker run -i -d --name near base')).toMatchObject({ code: 0 })
  const { places } = await topo('02')
  expect(places.map(({ kind, name, host }) => `${kind} ${name} on ${host}`)).toEqual([
    'host host1 on p0',
    'container near on p0',
    'host host2 on p2',
    'container far on p2',
    'namespace wired on p2',
  ])
  const { stdout } = await user.lab('topo', '02')
  expect(stdout).toMatch(/─ host1 ─[^]*container near[^]*\n\n┌─ host2 ─[^]*container far/)
  expect(stdout).toMatch(/A {2}\(no carrier\) ═+╪═╪═+╳═╡ B {2}\(down\)/)
})
