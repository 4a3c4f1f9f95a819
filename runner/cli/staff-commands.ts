import type { Command } from './command.ts'

const json: [string, string] = ['--json', 'print the result as JSON (docs/schema)']

/** The commands of who teaches, writes labs or looks after the machine. */
export const staffCommands: readonly Command[] = [
  {
    name: 'run',
    args: '<lab>',
    summary: 'play a lab from start to verdict in a world of its own, and leave nothing behind',
    options: [json, ['--variant <name>', 'another right way to do it']],
    load: () => import('./commands/run.ts'),
  },
  {
    name: 'verify',
    args: '[labs...]',
    summary: 'for authors: prove a lab’s text, script and checks against each other',
    options: [
      json,
      ['--all', 'every lab of the course'],
      ['--once', 'a quick look: do not do everything twice to see whether both times agree'],
      ['--worlds <number>', 'run this many worlds at once (default: as many as suit this machine)'],
      [
        '--refresh',
        'prove nothing, but draw the labs’ pictures and goals anew (with --all, write docs/kill-matrix.md too)',
      ],
    ],
    load: () => import('./commands/verify.ts'),
  },
  {
    name: 'doctor',
    args: '',
    summary: 'test what this machine can do for the labs',
    options: [json],
    load: () => import('./commands/doctor.ts'),
  },
]
