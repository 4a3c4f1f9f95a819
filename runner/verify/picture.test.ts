import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scene } from '../../checks/vocabulary/fixtures.ts'
import { readTopology } from '../draw/topology/read-topology.ts'
import { readGoal } from '../session/read-goal.ts'
import { pictureProblems, refreshPicture } from './picture.ts'

const lab = { id: '03', slug: '03-by-hand', title: 'By hand' }
let project = ''
const file = (name: string): string => join(project, 'labs', lab.slug, name)
const read = (name: string): string => readFileSync(file(name), 'utf8')
const text = '---\n---\nBefore.\n\n<!-- picture -->\n```text\nold\n```\n\nAfter.\n\n```text\nanother\n```\n'

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'vethlab-picture-'))
  mkdirSync(join(project, 'labs', lab.slug), { recursive: true })
  writeFileSync(file('walkthrough.md'), text)
})
afterEach(() => rmSync(project, { recursive: true }))

const { snapshot } = scene()

test('a picture that was never drawn is a problem, and the command that draws it is named', async () => {
  expect(await pictureProblems(lab, [snapshot], project)).toEqual([
    'the picture in walkthrough.md is not what the solved lab looks like: lab verify 03 --refresh draws it anew',
    'there is no picture.svg: lab verify 03 --refresh draws it anew',
    'there is no goal.json: lab verify 03 --refresh draws it anew',
  ])
})

test('a picture that was drawn is none, and nothing around it has changed', async () => {
  expect(await refreshPicture(lab, [snapshot], project)).toEqual([])
  expect(await pictureProblems(lab, [snapshot], project)).toEqual([])
  const [before, after] = read('walkthrough.md').split(/<!-- picture -->\n```text\n[^`]*```/)
  expect([before, after]).toEqual(text.split('<!-- picture -->\n```text\nold\n```'))
  expect(read('picture.svg')).toContain(
    '<title id="net-title">Lab 03, By hand: the network when every step is done</title>',
  )
  expect(readGoal(lab, project)).toEqual(readTopology(snapshot, 'hide'))
  const drawn = [read('walkthrough.md'), read('picture.svg'), read('goal.json')]
  await refreshPicture(lab, [snapshot], project)
  expect([read('walkthrough.md'), read('picture.svg'), read('goal.json')]).toEqual(drawn)
})

test('a picture drifts when the network does, and not when only made-up names do', async () => {
  await refreshPicture(lab, [snapshot], project)
  const { snapshot: other, veth, eth0 } = scene()
  veth.name = snapshot.namespaces[0]?.links.find(({ name }) => name.startsWith('veth'))?.name ?? ''
  expect(await pictureProblems(lab, [other], project)).toEqual([])
  const [first] = eth0.addresses
  if (first) first.address = '172.17.42.98'
  expect(await pictureProblems(lab, [other], project)).toHaveLength(3)
})

test('nothing that differs from run to run is in the goal', async () => {
  const [one, other] = [scene(), scene()]
  one.veth.name = 'veth1234567'
  await refreshPicture(lab, [one.snapshot], project)
  const drawn = read('goal.json')
  Object.assign(other.veth, { name: 'vethfedcba9', mac: '0e:11:22:33:44:55' })
  Object.assign(other.box, { id: 'another-id', pid: 4711, hostPid: 4711 })
  other.inBox.pid = 4711
  other.inBox.owner = { kind: 'container', containerId: 'another-id' }
  other.snapshot.namespaces.reverse()
  other.snapshot.containers.reverse()
  await refreshPicture(lab, [other.snapshot], project)
  expect(read('goal.json')).toBe(drawn)
  expect(drawn).not.toMatch(/([0-9a-f]{2}:){5}|id-of-/)
})

test('a goal is not drawn from a host that could not be read whole', async () => {
  const { snapshot: other } = scene()
  other.unreadable.push({ part: 'engine', reason: 'The engine does not answer.' })
  expect(await refreshPicture(lab, [other], project)).toEqual(['The engine does not answer.'])
  expect(existsSync(file('goal.json'))).toBe(false)
})

test('a walkthrough without the mark is a problem that refreshing does not mend', async () => {
  writeFileSync(file('walkthrough.md'), text.replace('<!-- picture -->\n', ''))
  const [problem = ''] = await refreshPicture(lab, [snapshot], project)
  expect(problem).toContain('put a line <!-- picture -->')
  expect(await pictureProblems(lab, [snapshot], project)).toContain(problem)
})

test('an empty block under the mark is enough to begin with', async () => {
  writeFileSync(file('walkthrough.md'), text.replace('old\n', ''))
  await refreshPicture(lab, [snapshot], project)
  expect(await pictureProblems(lab, [snapshot], project)).toEqual([])
})
