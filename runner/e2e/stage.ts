import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyPackages } from './copy-packages.ts'
import { launch, quote, type Ending, type Launch, type LaunchOptions } from './lab-cli.ts'
import { ordinaryUser, ownIds } from './ordinary-user.ts'
import { allProcesses, killIfAlive, type Process } from './processes.ts'
import { waitUntil } from './wait-until.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

/** Somebody who uses `lab`, with files of his own under the stage's folder. */
export interface Person {
  name: 'root' | 'user'
  uid: number
  /** Folder of the running worlds, as the test sees it. */
  state: string
  cache: string
  /** Folder of the progress files. */
  data: string
  env: Record<string, string>
  /** The machine's process id of a running world's init. */
  init: (world?: string) => number
  /** Every process that is his, and no other: his worlds' with all that runs in them, and his commands. */
  processes: () => Process[]
  /** The words before a command that make it this person's. */
  prefix: string[]
  /** The words that start `lab`. */
  command: string[]
  /** Starts `lab` with these words. */
  launch: (args: string[], options?: LaunchOptions) => Launch
  lab: (...args: string[]) => Promise<Ending>
  /** The same with options. */
  labWith: (options: LaunchOptions, ...args: string[]) => Promise<Ending>
  /** Runs a shell command on the host of lab 03. */
  onHost: (script: string) => Promise<Ending>
  /** Starts any program of the machine as this person. */
  start: (words: string[], options?: LaunchOptions) => Launch
  /** The same, to its end. */
  machine: (words: string[], options?: LaunchOptions) => Promise<Ending>
}

export interface Stage {
  folder: string
  /** The folder of `dist/`, copied so that a build meanwhile disturbs nothing. */
  built: string
  /** Root comes first, and only when the tests run as root. */
  people: Person[]
  user: Person
  root: Person | undefined
  /** Ends whatever still runs and removes every file. */
  close: () => Promise<void>
}

/** Ids that no machine hands out: root's worlds in these tests have them, and nothing else does. */
const rootsIds = ownIds(3_000_000_000)

const copyBuild = (folder: string, labs: readonly string[], packages: readonly string[]): string => {
  const built = join(folder, 'built')
  if (!existsSync(join(project, 'dist/cli.mjs'))) throw new Error('dist/ is missing: run `./lab setup` first')
  mkdirSync(built)
  // With the one package that is not in the build and that most commands ask for, and what the doctor names packages by.
  const others = ['node_modules/@lydell', 'package.json', 'runner/setup/packages.tsv']
  for (const name of ['dist', ...labs.map((slug) => `labs/${slug}`), ...others])
    cpSync(join(project, name), join(built, name), { recursive: true, preserveTimestamps: true })
  copyPackages(project, built, packages)
  execFileSync('chmod', ['-R', 'a+rX', built])
  return built
}

type Actor = Pick<Person, 'name' | 'uid' | 'state' | 'cache' | 'data' | 'env' | 'processes' | 'prefix'>

function createPerson(actor: Actor, built: string): Person {
  const command = [process.execPath, join(built, 'dist/cli.mjs')]
  const withEnv = ({ env = {} }: LaunchOptions): NodeJS.ProcessEnv =>
    Object.fromEntries(Object.entries({ ...actor.env, ...env }).filter(([, value]) => value !== undefined))
  const start = (words: string[], options: LaunchOptions = {}): Launch => {
    const shell = options.before === undefined ? [] : ['sh', '-c', `${options.before}\nexec "$@"`, 'sh']
    return launch([...actor.prefix, ...shell, ...words], withEnv(options), options)
  }
  const launchLab: Person['launch'] = (args, options) => start([...command, ...args], options)
  const lab: Person['lab'] = (...args) => launchLab(args).ending
  return {
    ...actor,
    command,
    init: (world = '03') => Number(readFileSync(join(actor.state, world, 'pid'), 'utf8')),
    launch: launchLab,
    lab,
    labWith: (options, ...args) => launchLab(args, options).ending,
    onHost: (script) => lab('shell', '03', '--', 'bash', '-c', script),
    start,
    machine: (words, options) => start(words, options).ending,
  }
}

const baseEnv = (home: string): Record<string, string> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: home,
  LANG: 'C.UTF-8',
  TERM: 'dumb',
})

