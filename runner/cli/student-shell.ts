import { readlinkSync } from 'node:fs'
import type { Lab } from '../course/lab.ts'
import { reachLabWorld, type LabWorld } from '../session/lab-world.ts'
import { runOnHost } from '../session/shell.ts'
import { ownTerminal } from '../tutor/own-terminal.ts'
import { loadPty, type OpenPty } from '../tutor/pty.ts'
import { runTutor } from '../tutor/tutor.ts'
import type { Setting } from './command.ts'
import { commands } from './commands.ts'
import { openNotebook } from './notebook.ts'
import { runCli } from './run-cli.ts'

/** The host that a student's shell is on: the lab's first. */
export const firstHost = ({ status }: Pick<LabWorld, 'status'>): string => status.hosts[0]?.name ?? 'host1'

const labFirst = new Set(commands.filter(({ args }) => /^[<[]lab/.test(args)).map(({ name }) => name))

/** `pts/3`, or what the terminal is called otherwise. */
const terminalName = (): string => {
  try {
    return readlinkSync('/proc/self/fd/0').replace(/^\/dev\//, '')
  } catch {
    return 'terminal'
  }
}

/** The shell as it is, without a tutor around it. */
async function openPlainShell(world: LabWorld, { id }: Lab, { terminal }: Setting): Promise<void> {
  const env = { TERM: terminal.env['TERM'] ?? 'dumb', VETHLAB_PROMPT: `lab ${id}` }
  const tty = process.stdin.isTTY === true && process.stdout.isTTY === true
  await runOnHost(world, { command: ['/bin/bash'], host: firstHost(world), terminal: tty, env })
}

/** What a program knows of its terminal whose output goes elsewhere. */
const piped = ({ terminal, ...rest }: Setting, out: (text: string) => void): Setting => ({
  ...rest,
  terminal: { ...terminal, out, interactive: false, colour: false },
})

async function openTutoredShell(lab: Lab, plain: boolean, setting: Setting, openPty: OpenPty): Promise<void> {
  const { terminal, places } = setting
  await runTutor({
    lab,
    name: terminalName(),
    terminal: ownTerminal(process.stdin, process.stdout),
    openPty,
    style: { colour: terminal.colour, unicode: terminal.unicode, plain },
    env: terminal.env,
    notebook: openNotebook(lab, setting),
    findWorld: () => reachLabWorld(places, lab),
    perform: (words, out) => runCli(words, out ? piped(setting, out) : setting),
    takesLab: (command) => labFirst.has(command),
    say: terminal.out,
  })
}

/** Opens the student's shell on a lab's host, with the tutor around it where there is a terminal, and waits until it is left. */
export async function openShell(world: LabWorld, lab: Lab, setting: Setting, plain = false): Promise<void> {
  const openPty = setting.terminal.interactive ? await loadPty() : undefined
  if (openPty) await openTutoredShell(lab, plain, setting, openPty)
  else await openPlainShell(world, lab, setting)
}
