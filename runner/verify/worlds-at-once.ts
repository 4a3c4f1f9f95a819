import { availableParallelism, totalmem } from 'node:os'

const most = 12
/** Bytes of memory that a world may take, most of it for its engine, with room for what a lab starts in it. */
const worldBytes = 400 * 1024 * 1024

interface Machine {
  cores?: number
  /** Bytes. */
  memory?: number
}

/**
 * How many worlds are worth running together on this machine. Four for each core: a world often waits, for a time-out or
 * for an engine that stops. (Lab 06 on two cores: 224 s with four worlds, 169 s with six, 150 s with eight.)
 */
export const worldsAtOnce = ({ cores = availableParallelism(), memory = totalmem() }: Machine = {}): number =>
  Math.max(1, Math.min(most, 4 * cores, Math.floor(memory / 2 / worldBytes)))
