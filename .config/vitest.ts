import { defineConfig } from 'vitest/config'

// Two projects: `unit` needs nothing but Node; `e2e` boots real lab worlds and takes its time.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{runner,checks,labs}/**/*.test.ts'],
          exclude: ['**/*.e2e.test.ts'],
          pool: 'threads',
          // Against a test that hangs, not against a slow machine.
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['{runner,checks,labs}/**/*.e2e.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          // Of the tests that are marked so: as many worlds as are worth running together on two cores.
          maxConcurrency: 4,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
