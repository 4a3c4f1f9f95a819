import { availableParallelism } from 'node:os'

const most = 8

/**
 * How many worlds are worth running together on this machine. Two for each core: a world often waits, for a time-out or
 * for an engine that stops. (Lab 05 on two cores: 95 s with two worlds, 74 s with three, 59 s with four.)
 */
export const worldsAtOnce = (cores = availableParallelism()): number => Math.min(most, 2 * cores)
