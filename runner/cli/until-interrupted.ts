const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * A signal that is aborted by the first that would end this process; a second one has its usual effect. `release` gives them
 * all back.
 */
export function untilInterrupted(): { until: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const release = (): void => {
    for (const ending of endings) process.off(ending, onSignal)
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    release()
    controller.abort(new Error(`interrupted by ${signal}`))
  }
  for (const ending of endings) process.on(ending, onSignal)
  return { until: controller.signal, release }
}
