const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const longEnoughMs = 5000

/** Lets a signal have its usual effect. It need not come before the next line does, so that line is not reached. */
async function dieOf(signal: NodeJS.Signals): Promise<void> {
  process.kill(process.pid, signal)
  await new Promise((resolve) => setTimeout(resolve, longEnoughMs))
}

/** Work that is still making what is cleaned up comes to its end when that is gone; only then all of it can be. */
async function windUp(working: Promise<unknown>, cleanUp: () => Promise<void>): Promise<void> {
  const over = working.then(
    () => undefined,
    () => undefined,
  )
  await cleanUp().catch(() => undefined) // tried again when the work is over
  await Promise.race([over, new Promise((resolve) => setTimeout(resolve, longEnoughMs))])
}

/**
 * Does `work`, then cleans up. A signal that would end this process meanwhile stops the waiting, and has its usual effect
 * as soon as all is clean. A second one does not wait.
 */
export async function cleaningUp<Result>(
  work: () => Promise<Result>,
  cleanUp: () => Promise<void>,
): Promise<Result> {
  let received: NodeJS.Signals | undefined
  let onSignal: (signal: NodeJS.Signals) => void = () => undefined
  const interrupted = new Promise<never>((_, reject) => {
    onSignal = (signal) => {
      received = signal
      reject(new Error(`interrupted by ${signal}`))
    }
  })
  for (const signal of endings) process.once(signal, onSignal)
  const working = work()
  // Whichever of the two comes second is nobody's any more.
  for (const late of [working, interrupted]) late.catch(() => undefined)
  try {
    return await Promise.race([working, interrupted])
  } finally {
    if (received !== undefined) await windUp(working, cleanUp)
    await cleanUp()
    for (const signal of endings) process.off(signal, onSignal)
    if (received !== undefined) await dieOf(received)
  }
}

/**
 * The same for one of many works in a process whose signals are somebody else's affair: `until` stops the waiting, and its
 * reason is thrown as soon as all is clean.
 */
export async function cleaningUpWhen<Result>(
  until: AbortSignal,
  work: () => Promise<Result>,
  cleanUp: () => Promise<void>,
): Promise<Result> {
  until.throwIfAborted()
  let onAbort: () => void = () => undefined
  const interrupted = new Promise<never>((_, reject) => {
    onAbort = () => reject(until.reason as Error)
  })
  until.addEventListener('abort', onAbort)
  const working = work()
  for (const late of [working, interrupted]) late.catch(() => undefined)
  try {
    return await Promise.race([working, interrupted])
  } finally {
    until.removeEventListener('abort', onAbort)
    if (until.aborted) await windUp(working, cleanUp)
    await cleanUp()
  }
}
