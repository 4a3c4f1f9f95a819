/** `place` says who goes before whom among those that wait: the lower one; of equals, who came first. */
export type Queue = <Result>(work: () => Promise<Result>, place?: number) => Promise<Result>

/** Does works in the order of their places, `atOnce` of them together. */
export function createQueue(atOnce: number): Queue {
  const waiting: { place: number; begin: () => void }[] = []
  let free = atOnce
  const take = (place: number): Promise<void> => {
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    return new Promise((begin) => {
      const behind = waiting.findIndex((other) => other.place > place)
      waiting.splice(behind < 0 ? waiting.length : behind, 0, { place, begin })
    })
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next.begin()
    else free += 1
  }
  return async (work, place = 0) => {
    await take(place)
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
