import type { OwnValue } from './value.ts'

/**
 * What may be a value in a text: an IPv4 address, or a word with its hyphens. `to-box`, `busybox` and `--box` are words of
 * their own, `$box`, `pid_box` and `8080->80` are several.
 */
export const tokens = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)|-*[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*/g

const networkOf = (address: string): string => address.split('.').slice(0, 3).join('.')

/** What stands for a token of the course's text in a student's own; most tokens stay as they are. */
export function ownToken(own: readonly OwnValue[]): (token: string) => string {
  const exact = new Map(
    own.filter(({ kind }) => kind !== 'subnet').map((one) => [one.default, one.value] as const),
  )
  const subnets = new Map(
    own
      .filter(({ kind }) => kind === 'subnet')
      .map((one) => [networkOf(one.default), networkOf(one.value)] as const),
  )
  return (token) => {
    const found = exact.get(token)
    if (found !== undefined) return found
    // An address in a subnet of one's own moves with it, and keeps its place there.
    const moved = /^[\d.]+$/.test(token) ? subnets.get(networkOf(token)) : undefined
    return moved === undefined ? token : `${moved}${token.slice(token.lastIndexOf('.'))}`
  }
}

/** A text, or a command, with a student's own values in the place of the course's. */
export function substitution(own: readonly OwnValue[]): (text: string) => string {
  if (own.length === 0) return (text) => text
  const become = ownToken(own)
  return (text) => text.replaceAll(tokens, become)
}
