import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command as Program, CommanderError } from 'commander'
import { projectFolder } from '../course/find-labs.ts'
import { exitCodes, LabError } from '../lab-error.ts'
import { commands } from './commands.ts'
import type { Command, Setting } from './command.ts'
import { renderError } from './render-error.ts'

const introduction =
  'Hands-on labs in Docker networking, each on a throw-away host with a Docker Engine of its own.'
const epilogue =
  '\nBegin with: lab list, then lab start 00\nExit codes: 0 all pass, 1 a check failed, 2 usage, 3 cannot run here, 4 a fault of vethlab.'

const version = (): string =>
  (JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8')) as { version: string }).version

/** What has come of a call so far. */
interface Outcome {
  code: number
  /** The command that found its words wrong: its help shows the right ones. */
  misused: string
}

const helpOf = (name: string): string => `Try: ${name} --help`

/** One of our commands as commander's, below `above`; what comes of it is noted in `outcome`. */
function declare(
  program: Program,
  command: Command,
  setting: Setting,
  outcome: Outcome,
  above = program.name(),
): void {
  const name = `${above} ${command.name}`
  const declared = program.command(`${command.name} ${command.args}`.trim())
  declared.description(command.summary).showHelpAfterError(helpOf(name))
  declared.exitOverride((error) => {
    outcome.misused = name
    throw error
  })
  if (command.details !== undefined)
    declared.addHelpText(
      'after',
      `\n${declared.createHelp().boxWrap(command.details, setting.terminal.width)}`,
    )
  for (const [flags, summary] of command.options ?? []) declared.option(flags, summary)
  declared.action(async () => {
    const { run } = await command.load()
    outcome.code = await run({ args: declared.args, options: declared.opts() }, setting)
  })
  // What stands behind the name of a command below is that one's.
  if (command.commands) declared.enablePositionalOptions()
  for (const below of command.commands ?? []) declare(declared, below, setting, outcome, name)
}

const wrongWords = ({ message }: CommanderError, { misused }: Outcome): LabError =>
  new LabError('usage', 'words-wrong', message.replace(/^error: /, ''), helpOf(misused))

/** Runs one call of `lab` and resolves to its exit code; errors are told in the terminal, never thrown. */
export async function runCli(argv: string[], setting: Setting): Promise<number> {
  const { terminal } = setting
  const json = argv.includes('--json') && !argv.includes('--')
  const outcome: Outcome = { code: exitCodes.pass, misused: 'lab' }
  const program = new Program('lab')
    .description(introduction)
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', epilogue)
    .enablePositionalOptions()
    .configureHelp({ minWidthToWrap: 10 })
    .configureOutput({
      writeOut: terminal.out,
      writeErr: json ? () => undefined : terminal.err,
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    })
    .showSuggestionAfterError()
    .showHelpAfterError(helpOf('lab'))
    .exitOverride()
  for (const command of commands) declare(program, command, setting, outcome)
  try {
    if (argv.length === 0) program.outputHelp()
    else await program.parseAsync(argv, { from: 'user' })
    return outcome.code
  } catch (error) {
    // commander has already told what was wrong with the words, or printed the help that was asked for.
    if (error instanceof CommanderError && (error.exitCode === 0 || !json))
      return error.exitCode === 0 ? exitCodes.pass : exitCodes.usage
    const told = error instanceof CommanderError ? wrongWords(error, outcome) : error
    terminal.err(renderError(told, { ...terminal, json }))
    return told instanceof LabError ? told.exitCode : exitCodes.internal
  }
}
