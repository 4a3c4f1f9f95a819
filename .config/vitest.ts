import { defineConfig } from 'vitest/config'

// These have as many worlds at once as two cores can bear (verify, again, class), or hold the whole machine against what it
// was before (traces, red-team): nothing else may run meanwhile.
const alone = ['runner/e2e/{again,class,traces,red-team}.e2e.test.ts', 'runner/verify/verify.e2e.test.ts']

const endToEnd = {
  globalSetup: 'runner/e2e/test-users.ts',
  pool: 'forks',
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // Of the tests that are marked so: as many worlds as are worth running together on two cores.
  maxConcurrency: 4,
} as const

// `unit` needs nothing but Node. `e2e` boots real lab worlds, which wait more than they work: for root three files at a time,
// each with users of its own (runner/e2e/ordinary-user.ts). `e2e-alone` comes after it, one file at a time.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{runner,checks,labs}/**/*.test.ts'],
          exclude: ['**/*.e2e.test.ts'],
          setupFiles: '.config/random.ts',
          pool: 'threads',
          // Nothing is mocked and no module does work when it is imported, so files can share what is loaded: half the time.
          isolate: false,
          // Against a test that hangs, not against a slow machine.
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['{runner,checks,labs}/**/*.e2e.test.ts'],
          exclude: alone,
          // An ordinary user has one range of ids: two files could not tell their worlds apart.
          maxWorkers: process.getuid?.() === 0 ? 3 : 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'e2e-alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
