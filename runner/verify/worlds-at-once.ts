import { availableParallelism } from 'node:os'

const most = 8

/** How many worlds are worth running together on this machine. */
export const worldsAtOnce = (cores = availableParallelism()): number => Math.min(most, cores)
