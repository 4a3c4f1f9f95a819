import { defineConfig } from 'vitest/config'

// The checks of a lab that runs, each of them a test: LAB=03 npx vitest run --config .config/vitest.lab.ts
export default defineConfig({
  test: {
    name: 'lab',
    include: ['runner/grade/as-tests/running-lab.ts'],
    pool: 'threads',
    // All tests are one look at the host, which waits for answers that never come.
    hookTimeout: 120_000,
  },
})
