import { randomBytes } from 'node:crypto'
import type { Lab } from '../course/lab.ts'
import type { LiveEvent } from '../agent/protocol.ts'
import { drawTutorHelp } from '../draw/tutor-text.ts'
import type { LabWorld } from '../session/lab-world.ts'
import type { TranscriptEntry } from '../session/transcript-entry.ts'
import { enterCommand } from '../world/enter.ts'
import { worldInit } from '../world/find-worlds.ts'
import { liveLines, nothingKnown, standingAfter, stepDoneLines, stepsDone, turnsUpTo } from './live-text.ts'
import type { Mark } from './marks.ts'
import type { OwnTerminal } from './own-terminal.ts'
import type { OpenPty } from './pty.ts'
import { Recorder } from './recorder.ts'
import { openRelay, type Relay } from './relay.ts'
import { studentShell } from './student-shell.ts'
import { understand } from './typed-words.ts'

/** What a tutor notes of the student's way; where and how is not its matter. */
export interface Notebook {
  /** The step the student is at, by id; undefined when he is past the last one. */
  step: () => string | undefined
  /** These steps have been seen done. */
  done: (steps: string[]) => void
  /** A command, and what came of it. */
  write: (entry: TranscriptEntry) => void
}

export interface TutorPlan {
  lab: Lab
  /** Short name of the student's terminal, `pts/3`. */
  name: string
  terminal: OwnTerminal
  openPty: OpenPty
  style: { colour: boolean; unicode: boolean; plain: boolean }
  env: NodeJS.ProcessEnv
  notebook: Notebook
  /** The lab's world as it is now; undefined when it has ended. */
  findWorld: () => Promise<LabWorld | undefined>
  /**
   * Performs a call of `lab` with the student's terminal, and resolves to its exit code. What it prints goes to `out`
   * instead, where that is given.
   */
  perform: (words: string[], out?: Say) => Promise<number>
  takesLab: (command: string) => boolean
  say: Say
}

type Say = (text: string) => void

type Ending = 'left' | 'killed' | 'replaced' | 'gone'

const killedBySignal = 128
const refused = 2
/** So many shells that end at once are enough to see that none will stay. */
const mostKilled = 5
const shortMs = 2000
/** What becomes true before the lab is followed is taken for what has been true all along: commands wait so long for that. */
const followMs = 2000

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** One shell on one world, and everything that is said and done around it. */
class TutoredShell {
  readonly #plan: TutorPlan
  readonly #world: LabWorld
  readonly #relay: Relay
  readonly #over = new AbortController()
  readonly #recorder: Recorder
  #begun = false
  #standing = nothingKnown
  #at: string | undefined
  #saidGoodbye = false
  #quits = false
  readonly #followed: Promise<void>
  #isFollowed: () => void = () => undefined
  /** What was typed last; `reset` ends the shell before it is done itself. */
  #performed: Promise<number> = Promise.resolve(0)

