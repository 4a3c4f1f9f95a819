import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findTool } from '../world/tools.ts'
import { waitUntil } from './wait-until.ts'

const packageName = 'redis-server'
/** Keeps Debian from starting the service that the package brings. */
const installer = fileURLToPath(new URL('../setup/install-packages.sh', import.meta.url))

const apt = (...words: string[]): unknown =>
  execFileSync('sh', [installer, 'apt-get', ...words], { stdio: ['ignore', 'ignore', 'pipe'] })

function install(): void {
  const words = ['install', '--yes', '--no-install-recommends', packageName]
  try {
    apt(...words)
  } catch {
    apt('update')
    apt(...words)
  }
}

/** The machine's redis-server; as root on Debian it is installed where it is missing. Undefined where it cannot be had. */
export function findRedis(): string | undefined {
  const found = findTool('redis-server')
  const mayInstall = process.getuid?.() === 0 && process.env['LAB_NO_INSTALL'] !== '1'
  if (found !== undefined || !mayInstall || findTool('apt-get') === undefined) return found
  install()
  return findTool('redis-server')
}

/** A Redis server of the tests' own, behind a socket that everybody may use, with an append-only file. */
export interface RedisServer {
  url: string
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
    kill: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    start,
  }
}
