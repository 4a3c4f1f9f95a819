const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

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
    await cleanUp()
    for (const signal of endings) process.off(signal, onSignal)
    if (received !== undefined) process.kill(process.pid, received)
  }
}
