export type Queue = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Does works in the order in which they come, `atOnce` of them together. */
export function createQueue(atOnce: number): Queue {
  const waiting: (() => void)[] = []
  let free = atOnce
  const take = (): Promise<void> => {
    if (free === 0) return new Promise((resolve) => waiting.push(resolve))
    free -= 1
    return Promise.resolve()
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return async (work) => {
    await take()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
