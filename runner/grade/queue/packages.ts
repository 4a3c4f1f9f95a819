import { isErrno, LabError } from '../../lab-error.ts'

/** The packages that only a queue needs. */
export interface QueuePackages {
  bullmq: typeof import('bullmq')
  ioredis: Pick<typeof import('ioredis'), 'Redis'>
}

/** The versions that this was tried with; the same as in package.json. */
export const queuePackages = ['bullmq@6.7.0', 'ioredis@6.0.0'] as const

/** Loads them, 200 ms of work that no other command does; LabError `queue-packages-missing`. */
export async function loadPackages(): Promise<QueuePackages> {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')])
    return { bullmq, ioredis }
  } catch (error) {
    if (!isErrno(error, 'ERR_MODULE_NOT_FOUND')) throw error
    throw new LabError(
      'cannotRun',
      'queue-packages-missing',
      'A queue needs two packages that are not installed here: bullmq and ioredis.',
      `In vethlab’s folder: npm install --no-save ${queuePackages.join(' ')}`,
      error,
    )
  }
}