  constructor(plan: TutorPlan, world: LabWorld, init: number) {
    this.#plan = plan
    this.#world = world
    this.#recorder = new Recorder({ terminal: plan.name, write: (entry) => plan.notebook.write(entry) })
    this.#followed = new Promise((resolve) => {
      this.#isFollowed = resolve
      setTimeout(resolve, followMs).unref()
    })
    const token = randomBytes(12).toString('hex')
    const { lab, terminal, openPty, env, style } = plan
    const hostEnv = {
      TERM: env['TERM'] ?? 'dumb',
      VETHLAB_PROMPT: `lab ${lab.id}`,
      VETHLAB_TOKEN: token,
      ...(env['NO_COLOR'] !== undefined && { NO_COLOR: env['NO_COLOR'] }),
    }
    this.#relay = openRelay({
      terminal,
      openPty,
      command: enterCommand({
        init,
        host: world.status.hosts[0]?.name ?? 'host1',
        command: studentShell(),
        cwd: '/',
        terminal: true,
        env: hostEnv,
      }),
      token,
      env,
      plain: style.plain,
      ready: this.#followed,
      heard: (mark) => void this.#hear(mark),
    })
  }

  async run(): Promise<Ending> {
    const { client } = this.#world
    this.#at = this.#plan.notebook.step()
    void client.follow(this.#at ?? null, (event) => this.#turn(event), this.#over.signal)
    const { exitCode, signal } = await this.#relay.ended
    this.#over.abort()
    this.#recorder.close()
    await this.#performed
    if (this.#quits) return 'left'
    const now = await this.#plan.findWorld()
    if (now === undefined) return 'gone'
    if (now.status.startedAt !== this.#world.status.startedAt) return 'replaced'
    return !this.#saidGoodbye && (signal !== 0 || exitCode > killedBySignal) ? 'killed' : 'left'
  }

  #turn(event: LiveEvent): void {
    const { lab, notebook, style } = this.#plan
    this.#isFollowed()
    const before = new Set(stepsDone(this.#standing))
    this.#standing = standingAfter(this.#standing, event)
    const done = stepsDone(this.#standing).filter((step) => !before.has(step))
    notebook.done(done)
    this.#recorder.turned(event.kind === 'turned' ? event.turns : [])
    if (event.kind === 'standing') return
    const at = notebook.step()
    const width = this.#plan.terminal.columns
    const lines = liveLines(lab, turnsUpTo(lab, at, event.turns), { ...style, width })
    if (at !== undefined && done.includes(at)) lines.push(...stepDoneLines(lab, at, width))
    this.#relay.notify(lines.map(bytesOf))
  }

  async #hear(mark: Mark): Promise<void> {
    // A shell within the shell takes its leave, too; the next prompt tells that the outer one goes on.
    this.#saidGoodbye = mark.kind === 'bye'
    if (mark.kind === 'begin') {
      this.#begun = true
      this.#recorder.begin()
    }
    if (mark.kind === 'end') await this.#ended(mark)
    if (mark.kind === 'run') await this.#answer(mark)
  }

  /** A prompt: the agent looks at what the command before it has done. An empty line is no command. */
  async #ended({ command, exitCode }: Extract<Mark, { kind: 'end' }>): Promise<void> {
    if (!this.#begun) return
    this.#begun = false
    const note = this.#recorder.command(command, exitCode)
    try {
      const { changes } = await this.#world.client.command({ terminal: this.#plan.name, command, exitCode })
      note(changes.map(({ text }) => text))
    } catch {
      // The world is being thrown away; then nobody needs to know.
    }
  }

  /** `lab …` was typed on the host. */
  async #answer(mark: Extract<Mark, { kind: 'run' }>): Promise<void> {
    const piped: string[] = []
    const out = mark.piped ? (text: string): void => void piped.push(text) : undefined
    const performed = this.#relay.aside(() => this.#perform(mark.words, out))
    this.#performed = performed
    const code = await performed
    if (this.#quits) this.#relay.kill()
    const answer = { asker: mark.asker, exitCode: code, output: piped.join('') }
    await this.#world.client.release(answer).catch(() => undefined) // its world may be gone by now
    await this.#attend().catch(() => undefined)
  }

  /** The student may have gone to another step, by a word typed here or in another terminal. */
  async #attend(): Promise<void> {
    const { lab, notebook, terminal } = this.#plan
    const at = notebook.step()
    if (at === this.#at) return
    this.#at = at
    await this.#world.client.attend(at ?? null)
    if (at !== undefined && stepsDone(this.#standing).includes(at))
      this.#relay.notify(stepDoneLines(lab, at, terminal.columns, true).map(bytesOf))
  }

  async #perform(words: string[], out?: Say): Promise<number> {
    const { lab, notebook, takesLab, perform, say } = this.#plan
    const typed = understand(words, { lab: lab.id, step: notebook.step(), takesLab })
    if (typed.kind === 'perform') return perform(typed.words, out)
    if (typed.kind === 'help') {
      const tell = out ?? say
      tell(drawTutorHelp(lab))
      return 0
    }
    if (typed.kind === 'refuse') {
      say(`lab: ${typed.why}\n`)
      return refused
    }
    this.#quits = true
    return 0
  }
}

/**
 * Sits around the student's shell until he leaves it or the lab ends. A shell that is killed is opened anew, and so is one
 * whose host has been replaced by a fresh one.
 */
export async function runTutor(plan: TutorPlan): Promise<void> {
  const { lab, say } = plan
  let killed = 0
  for (;;) {
    const world = await plan.findWorld()
    const init = world && worldInit(world.folder)
    if (!world || init === undefined) {
      say(`The host of lab ${lab.id} has ended. \`lab start ${lab.id}\` gives you a fresh one.\n`)
      return
    }
    const begun = Date.now()
    const ending = await new TutoredShell(plan, world, init).run()
    if (ending === 'left') {
      say(
        `Lab ${lab.id} goes on. Come back with \`lab start ${lab.id}\`, end it with \`lab stop ${lab.id}\`.\n`,
      )
      return
    }
    if (ending === 'replaced') say('This is a fresh host.\n')
    if (ending !== 'killed') continue
    killed = Date.now() - begun < shortMs ? killed + 1 : 1
    if (killed >= mostKilled) {
      say(`No shell stays alive on this host. \`lab reset ${lab.id}\` gives you a fresh one.\n`)
      return
    }
    say('\nYour shell was killed. Here is a new one.\n')
  }
}