/**
 * Root, in a mount namespace of his own: /run/vethlab is a fresh folder there, so that labs which somebody has started
 * as root are not touched, and /etc/subuid gives root a range that nobody else has. It lives as long as `keeper`.
 */
async function enterRoot(folder: string): Promise<Actor & { keeper: ChildProcess }> {
  const ids = join(folder, 'root-ids')
  writeFileSync(ids, `root:${rootsIds[0]}:${rootsIds[1] - rootsIds[0]}\n`)
  const script = `set -e
mkdir -p /run/vethlab
mount -t tmpfs -o mode=711 tmpfs /run/vethlab
mount --bind ${quote(ids)} /etc/subuid
mount --bind ${quote(ids)} /etc/subgid
echo ready
exec cat`
  const keeper = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(keeper.stdout, 'data')
  const pid = Number(keeper.pid)
  const home = join(folder, 'root-home')
  const cache = join(folder, 'root-cache')
  mkdirSync(home, { mode: 0o700 })
  const space = allProcesses().find((one) => one.pid === pid)?.mountNamespace
  return {
    keeper,
    name: 'root',
    uid: 0,
    state: `/proc/${pid}/root/run/vethlab`,
    cache,
    data: join(home, '.local/share/vethlab'),
    env: { ...baseEnv(home), VETHLAB_CACHE: cache },
    processes: () =>
      allProcesses().filter(
        (one) =>
          one.pid !== pid &&
          (isBetween(one.uid, rootsIds) || (one.uid === 0 && one.mountNamespace === space)),
      ),
    prefix: ['nsenter', `--mount=/proc/${pid}/ns/mnt`, '--'],
  }
}

const isBetween = (id: number, [first, behind]: [number, number]): boolean => id >= first && id < behind

/** The ordinary user, with XDG_RUNTIME_DIR set as after a login. */
function enterUser(folder: string): Actor {
  const user = ordinaryUser()
  const home = join(folder, 'user-home')
  const runtime = join(folder, 'user-run')
  for (const path of [home, runtime]) {
    mkdirSync(path, { mode: 0o700 })
    if (process.getuid?.() === 0) chownSync(path, user.uid, user.gid)
  }
  const isMe = process.getuid?.() === user.uid
  const isHis = ({ uid, command }: Process): boolean =>
    isBetween(uid, user.subordinate) || (uid === user.uid && (!isMe || command.includes('vethlab')))
  // Who runs the tests as himself may have labs of his own.
  const others = new Set(
    isMe
      ? allProcesses()
          .filter(isHis)
          .map(({ pid }) => pid)
      : [],
  )
  return {
    name: 'user',
    uid: user.uid,
    state: join(runtime, 'vethlab'),
    cache: join(home, '.cache/vethlab'),
    data: join(home, '.local/share/vethlab'),
    env: { ...baseEnv(home), USER: user.name, XDG_RUNTIME_DIR: runtime },
    processes: () => allProcesses().filter((one) => isHis(one) && !others.has(one.pid)),
    prefix: isMe ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--'],
  }
}

const endAll = async (person: Person): Promise<void> => {
  await person.lab('stop', '--all').catch(() => undefined) // what is left then is ended one by one
  await waitUntil(`the processes of ${person.name} have ended`, () => {
    const left = person.processes()
    for (const { pid } of left) killIfAlive(pid)
    return left.length === 0
  })
}

/**
 * Sets up everything that the tests of one file need: a copy of the build, root, an ordinary user. Of the labs it has
 * the one that most tests are about, as the others may be half-written; `packages` are those that need not be installed.
 */
export async function openStage(
  labs: readonly string[] = ['03-manual-wiring'],
  packages: readonly string[] = [],
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-e2e-'))
  chmodSync(folder, 0o755)
  const built = copyBuild(folder, labs, packages)
  const actor = enterUser(folder)
  const rootActor = process.getuid?.() === 0 ? await enterRoot(folder) : undefined
  const user = createPerson(actor, built)
  const root = rootActor && createPerson(rootActor, built)
  const people = root ? [root, user] : [user]
  const close = async (): Promise<void> => {
    try {
      for (const person of people) await endAll(person)
    } finally {
      rootActor?.keeper.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return { folder, built, people, user, root, close }
}
