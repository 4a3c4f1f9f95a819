import { spawn, type ChildProcess } from 'node:child_process'

/** How a command ended, and what it said. */
export interface Ending {
  /** Exit code; 128 + 9 after SIGKILL, as shells say. */
  code: number
  stdout: string
  stderr: string
  /** Milliseconds. */
  took: number
}

export interface Launch {
  child: ChildProcess
  ending: Promise<Ending>
}

export interface LaunchOptions {
  /** Added to the person's own environment; undefined takes a variable out. */
  env?: Record<string, string | undefined>
  /** Standard input; null leaves it open, as a terminal does. Default: nothing. */
  input?: string | null
  /** Milliseconds, after which the command gets SIGKILL. Default 120,000. */
  timeoutMs?: number
  /** Shell lines that run before the command, as the same person; see `Person.launch`. */
  before?: string
}

const killed = 128 + 9

/** Starts a program without a terminal and gathers what it says. */
export function launch(words: string[], env: NodeJS.ProcessEnv, options: LaunchOptions = {}): Launch {
  const started = Date.now()
  const [program, ...args] = words as [string, ...string[]]
  const child = spawn(program, args, { env, cwd: '/', stdio: 'pipe' })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => undefined) // a command need not read its input
  if (options.input !== null) child.stdin.end(options.input ?? '')
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 120_000)
  const ending = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    // Not `close`: a shell that outlives a killed command may hold the pipes.
    child.once('exit', (code) => {
      clearTimeout(timer)
      setImmediate(() => {
        const drained = Promise.all([ended(child.stdout), ended(child.stderr)])
        void Promise.race([drained, new Promise((done) => setTimeout(done, 500))]).then(() =>
          resolve({ code: code ?? killed, stdout, stderr, took: Date.now() - started }),
        )
      })
    })
  })
  return { child, ending }
}

const ended = (stream: NodeJS.ReadableStream & { readableEnded?: boolean }): Promise<void> =>
  new Promise((resolve) => {
    if (stream.readableEnded === true) resolve()
    else stream.once('end', resolve)
  })

/** A quoted word for sh. */
export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
