import type { TestProject } from 'vitest/node'
import { makeTestUsers } from './ordinary-user.ts'

/** Vitest's global set-up of the end-to-end tests; what it returns is called when all have ended. */
export default ({ config }: TestProject): (() => void) => makeTestUsers(config.maxWorkers)
