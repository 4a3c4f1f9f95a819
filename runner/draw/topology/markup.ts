import { safeText } from '../../observe/safe-text.ts'

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for an element or an attribute of XML or HTML; what XML forbids or a reader could not see is spelled out. */
export const escapeXml = (text: string, { multiline = false } = {}): string =>
  safeText(text, { multiline }).replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** At most one decimal, so that no rounding of floating point shows. */
export const round = (value: number): number => Math.round(value * 10) / 10

type Attributes = Record<string, string | number>

const attributesOf = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`)
    .join('')

/** An element; `inner` is markup already. */
export const element = (name: string, attributes: Attributes, inner = ''): string =>
  inner === ''
    ? `<${name}${attributesOf(attributes)}/>`
    : `<${name}${attributesOf(attributes)}>${inner}</${name}>`
