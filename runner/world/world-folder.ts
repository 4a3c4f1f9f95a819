import { join } from 'node:path'
import type { Places } from './places.ts'

/** The files of one world on the machine. */
export interface WorldFolder {
  name: string
  path: string
  /** Seen in the world as /run/lab. */
  exchange: string
  socket: string
  idFile: string
  /** Process id of the command that makes the world. */
  makerFile: string
  pidFile: string
  runc: string
  log: string
}

export function worldFolder(places: Pick<Places, 'state'>, name: string): WorldFolder {
  const path = join(places.state, name)
  const exchange = join(path, 'exchange')
  return {
    name,
    path,
    exchange,
    socket: join(exchange, 'agent.sock'),
    idFile: join(path, 'id'),
    makerFile: join(path, 'maker'),
    pidFile: join(path, 'pid'),
    runc: join(path, 'runc'),
    log: join(path, 'log'),
  }
}
