import { json, type Command } from './command.ts'

/** The commands of who teaches, writes labs or looks after the machine. */
export const staffCommands: readonly Command[] = [
  {
    name: 'run',
    args: '<lab>',
    summary: 'play a lab from start to verdict in a world of its own, and leave nothing behind',
    options: [
      json,
      ['--variant <name>', 'another right way to do it'],
      ['--values <file>', 'with a student’s values'],
    ],
    load: () => import('./commands/run.ts'),
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
      ['--seed-by <what>', 'student: judge each by values of their own, as `lab values` gave them'],
      ['--key <file>', 'the secret from which the class has its values'],
      ['--regrade', 'grade everything again, and tell what has changed'],
      ['--no-attribution', 'do not look for the line that made a check fail'],
      [
        '--queue [url]',
        'have workers do it: redis://, rediss:// (TLS) or unix:// of a Redis server (default: VETHLAB_QUEUE)',
      ],
      [
        '--engine <version>',
        'with --queue: only by workers with this Docker Engine, as `docker version` names it',
      ],
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
      {
        name: 'report',
        args: '<report>',
        summary:
          'write the pages and tables of a report anew, as after a due date, when students may see more',
        load: () => import('./commands/grade-report.ts'),
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
  {
    name: 'worker',
    args: '',
    summary: 'for instructors: grade what `lab grade --queue` asks for, on this machine',
    details: [
      'A worker takes only submissions for the labs, checks and vethlab that it has itself, and whose labs this machine can',
      'run (`lab doctor`); others wait for another worker. Told to stop (Ctrl-C, SIGTERM), it takes nothing more and',
      'finishes what it has. What it had when it died goes to another one. An address with a password belongs into the',
      'variable VETHLAB_QUEUE: everybody on a machine sees the words of a command. Whoever may talk to the Redis server',
      'can change grades: it must not be open to students. See docs/scale.md.',
    ].join(' '),
    options: [
      ['--queue [url]', 'redis://, rediss:// (TLS) or unix:// of a Redis server (default: VETHLAB_QUEUE)'],
      ['--worlds <number>', 'grade this many submissions at once (default: as many as suit this machine)'],
      ['--name <name>', 'what it is called in messages (default: the machine’s name and a number)'],
      [
        '--heartbeat <seconds>',
        'say this often that it is there; after three times as long it counts as dead (default: 10)',
      ],
    ],
    load: () => import('./commands/worker.ts'),
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
