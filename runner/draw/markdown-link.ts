import { safeText } from '../observe/safe-text.ts'

const schemes = new Set(['http:', 'https:', 'mailto:'])

/** No address holds a control or a backslash: such a one would lead elsewhere than it seems to. */
const isDubious = (href: string): boolean =>
  href.includes('\\') || safeText(href, { multiline: false }) !== href

/** Where a link leads, safe to show; undefined for a relative link and for every scheme but http, https and mailto. */
export function linkTarget(href: string): string | undefined {
  if (isDubious(href) || !URL.canParse(href)) return undefined
  return schemes.has(new URL(href).protocol) ? href : undefined
}

/** OSC 8 around `text`. The address is in the form a browser sends: ASCII, nothing that could end the sequence. */
export function hyperlink(text: string, target: string): string {
  return `\u001b]8;;${new URL(target).href}\u001b\\${text}\u001b]8;;\u001b\\`
}

/** True when the text is the address already, as people write it (`www.example.org`, `me@example.org`). */
export function showsTarget(text: string, target: string): boolean {
  const short = (address: string): string =>
    address.replace(/^(?:mailto:|https?:\/\/)/, '').replace(/\/$/, '')
  return short(text) === short(target)
}
