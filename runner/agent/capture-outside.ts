import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { causeText } from '../lab-error.ts'
import type { Capture } from '../judge/view.ts'
import { parseCapture, type Frame } from '../observe/parse-capture.ts'
import { outside } from '../world/outside-addresses.ts'
import { killGroup } from '../world/run-command.ts'
import { openEndMark, type EndMark } from './end-mark.ts'

const mostFrames = 256
/** The addresses of a frame are within these; what else is in it is nobody's business here. */
const bytesOfEach = 64
const patienceMs = 15_000

/**
 * tcpdump(8) on the outside's end of the wire: as nobody once it listens, and with each frame written at once and as it
 * is (`-w`), so that it never looks into what students put into frames.
 */
export const tcpdumpWords = (filter: string): string[] => {
  const limits = `-c ${mostFrames} -s ${bytesOfEach}`
  return [...`tcpdump -Z nobody -n -i ${outside.wire} ${limits} --immediate-mode -U -w -`.split(' '), filter]
}

/** Into a pipe, as from a shell: Node.js makes a socket, which Ubuntu's AppArmor profile for tcpdump may keep from it. */
const throughPipe = ['-c', '"$@" | cat', 'sh'] as const

interface Work {
  during: () => Promise<unknown>
  mark: EndMark
}

/**
 * Begins the work once somebody listens, and hears until the mark behind it, or the end of the output: all frames but the
 * mark, or null when nobody has listened.
 */
async function hear(
  output: Readable,
  { during, mark }: Work,
  giveUp: () => void,
): Promise<{ frames: Frame[]; whole: boolean } | null> {
  let frames: Frame[] | null = null
  let bytes: Buffer = Buffer.alloc(0)
  let work: Promise<void> | undefined
  for await (const part of output) {
    bytes = Buffer.concat([bytes, part as Buffer])
    frames = parseCapture(bytes)
    if (frames?.some(mark.isMark)) break
    if (frames === null || work) continue
    work = during().then(mark.send)
    work.catch(giveUp) // the error itself is thrown below, when the output has ended
  }
  await work
  if (frames === null) return null
  const end = frames.findIndex(mark.isMark)
  return end < 0
    ? { frames, whole: frames.length >= mostFrames }
    : { frames: frames.slice(0, end), whole: true }
}

const oneLine = (said: string): string => said.trim().replaceAll(/\s*\n\s*/g, ' ')

async function listen(command: string[], work: Work): Promise<Capture> {
  const child = spawn('/bin/sh', [...throughPipe, ...command], {
    stdio: 'pipe',
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
  })
  child.on('error', () => undefined) // then its output ends too
  const end = (): void => killGroup(child)
  const timer = setTimeout(end, patienceMs)
  const said = text(child.stderr)
  try {
    const heard = await hear(child.stdout, work, end)
    if (heard === null) return { unreadable: oneLine(await said) || 'tcpdump has said nothing' }
    return heard.whole ? { frames: heard.frames } : { unreadable: 'tcpdump has ended too early' }
  } finally {
    clearTimeout(timer)
    end()
  }
}

/**
 * Captures what goes over the wire from or to one IPv4 address while `during` runs. That begins when tcpdump listens; when
 * it is done, a mark is sent, and what was heard before the mark is all there is. Never throws: an error of `during` too
 * is a reason why nothing is known.
 */
export async function captureOutside(
  address: string,
  during: () => Promise<unknown>,
  { words = tcpdumpWords, openMark = () => openEndMark() } = {},
): Promise<Capture> {
  try {
    const mark = await openMark()
    try {
      return await listen(words(`host ${address} or (${mark.filter})`), { during, mark })
    } finally {
      mark.close()
    }
  } catch (error) {
    return { unreadable: causeText(error) }
  }
}
