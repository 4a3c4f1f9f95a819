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

/** One of our commands as commander's; what it returns goes to `finish`. */
function declare(program: Program, command: Command, setting: Setting, finish: (code: number) => void): void {
  const declared = program.command(`${command.name} ${command.args}`.trim())
  declared.description(command.summary)
  if (command.details !== undefined)
    declared.addHelpText(
      'after',
      `\n${declared.createHelp().boxWrap(command.details, setting.terminal.width)}`,
    )
  for (const [flags, summary] of command.options ?? []) declared.option(flags, summary)
  declared.action(async () => {
    const { run } = await command.load()
    finish(await run({ args: declared.args, options: declared.opts() }, setting))
  })
}

const wrongWords = ({ message }: CommanderError): LabError =>
  new LabError('usage', 'words-wrong', message.replace(/^error: /, ''), 'Try: lab --help')

/** Runs one call of `lab` and resolves to its exit code; errors are told in the terminal, never thrown. */
export async function runCli(argv: string[], setting: Setting): Promise<number> {
  const { terminal } = setting
  const json = argv.includes('--json') && !argv.includes('--')
  let code: number = exitCodes.pass
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
    .showHelpAfterError('Try: lab --help')
    .exitOverride()
  for (const command of commands) declare(program, command, setting, (result) => (code = result))
  try {
    if (argv.length === 0) program.outputHelp()
    else await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    // commander has already told what was wrong with the words, or printed the help that was asked for.
    if (error instanceof CommanderError && (error.exitCode === 0 || !json))
      return error.exitCode === 0 ? exitCodes.pass : exitCodes.usage
    const told = error instanceof CommanderError ? wrongWords(error) : error
    terminal.err(renderError(told, { ...terminal, json }))
    return told instanceof LabError ? told.exitCode : exitCodes.internal
  }
}
