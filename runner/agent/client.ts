import { closeSync, openSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { basename, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import type { Explanation, ExplainRequest } from '../explain/explanation.ts'
import { isErrno, LabError } from '../lab-error.ts'
import type { LabReport } from '../judge/verdict.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import type {
  AnswerReply,
  AnswerRequest,
  CheckRequest,
  LiveEvent,
  CommandReply,
  CommandReport,
  PlayEvent,
  PlayRequest,
  Refusal,
  ReleaseRequest,
  RevealedFault,
  SeedRequest,
  SubmissionReply,
  SubmissionRequest,
  UndoReply,
  WorldStatus,
} from './protocol.ts'

/** unix(7) has room for 107 bytes; a longer path is reached through its folder's descriptor. */
const longestPath = 100

const gone = (cause?: unknown): LabError =>
  new LabError('cannotRun', 'world-gone', 'The lab world has ended.', 'Start it again: `lab start`.', cause)

function open(socketPath: string, method: string, path: string, body?: unknown): Promise<IncomingMessage> {
  const folder = socketPath.length > longestPath ? openSync(dirname(socketPath), 'r') : undefined
  const address = folder === undefined ? socketPath : `/proc/self/fd/${folder}/${basename(socketPath)}`
  return new Promise<IncomingMessage>((resolve, reject) => {
    // A connection of its own: one that was kept may be closed by a busy agent at the moment in which it is used again.
    const call = request({ socketPath: address, method, path, agent: false }, resolve)
    call.on('error', reject)
    call.end(body === undefined ? undefined : JSON.stringify(body))
  }).finally(() => {
    if (folder !== undefined) closeSync(folder)
  })
}

const readAll = async (response: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

const badRequest = 400

/** The agent's refusal as our own error; 400 is its word for a usage error. */
const refusal = (text: string, statusCode: number | undefined): LabError => {
  const { error } = JSON.parse(text) as Refusal
  return new LabError(
    error.code === 'internal' ? 'internal' : statusCode === badRequest ? 'usage' : 'cannotRun',
    error.code,
    error.message,
    error.next ?? undefined,
  )
}

/** Talks to the agent of one world. Every call throws LabError: what the agent refused, or `world-gone`. */
export class AgentClient {
  readonly #socket: string

  constructor(socketPath: string) {
    this.#socket = socketPath
  }

  async #ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    let text: string
    let statusCode: number | undefined
    try {
      const response = await open(this.#socket, method, path, body)
      statusCode = response.statusCode
      text = await readAll(response)
    } catch (error) {
      throw gone(error)
    }
    if (statusCode !== 200) throw refusal(text, statusCode)
    return JSON.parse(text) as Answer
  }

  status(): Promise<WorldStatus> {
    return this.#ask('GET', '/status')
  }

  snapshot(): Promise<Snapshot> {
    return this.#ask('GET', '/snapshot')
  }

  /** Of every host of the world, in their order. */
  snapshots(): Promise<Snapshot[]> {
    return this.#ask('GET', '/snapshots')
  }

  check(order: CheckRequest): Promise<LabReport> {
    return this.#ask('POST', '/check', order)
  }

  /** Runs a submission on the host, and looks at what each of its lines does when that is asked for. */
  submission(order: SubmissionRequest): Promise<SubmissionReply> {
    return this.#ask('POST', '/submission', order)
  }

  answer(order: AnswerRequest): Promise<AnswerReply> {
    return this.#ask('POST', '/answer', order)
  }

  /** Tells the agent that a command on the host has ended; it says what has changed by that. */
  command(report: CommandReport): Promise<CommandReply> {
    return this.#ask('POST', '/command', report)
  }

  /** Takes back what the last command has changed. Rejects with `nothing-to-undo`. */
  undo(): Promise<UndoReply> {
    return this.#ask('POST', '/undo')
  }

  /** Walks the way from one place to another, and sends one packet along it. */
  explain(order: ExplainRequest): Promise<Explanation> {
    return this.#ask('POST', '/explain', order)
  }

  /** Plays the lab's script on a fresh host with the fault that the seed means, and tells nothing of it. */
  async break(order: SeedRequest): Promise<void> {
    await this.#ask('POST', '/break', order)
  }

  /** Which fault a seed means in this world's copy of the lab. */
  reveal(order: SeedRequest): Promise<RevealedFault> {
    return this.#ask('POST', '/reveal', order)
  }

  /**
   * Follows the lab while somebody works on it: tells how everything stands, then what turns, until `signal` ends it or the
   * world does. Never throws: whoever follows finds out otherwise that a world has ended.
   */
  async follow(step: string | null, tell: (event: LiveEvent) => void, signal: AbortSignal): Promise<void> {
    try {
      const response = await open(this.#socket, 'POST', '/live', { step })
      signal.addEventListener('abort', () => response.destroy(), { once: true })
      if (signal.aborted) response.destroy()
      for await (const line of createInterface({ input: response })) tell(JSON.parse(line) as LiveEvent)
    } catch {
      // broken off, by us or by the end of the world
    }
  }

  /** Has the checks of this step probed, too, for all who follow. */
  async attend(step: string | null): Promise<void> {
    await this.#ask('POST', '/attend', { step })
  }

  /** Lets go a `lab …` that was typed on the host and waits there. */
  async release(answer: ReleaseRequest): Promise<void> {
    await this.#ask('POST', '/release', answer)
  }

  /** Plays steps of the lab's script; each event is told as it comes. Rejects when a play failed. */
  async play(order: PlayRequest, tell: (event: PlayEvent) => void): Promise<void> {
    const response = await open(this.#socket, 'POST', '/play', order).catch((error: unknown) => {
      throw gone(error)
    })
    if (response.statusCode !== 200) throw refusal(await readAll(response), response.statusCode)
    let last: PlayEvent | undefined
    try {
      for await (const line of createInterface({ input: response })) {
        last = JSON.parse(line) as PlayEvent
        tell(last)
      }
    } catch (error) {
      // The connection breaks off when the world ends in the middle of a play.
      throw isErrno(error, 'ECONNRESET') ? gone(error) : error
    }
    if (last?.kind === 'done') return
    if (last?.kind === 'failed')
      throw new LabError(
        'internal',
        'play-failed',
        `The lab's own script failed at ${last.step}: ${last.message}`,
      )
    throw gone()
  }

  /** True when an agent answers. */
  async answers(): Promise<boolean> {
    try {
      await this.status()
      return true
    } catch {
      return false // nobody listens (any more)
    }
  }

  /** Waits until the world is ready. Throws why it is not: the boot failed, or the world ended. */
  async ready(isAlive: () => boolean, timeoutMs = 90_000): Promise<WorldStatus> {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const status = await this.#settled()
      if (status?.phase === 'ready') return status
      if (status?.problem)
        throw new LabError(
          'cannotRun',
          status.problem.code,
          status.problem.message,
          status.problem.next ?? undefined,
        )
      if (!isAlive()) throw gone()
      if (Date.now() > deadline)
        throw new LabError(
          'cannotRun',
          'boot-timeout',
          'The lab world does not become ready.',
          'Run `lab stop`, then try again.',
        )
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  async #settled(): Promise<WorldStatus | undefined> {
    try {
      const response = await open(this.#socket, 'GET', '/settled')
      return JSON.parse(await readAll(response)) as WorldStatus
    } catch (error) {
      // The socket is not there yet, or nobody listens yet.
      if (isErrno(error, 'ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE')) return undefined
      throw error
    }
  }
}
