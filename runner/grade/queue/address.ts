import { LabError } from '../../lab-error.ts'

/** Where a queue is. */
export interface QueueAddress {
  /** As ioredis takes it. */
  options: {
    host?: string
    port?: number
    /** Of a unix socket, instead of host and port. */
    path?: string
    username?: string
    password?: string
    db?: number
    tls?: { servername: string }
  }
  /** For people: without user and password. */
  shown: string
}

const usualPort = 6379

/** The variable for an address with a password: everybody on a machine sees the words of a command. */
export const addressVariable = 'VETHLAB_QUEUE'

/** The text is not repeated: there may be a password in it. */
const wrong = (why: string): LabError =>
  new LabError(
    'usage',
    'queue-wrong',
    `The address of the queue is not one of a Redis server: ${why}.`,
    'redis://HOST:6379, rediss://USER:PASSWORD@HOST:6379 (TLS), or unix:///PATH',
  )

const parse = (text: string): URL => {
  try {
    return new URL(text)
  } catch {
    throw wrong('it is no URL')
  }
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw wrong('a % in it is not followed by two hexadecimal digits')
  }
}

function readDatabase(text: string): { db?: number } {
  if (text === '') return {}
  if (!/^\d{1,4}$/.test(text)) throw wrong('its database is no number')
  return { db: Number(text) }
}

/** A URL of a socket has no place for a user: they stand behind the question mark, as redis-py has them. */
function readSocket({ pathname, host, searchParams: after }: URL): QueueAddress {
  const path = decode(pathname)
  if (path.length < 2 || host !== '') throw wrong('a socket needs an absolute path, after unix://')
  const [username, password] = [after.get('username'), after.get('password')]
  return {
    options: {
      path,
      ...(username !== null && { username }),
      ...(password !== null && { password }),
      ...readDatabase(after.get('db') ?? ''),
    },
    shown: `unix://${path}`,
  }
}

/** `redis://`, `rediss://` (TLS) or `unix://`, as redis-cli and redis-py write them; LabError `queue-wrong`. */
export function readAddress(text: string): QueueAddress {
  const url = parse(text)
  if (url.protocol === 'unix:') return readSocket(url)
  const isSecure = url.protocol === 'rediss:'
  if (!isSecure && url.protocol !== 'redis:') throw wrong(`it begins with ${url.protocol}`)
  if (url.hostname === '') throw wrong('there is no host in it')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = url.port === '' ? usualPort : Number(url.port)
  const { db } = readDatabase(url.pathname.replace(/^\//, ''))
  return {
    options: {
      host,
      port,
      ...(url.username !== '' && { username: decode(url.username) }),
      ...(url.password !== '' && { password: decode(url.password) }),
      ...(db !== undefined && { db }),
      ...(isSecure && { tls: { servername: host } }),
    },
    shown: `${url.protocol}//${url.hostname}:${port}${db === undefined ? '' : `/${db}`}`,
  }
}

/** The address that was given, or else that of the environment; LabError `queue-missing`. */
export function chooseAddress(given: string | boolean | undefined, env: NodeJS.ProcessEnv): QueueAddress {
  const text = typeof given === 'string' ? given : env[addressVariable]
  if (text !== undefined && text !== '') return readAddress(text)
  throw new LabError(
    'usage',
    'queue-missing',
    `Which queue? --queue takes its address; without one it is read from ${addressVariable}.`,
    '--queue redis://HOST:6379',
  )
}
