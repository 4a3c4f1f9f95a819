import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import { withOwnWorld } from '../session/lab-world.ts'
import { documentPages } from '../verify/document-pages.ts'
import { parseTranscript } from '../verify/transcript.ts'
import { typeTranscript } from '../verify/type-transcript.ts'
import { parseEngineVersion } from '../world/engine-quirks.ts'
import type { Places } from '../world/places.ts'

let root = ''
const places = (): Places => ({
  cache: join(root, 'cache'),
  state: join(root, 'state'),
  data: join(root, 'data'),
})

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vethlab-documents-'))
  chmodSync(root, 0o755) // real root's worlds must pass through it
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A world has nothing of its lab's in it before somebody does a step: any lab's will do. */
const typePage = (page: string, text: string): Promise<string[]> =>
  withOwnWorld(places(), findLab('01'), 'documents', async (world) => {
    const { major } = parseEngineVersion(`version ${world.status.engine}`) ?? {}
    return typeTranscript(world, page, parseTranscript(page, text, major))
  })

// Worlds of their own, and much of the time is the engine's ten seconds before it kills a web server.
describe.concurrent.each(Object.entries(documentPages()))('docs/documents/%s', (page, path) => {
  test('gives on a lab host what it shows', { timeout: 300_000 }, async () => {
    const problems = await typePage(page, readFileSync(path, 'utf8'))
    expect(problems.join('\n\n')).toBe('')
  })
})

test('a page that shows what is not so is found out, command by command', async () => {
  const lines = [
    '$ ip -brief link show docker0',
    'docker0 DOWN …',
    '$ ip -brief link show docker0',
    'docker0 UP …',
    '$ docker network rm no-such-network',
    '…',
    '$ sudo docker run -it --rm no-such-image bash',
    'bash-5.2# exit',
    'exit',
  ]
  const problems = await typePage('wrong.md', ['```console', ...lines, '```'].join('\n'))
  expect(problems.map((problem) => problem.split('\n')[0])).toEqual([
    'docs/documents/wrong.md, line 4: ip -brief link show docker0',
    'docs/documents/wrong.md, line 6: docker network rm no-such-network',
    'docs/documents/wrong.md, line 8: sudo docker run -it --rm no-such-image bash',
    expect.stringContaining('exit'),
  ])
  expect(problems[0]).toMatch(/expected \[exit 0\]:\n +docker0 UP …\n +actual \[exit 0\]:\n +docker0 +DOWN/)
})
