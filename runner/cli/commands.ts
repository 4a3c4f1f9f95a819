import type { Command } from './command.ts'

const json: [string, string] = ['--json', 'print the result as JSON (docs/schema)']

/** Every command, in the order a student meets them. */
export const commands: readonly Command[] = [
  {
    name: 'list',
    args: '',
    summary: 'show the labs of the course',
    options: [json],
    load: () => import('./commands/list.ts'),
  },
  {
    name: 'start',
    args: '<lab>',
    summary: 'start a lab, or come back to it: its walkthrough, and a shell on its host',
    options: [['--detach', 'only start it; enter with `lab shell`']],
    load: () => import('./commands/start.ts'),
  },
  {
    name: 'read',
    args: '<lab> [step]',
    summary: 'print a lab’s walkthrough, or one step of it',
    load: () => import('./commands/read.ts'),
  },
  {
    name: 'shell',
    args: '<lab> [command...]',
    summary: 'open a shell on a started lab’s host, or run one command there (after --)',
    options: [
      ['-c, --container <name>', 'inside this container’s network namespace'],
      ['-n, --host <name>', 'on this host, where a lab has several'],
    ],
    load: () => import('./commands/shell.ts'),
  },
  {
    name: 'check',
    args: '<lab>',
    summary: 'see which steps of a started lab are done',
    options: [
      json,
      ['--wait <seconds>', 'wait this long for what is not done yet'],
      ['--evidence', 'show what was looked at'],
    ],
    load: () => import('./commands/check.ts'),
  },
  {
    name: 'topo',
    args: '<lab>',
    summary: 'draw the network of a started lab as it is now, and its goal',
    options: [
      ['--diff', 'mark what differs from the goal, and draw that beside it'],
      ['--goal', 'draw the goal: the network of the solved lab'],
      ['--ascii', 'without box-drawing characters'],
      ['--svg <file>', 'write an SVG to this file instead'],
      ['--mermaid', 'print a Mermaid flowchart instead'],
      json,
    ],
    load: () => import('./commands/topo.ts'),
  },
  {
    name: 'chart',
    args: '<lab>',
    summary: 'draw what was measured on a started lab’s host, as a table and as bars',
    options: [
      ['--ascii', 'without block characters'],
      ['--svg <file>', 'write an SVG to this file instead'],
      json,
    ],
    load: () => import('./commands/chart.ts'),
  },
  {
    name: 'hint',
    args: '<lab> [step]',
    summary: 'a hint for the step you are at; ask again for the next rung',
    options: [json, ['--rung <number>', 'show this rung: 1 where to look, 2 what is missing, 3 the command']],
    load: () => import('./commands/hint.ts'),
  },
  {
    name: 'solve',
    args: '<lab> [step]',
    summary: 'have one step done for you (the first that is not done)',
    options: [['--all', 'all that is left']],
    load: () => import('./commands/solve.ts'),
  },
  {
    name: 'goto',
    args: '<lab> <step>',
    summary: 'a fresh lab in which all that comes before this step has been done for you',
    options: [
      ['--detach', 'only make it; enter with `lab shell`'],
      ['--yes', 'do not ask before a running host is thrown away'],
      json,
    ],
    load: () => import('./commands/goto.ts'),
  },
  {
    name: 'break',
    args: '<lab>',
    summary: 'a fresh lab, all done, with something wrong in it: find it and mend it',
    options: [
      ['--seed <number>', 'the same seed breaks the same thing; by chance when it is not given'],
      ['--reveal', 'tell what is wrong in the game that is played'],
      ['--detach', 'only make it; enter with `lab shell`'],
      ['--yes', 'do not ask before a running host is thrown away'],
      json,
    ],
    load: () => import('./commands/break.ts'),
  },
  {
    name: 'ask',
    args: '<lab> [question] [answer]',
    summary: 'the lab’s questions; your answer is held against your own host',
    options: [json],
    load: () => import('./commands/ask.ts'),
  },
  {
    name: 'status',
    args: '[lab]',
    summary: 'which labs run, and how far you are',
    options: [json],
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'reset',
    args: '<lab>',
    summary: 'throw a lab’s host away and start anew',
    options: [['--yes', 'do not ask']],
    load: () => import('./commands/reset.ts'),
  },
  {
    name: 'stop',
    args: '[lab]',
    summary: 'end a lab; its host and all that is on it is gone',
    options: [['--all', 'all labs that run']],
    load: () => import('./commands/stop.ts'),
  },
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
