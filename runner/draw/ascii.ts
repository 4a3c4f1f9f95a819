/** What a terminal gets that shows ASCII alone. */

const words: Readonly<Record<string, string>> = { '…': '...', '’': "'", '“': '"', '”': '"' }
const drawn = '─│┌┐└┘├┤┬┴┼═║╔╗╚╝╡╪╌╎╳'
const inAscii = '-|+++++++++=|++++++.:x'

/** Quotation marks, apostrophes and what was left out. */
export const spellOut = (text: string): string => text.replaceAll(/[…’“”]/g, (sign) => words[sign] ?? sign)

/** The lines of a picture, each sign by one. */
export const redraw = (text: string): string =>
  text.replaceAll(/[\u2500-\u257F]/g, (sign) => inAscii[drawn.indexOf(sign)] ?? '+')
