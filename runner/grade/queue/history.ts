import * as v from 'valibot'

/** One worker's try at a submission, as it is noted with the job. */
export const TryShape = v.object({
  worker: v.string(),
  /** What has come of it; null from when the worker has taken it until it is done with it. */
  problem: v.nullable(v.string()),
  /** Worlds that were booted for it. */
  worlds: v.number(),
})
export type Try = v.InferOutput<typeof TryShape>

/** The notes of a job, from its log's lines. */
export const readTries = (lines: readonly string[]): Try[] =>
  lines.flatMap((line) => {
    try {
      return [v.parse(TryShape, JSON.parse(line))]
    } catch {
      return [] // somebody else's
    }
  })

/** Tries that came to nothing in a worker's own words. */
export const failuresIn = (tries: readonly Try[]): Try[] => tries.filter(({ problem }) => problem !== null)

/** `Workers that took it and were not heard of again: a, b. On c: the lab world has ended.` */
export function describeTries(tries: readonly Try[]): string {
  const failures = failuresIn(tries)
  const gone = tries.filter(({ problem }) => problem === null)
  for (const { worker } of failures) {
    const own = gone.findIndex((one) => one.worker === worker)
    if (own !== -1) gone.splice(own, 1)
  }
  return [
    ...(gone.length > 0
      ? [`Workers that took it and were not heard of again: ${gone.map(({ worker }) => worker).join(', ')}.`]
      : []),
    ...failures.map(({ worker, problem }) => `On ${worker}: ${problem ?? ''}`),
  ].join(' ')
}

export const worldsIn = (tries: readonly Try[]): number =>
  tries.reduce((total, { worlds }) => total + worlds, 0)
