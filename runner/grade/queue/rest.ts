import { setTimeout } from 'node:timers/promises'

/** Waits so many milliseconds, or until the signal comes. */
export const rest = (ms: number, until: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal: until }).catch(() => undefined)

/** Resolves when the signal comes, or when `forget` is called. */
export function whenAborted(until: AbortSignal): { aborted: Promise<void>; forget: () => void } {
  let forget: () => void = () => undefined
  const aborted = new Promise<void>((resolve) => {
    forget = () => {
      until.removeEventListener('abort', forget)
      resolve()
    }
    until.addEventListener('abort', forget)
    if (until.aborted) forget()
  })
  return { aborted, forget }
}
