import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { LabError, causeText } from '../lab-error.ts'
import type { DockerEvent } from './history.ts'
import { parseEvent } from './history.ts'
import { parsePing } from './parse-docker.ts'
import { readJsonLines, readText } from './read-stream.ts'
import type { Engine } from './snapshot.ts'

export interface DockerClientOptions {
  /** A fresh connection for every request, so that a restarted engine is found again. */
  connect: () => Promise<Socket>
  /** For one request from connecting to the last byte; of `events`, to the first. Default 3000. */
  timeoutMs?: number
  /** Of one body, or one event. Default 16 MiB. */
  maxBytes?: number
}

/**
 * Docker Engine API. Paths are without the version: the daemon's own is used, which GET /_ping tells. Everything
 * throws LabError only: `engine-unreachable`, `engine-timeout`, `engine-too-much`, `engine-no-json`,
 * `unexpected-shape`, or `engine-http-STATUS` with what the engine said.
 */
export interface DockerClient {
  /** GET /_ping: what runs there, and the version every later path is asked with. */
  ping(): Promise<Engine>
  /** The JSON body; null where there is none. */
  get(path: string): Promise<unknown>
  post(path: string, body?: unknown): Promise<unknown>
  /** GET /events until `signal` ends it, quietly. `since` is in milliseconds since the epoch. */
  events(options: { signal: AbortSignal; since?: number }): AsyncIterable<DockerEvent>
}

interface Call {
  method: 'GET' | 'POST'
  path: string
  body?: string
  signal: AbortSignal
}

const parseJson = (text: string): unknown => {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new LabError(
      'cannotRun',
      'engine-no-json',
      `The Docker Engine answered with broken JSON: ${causeText(error)}.`,
    )
  }
}

const send = (socket: Socket, { method, path, body, signal }: Call): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = {
      host: 'docker',
      connection: 'close',
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    }
    const call = request({ method, path, headers, signal, createConnection: () => socket }, resolve)
    call.on('error', reject) // not once: a second one, after an abort, must not end the agent
    call.end(body)
  })

/** What a failed call comes to, for a person. */
const explain = (error: unknown, path: string, deadline: AbortSignal): LabError => {
  if (error instanceof LabError) return error
  if (deadline.aborted) {
    return new LabError('cannotRun', 'engine-timeout', `The Docker Engine did not answer ${path} in time.`)
  }
  return new LabError(
    'cannotRun',
    'engine-unreachable',
    `The Docker Engine broke off at ${path}: ${causeText(error)}.`,
  )
}

/** `/containers/json`, and nothing that could end the request line early. */
const checkPath = (path: string): string => {
  if (/^\/[\w!$&'()*+,./:;=?@%~-]*$/.test(path)) return path
  throw new LabError(
    'internal',
    'engine-path',
    `${JSON.stringify(path)} is no path of the Docker Engine API.`,
  )
}

/** Rejects when `signal` does, whatever `work` waits for; what still arrives is handed to `discard`. */
const untilAborted = <Value>(
  work: Promise<Value>,
  signal: AbortSignal,
  discard: (late: Value) => void,
): Promise<Value> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('aborted'))
    signal.addEventListener('abort', stop, { once: true })
    work
      .then((value) => (signal.aborted ? discard(value) : resolve(value)), reject)
      .finally(() => {
        signal.removeEventListener('abort', stop)
      })
    if (signal.aborted) stop()
  })

/** See DockerClient. */
export function createDockerClient(options: DockerClientOptions): DockerClient {
  const { timeoutMs = 3000, maxBytes = 16 * 2 ** 20 } = options
  let engine: Engine | null = null

  const open = async (call: Call): Promise<IncomingMessage> => {
    const socket = await untilAborted(options.connect(), call.signal, (late) => late.destroy())
    const response = await send(socket, call)
    const status = response.statusCode ?? 0
    if (status >= 200 && status < 300) return response
    const said = (await readText(response, 64 * 1024)).slice(0, 500)
    throw new LabError(
      'cannotRun',
      `engine-http-${status}`,
      `The Docker Engine refused ${call.path}: ${status} ${said.trim()}`,
    )
  }

  const ping = async (): Promise<Engine> => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const response = await open({ method: 'GET', path: '/_ping', signal })
      await readText(response, maxBytes)
      engine = parsePing(response.headers)
      return engine
    } catch (error) {
      throw explain(error, '/_ping', signal)
    }
  }

  const versioned = async (path: string): Promise<string> =>
    `/v${(engine ?? (await ping())).apiVersion}${checkPath(path)}`

  const ask = async (method: Call['method'], path: string, body?: unknown): Promise<unknown> => {
    const address = await versioned(path)
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const text = body === undefined ? {} : { body: JSON.stringify(body) }
      return parseJson(await readText(await open({ method, path: address, signal, ...text }), maxBytes))
    } catch (error) {
      throw explain(error, path, signal)
    }
  }

  async function* events({
    signal,
    since,
  }: {
    signal: AbortSignal
    since?: number
  }): AsyncGenerator<DockerEvent> {
    const path = since === undefined ? '/events' : `/events?since=${(since / 1000).toFixed(3)}`
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), timeoutMs)
    try {
      const either = AbortSignal.any([signal, deadline.signal])
      const response = await open({ method: 'GET', path: await versioned(path), signal: either })
      clearTimeout(timer)
      for await (const line of readJsonLines(response, maxBytes)) {
        const event = parseEvent(parseJson(line))
        if (event) yield event
      }
    } catch (error) {
      if (!signal.aborted) throw explain(error, path, deadline.signal)
    } finally {
      clearTimeout(timer)
    }
  }

  return { ping, get: (path) => ask('GET', path), post: (path, body) => ask('POST', path, body), events }
}
