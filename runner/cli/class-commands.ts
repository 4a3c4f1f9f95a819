import { json, type Command } from './command.ts'

/** What is about handing in and grading. */
export const classCommands: readonly Command[] = [
  {
    name: 'submit',
    args: '<lab>',
    summary: 'make a bundle of what you have done in a started lab, to be handed in',
    options: [
      ['--out <file>', 'where to (default: lab-03.vethlab, with the lab’s number)'],
      ['--yes', 'do not ask before a file is replaced'],
      json,
    ],
    load: () => import('./commands/submit.ts'),
  },
  {
    name: 'grade',
    args: '<lab> <submissions>',
    summary: 'for instructors: run each submission of a folder on a host of its own, and judge it',
    options: [
      [
        '--out <folder>',
        'where the report goes (default: beside the submissions, with -report behind the name)',
      ],
      ['--roster <file>', 'CSV with the columns student, name, email, id, due, extension, submitted'],
      ['--marks <file>', 'YAML with points, weights, visibility and the late rule'],
      ['--worlds <number>', 'run this many worlds at once (default: as many as suit this machine)'],
      ['--time <seconds>', 'stop a submission after this long (default: 120)'],
      ['--shard <i/n>', 'grade only the i-th of n parts'],
      ['--regrade', 'grade everything again, and tell what has changed'],
      ['--seed-by <what>', 'student: judge each by values of their own, as `lab values` gave them'],
      ['--key <file>', 'the secret from which a class has its values'],
      ['--no-attribution', 'do not look for the line that made a check fail'],
      json,
    ],
    load: () => import('./commands/grade.ts'),
    commands: [
      {
        name: 'merge',
        args: '<reports...>',
        summary: 'join the reports of several shards',
        options: [['--out <folder>', 'where the joined report goes'], json],
        load: () => import('./commands/grade-merge.ts'),
      },
      {
        name: 'explain',
        args: '<report> <student> [check]',
        summary: 'say why a check of a student’s did not pass: the line, the diagnosis, what was seen',
        options: [json],
        load: () => import('./commands/grade-explain.ts'),
      },
    ],
  },
  {
    name: 'values',
    args: '[lab]',
    summary: 'for instructors: give each student names, addresses and ports of their own',
    options: [
      ['--new-key <file>', 'make the secret from which a class has its values'],
      ['--key <file>', 'the secret of this class'],
      ['--roster <file>', 'CSV with the column student'],
      ['--out <folder>', 'write NAME.values.json and NAME.md for each student'],
      json,
    ],
    load: () => import('./commands/values.ts'),
  },
]
