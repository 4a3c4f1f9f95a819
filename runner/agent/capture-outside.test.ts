import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureOutside, tcpdumpWords } from './capture-outside.ts'
import { openEndMark, type EndMark } from './end-mark.ts'

const hex = readFileSync(new URL('../observe/fixtures/capture.hex', import.meta.url), 'utf8')
const [header = Buffer.alloc(0), ...packets] = hex
  .trim()
  .split('\n')
  .map((line) => Buffer.from(line, 'hex'))

let folder: string
const file = (name: string): string => join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-capture-'))
  writeFileSync(file('header'), header)
  writeFileSync(file('packets'), Buffer.concat(packets))
  writeFileSync(file('many'), Buffer.concat(Array.from({ length: 256 }, () => packets[0] ?? header)))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A mark that leaves a file behind, by which a stand-in for tcpdump knows that it was sent. */
const marked = (): Promise<EndMark> => {
  rmSync(file('mark'), { force: true })
  return Promise.resolve({
    filter: 'udp and dst port 9',
    isMark: ({ destination }) => destination === '203.0.113.255',
    send: () => Promise.resolve(writeFileSync(file('mark'), '')),
    close: () => undefined,
  })
}

const waitForMark = 'while ! [ -e mark ]; do sleep 0.01; done'

/** Captures with a shell script in tcpdump's place; it runs in the folder. */
const capture = async (script: string, work = (): Promise<void> => Promise.resolve()) => {
  const asked: string[] = []
  let begun = false
  const found = await captureOutside(
    '203.0.113.192',
    () => {
      begun = true
      return work()
    },
    {
      words: (filter) => {
        asked.push(filter)
        return ['sh', '-c', `cd "$1" && ${script}`, 'sh', folder]
      },
      openMark: marked,
    },
  )
  return { found, begun, asked }
}

describe('a capture', () => {
  test('has what was heard before the mark, and ends with it', async () => {
    const { found, asked } = await capture(`cat header; ${waitForMark}; cat packets; exec sleep 600`)
    expect(asked).toEqual(['host 203.0.113.192 or (udp and dst port 9)'])
    const frames = 'frames' in found ? found.frames : []
    // The mark is the seventh packet of nine.
    expect(frames).toHaveLength(6)
    expect(frames[1]).toEqual({
      fromMac: '02:42:cb:00:71:c0',
      toMac: 'ff:ff:ff:ff:ff:ff',
      etherType: 0x0806,
      source: '203.0.113.192',
      destination: '203.0.113.1',
    })
  })

  test('begins the work when somebody listens, and sends the mark when it is done', async () => {
    const work = (): Promise<void> => {
      expect(existsSync(file('listening'))).toBe(true)
      expect(existsSync(file('mark'))).toBe(false)
      return Promise.resolve()
    }
    const script = `rm -f listening; sleep 0.1; touch listening; cat header; ${waitForMark}; cat packets`
    const { found } = await capture(script, work)
    expect(found).toHaveProperty('frames')
  })

  test('needs no mark when it has all the frames that are wanted', async () => {
    const { found } = await capture('cat header many')
    expect('frames' in found ? found.frames.length : found).toBe(256)
  })
})

describe('nobody can listen', () => {
  test.each([
    ['tcpdump fails', "printf 'tcpdump: wire:\\n(no device)\\n' >&2; exit 1", 'tcpdump: wire: (no device)'],
    ['it is missing', 'exec no-such-tcpdump', 'not found'],
    ['it says nothing', 'exit 0', 'tcpdump has said nothing'],
    ['it writes something else', 'echo this is no capture at all', 'did not write a capture'],
  ])('because %s: nothing is done', async (_, script, why) => {
    const { found, begun } = await capture(script)
    expect(found).toEqual({ unreadable: expect.stringContaining(why) })
    expect(begun).toBe(false)
  })

  test('to the end', async () => {
    const { found, begun } = await capture('cat header')
    expect(found).toEqual({ unreadable: 'tcpdump has ended too early' })
    expect(begun).toBe(true)
  })

  test('as the work cannot be done: the listener does not wait for the mark', async () => {
    const { found } = await capture('cat header; exec sleep 600', () => Promise.reject(new Error('no ping')))
    expect(found).toEqual({ unreadable: 'no ping' })
  })

  test('where there is no such wire', async () => {
    const openMark = (): Promise<EndMark> => openEndMark('192.0.2.1', '192.0.2.255')
    expect(await captureOutside('192.0.2.7', () => Promise.resolve(), { openMark })).toEqual({
      unreadable: expect.stringContaining('EADDRNOTAVAIL'),
    })
  })
})

test('the words of tcpdump: bounded, as nobody, on the wire', () => {
  expect(tcpdumpWords('host 203.0.113.192').join(' ')).toBe(
    'tcpdump -Z nobody -n -i wire -c 256 -s 64 --immediate-mode -U -w - host 203.0.113.192',
  )
})

test('two marks at the same time are told apart', async () => {
  const marks = await Promise.all([
    openEndMark('127.0.0.1', '127.0.0.9'),
    openEndMark('127.0.0.1', '127.0.0.9'),
  ])
  const [one, other] = marks.map(({ filter }) => filter)
  expect(one).toMatch(
    /^udp and src host 127\.0\.0\.1 and src port \d+ and dst host 127\.0\.0\.9 and dst port 9$/,
  )
  expect(one).not.toBe(other)
  for (const { close } of marks) close()
})
