import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Visit } from '../judge/view.ts'
import { safeText } from '../observe/safe-text.ts'
import type { OutsideNeighbours } from './outside-neighbours.ts'

/** Visits that are remembered, and bytes of a path. */
const most = { visits: 200, path: 80 }
const lookMs = 2000
const mostSaid = 4096

/** What somebody on the outside may be asked to look at: an address of a host, and a port. */
const glass = /^\/look\/(203\.0\.113\.\d{1,3}):(\d{1,5})$/

const addressOf = ({ socket }: IncomingMessage): string =>
  (socket.remoteAddress ?? 'nobody').replace(/^::ffff:/, '')

/** Opens a TCP connection from the outside, asks for `/` and tells in words what came of it; never rejects. */
const lookAt = (address: string, port: number): Promise<string> =>
  new Promise((resolve) => {
    const where = `${address} port ${port}`
    const socket = connect({ host: address, port })
    let said = ''
    let connected = false
    const finish = (problem?: string): void => {
      socket.destroy()
      if (!connected) resolve(`The outside cannot connect to ${where}: ${problem ?? 'no answer'}.\n`)
      else resolve(`The outside has connected to ${where}. It says:\n\n${safeText(said)}\n`)
    }
    socket.setTimeout(lookMs, () => finish('no answer'))
    socket.on('connect', () => {
      connected = true
      socket.write(`GET / HTTP/1.0\r\nHost: ${address}\r\n\r\n`)
    })
    socket.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString('latin1')).slice(0, mostSaid)
      if (said.length === mostSaid) finish()
    })
    socket.on('end', () => finish())
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ECONNREFUSED' ? 'connection refused' : (error.code ?? error.message)),
    )
  })

/** The neighbour table as a page: address, MAC address and state (ip-neighbour(8)), one neighbour a line. */
const neighbourPage = (found: OutsideNeighbours): string => {
  if ('unreadable' in found)
    return `The outside cannot read its neighbour table: ${safeText(found.unreadable)}\n`
  const lines = found.neighbours
    .toSorted((one, other) => one.address.localeCompare(other.address, 'en', { numeric: true }))
    .map(({ address, mac, state }) => `${address.padEnd(15)}  ${(mac ?? '-').padEnd(17)}  ${state}\n`)
  return lines.length === 0 ? 'The outside has met nobody yet.\n' : lines.join('')
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19)

/**
 * The outside's web server: greets, and tells each visitor the address it came from. `/visitors` is its log,
 * `/neighbours` the outside's neighbour table, and `/look/203.0.113.10:8080` its looking glass, by which somebody on a
 * host sees what the outside sees.
 */
export class Website {
  readonly #visits: Visit[] = []
  readonly #readNeighbours: () => Promise<OutsideNeighbours>

  constructor(readNeighbours: () => Promise<OutsideNeighbours>) {
    this.#readNeighbours = readNeighbours
  }

  /** Oldest first, 200 at most, calls for `/` forgotten first; requests to the three pages above are not visits. */
  get visits(): readonly Visit[] {
    return this.#visits
  }

  /** Listens on port 80 of every address of the outside, unless a test asks for another. */
  serve({ port, address }: { port: number; address?: string } = { port: 80 }): Promise<Server> {
    const server = createServer((request, response) => void this.#answer(request, response))
    server.headersTimeout = 5000
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, address, () => resolve(server))
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').slice(0, most.path)
    response.setHeader('content-type', 'text/plain; charset=utf-8')
    const [, address, port] = glass.exec(path) ?? []
    if (address !== undefined) response.end(await lookAt(address, Math.min(Number(port), 65_535)))
    else if (path === '/visitors') response.end(this.#log())
    else if (path === '/neighbours') response.end(neighbourPage(await this.#readNeighbours()))
    else if (path.startsWith('/look')) {
      response.statusCode = 400
      response.end('Ask for /look/203.0.113.10:8080: an address of a host and a port.\n')
    } else {
      this.#remember({ at: Date.now(), from: addressOf(request), path })
      response.end(`Hello from the outside. You come from ${addressOf(request)}.\n`)
    }
  }

  #remember(visit: Visit): void {
    this.#visits.push(visit)
    if (this.#visits.length <= most.visits) return
    // Probes ask for `/` at every check; they must not push out the pages that somebody has asked for by name.
    const plain = this.#visits.findIndex((one) => one.path === '/')
    this.#visits.splice(Math.max(plain, 0), 1)
  }

  #log(): string {
    if (this.#visits.length === 0) return 'Nobody has called yet.\n'
    return this.#visits
      .map(({ at, from, path }) => `${clock(at)}  ${from.padEnd(15)}  GET ${safeText(path)}\n`)
      .join('')
  }
}
