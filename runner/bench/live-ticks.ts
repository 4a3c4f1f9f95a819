import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadPty, type Pty } from '../tutor/pty.ts'

const patienceMs = 30_000
const pollMs = 1

/** A terminal in which what came is remembered with its time. */
class Watched {
  readonly #pty: Pty
  #text = ''
  #marks: { length: number; at: number }[] = []

  constructor(pty: Pty) {
    this.#pty = pty
    pty.onData((bytes) => {
      this.#text += bytes
      this.#marks.push({ length: this.#text.length, at: performance.now() })
    })
  }

  /** Types a line, and resolves to the times at which these texts have come after it. */
  async line(text: string, ...wanted: RegExp[]): Promise<number[]> {
    const from = this.#text.length
    this.#pty.write(`${text}\r`)
    const deadline = performance.now() + patienceMs
    for (;;) {
      const after = this.#text.slice(from)
      const found = wanted.map((pattern) => pattern.exec(after))
      if (found.every((one) => one !== null))
        return found.map((one) => this.#timeOf(from + (one?.index ?? 0) + (one?.[0].length ?? 0)))
      if (performance.now() > deadline)
        throw new Error(`“${text}” was typed, and this is all that came: ${after}`)
      await new Promise((resolve) => setTimeout(resolve, pollMs))
    }
  }

  #timeOf(length: number): number {
    return this.#marks.find((mark) => mark.length >= length)?.at ?? Number.NaN
  }
}

/** The prompt behind a command's output; what is typed stands behind it only later. */
const prompt = /\n[^\n]*\[lab 03\] [^\n]*[#$] /

/**
 * How long after a command has ended, in milliseconds, it is said that a check has turned: the command's end is the prompt,
 * and what is said before the prompt has taken no time. `command` starts `lab`; each of `rounds` turns a check twice.
 */
export async function measureTicks(command: [string, ...string[]], rounds: number): Promise<number[]> {
  const openPty = await loadPty()
  if (!openPty) throw new Error('@lydell/node-pty cannot be loaded')
  const data = mkdtempSync(join(tmpdir(), 'vethlab-bench-'))
  const env = { ...process.env, TERM: 'xterm', CI: '', LANG: 'C.UTF-8', XDG_DATA_HOME: data }
  const pty = openPty([...command, 'start', '03'], { columns: 80, rows: 200, env })
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()))
  try {
    const shell = new Watched(pty)
    const runs = /A container runs without a network/
    await shell.line('docker run -itd --rm --net=none --name box base /bin/bash', runs)
    for (const title of [/2\. Give/, /3\. Make/]) await shell.line('next --anyway', title, prompt)
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (const [typed, said] of [
        ['ip link add A type veth peer name B', /There is a veth pair/],
        ['ip link del A', /no longer is/],
      ] as const) {
        const [promptAt = 0, saidAt = 0] = await shell.line(typed, prompt, said)
        times.push(Math.max(0, saidAt - promptAt))
      }
    }
    return times
  } finally {
    pty.write('\u0003quit\r')
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000))])
    pty.kill('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  }
}
