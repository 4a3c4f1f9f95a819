import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findTool } from '../world/tools.ts'
import { waitUntil } from './wait-until.ts'

/** The machine's Redis, or what some distributions have in its place; undefined when it has none. `./lab setup tests` installs it. */
export const findRedis = (): string | undefined => findTool('redis-server') ?? findTool('valkey-server')

/** A Redis server of the tests' own, behind a socket that everybody may use, with an append-only file. */
export interface RedisServer {
  url: string
  /** Process id. */
  pid: () => number | undefined
  /** Ends it at once, as a power cut does. */
  kill: () => Promise<void>
  /** Starts it again, with what its file says. */
  start: () => Promise<void>
}

const answers = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const client = connect(socket)
    client.on('error', () => resolve(false))
    client.on('data', (data) => {
      client.destroy()
      resolve(data.toString().startsWith('+PONG'))
    })
    client.write('PING\r\n')
  })

/** Starts one in a folder. It is ended by its process id. */
export async function startRedis(program: string, folder: string): Promise<RedisServer> {
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  const socket = join(folder, 'redis.sock')
  const words = ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '777', '--dir', folder]
  let child: ChildProcess
  const start = async (): Promise<void> => {
    child = spawn(program, [...words, '--save', '', '--appendonly', 'yes'], { stdio: 'ignore' })
    await waitUntil('Redis answers', () => answers(socket), 30_000)
  }
  await start()
  return {
    url: `unix://${socket}`,
    pid: () => child.pid,
    kill: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    start,
  }
}
