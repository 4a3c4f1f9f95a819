import { createHmac } from 'node:crypto'
import type { Lab } from '../lab.ts'
import { networkOctets } from './octets.ts'
import type { DeclaredValue, OwnValue, ValueKind } from './value.ts'
import { firstWords, secondWords } from './words.ts'

/** Draws whole numbers below a bound. */
type Draw = (below: number) => number

const bytesEach = 6

/**
 * Numbers from one HMAC-SHA-256 (RFC 2104, FIPS 198-1), each from 48 bits of it: so many that no number of a range as small
 * as these comes noticeably more often than another.
 */
function drawFrom(key: Buffer, ...parts: string[]): Draw {
  const digest = createHmac('sha256', key).update(parts.join('\0')).digest()
  let used = 0
  return (below) => {
    const number = digest.readUIntBE(used, bytesEach)
    used += bytesEach
    return number % below
  }
}

const drawName = (draw: Draw): string =>
  `${firstWords[draw(firstWords.length)]}${secondWords[draw(secondWords.length)]}`

/** From 20 to 99: two digits, as wide as what mostly stands in the text, and above what Docker hands out first. */
const drawOctet = (draw: Draw): number => 20 + draw(80)

/** In 10.0.0.0/8 (RFC 1918), of which Docker takes nothing by itself and neither do lab worlds. */
const drawSubnet = (draw: Draw): string => `10.${drawOctet(draw)}.${drawOctet(draw)}.0/24`

/** Below the range from which kernels take numbers themselves, and above all that usual services have. */
const drawPort = (draw: Draw): string => String(20_000 + draw(10_000))

const octetsOfAddress = 4

function drawAddress(draw: Draw, network: string): string {
  const fixed = networkOctets(network) ?? []
  const free = Array.from({ length: octetsOfAddress - fixed.length }, () => drawOctet(draw))
  return [...fixed, ...free].join('.')
}

const draws: Record<Exclude<ValueKind, 'address'>, (draw: Draw) => string> = {
  container: drawName,
  network: drawName,
  bridge: drawName,
  subnet: drawSubnet,
  port: drawPort,
}

const drawValue = ({ kind, within = '' }: DeclaredValue, before: readonly OwnValue[], draw: Draw): string =>
  kind === 'address'
    ? drawAddress(draw, before.find(({ name }) => name === within)?.value ?? within)
    : draws[kind](draw)

/** Subnets first, since addresses may move with one. */
const inOrder = (declared: readonly DeclaredValue[]): DeclaredValue[] => [
  ...declared.filter(({ kind }) => kind === 'subnet'),
  ...declared.filter(({ kind }) => kind !== 'subnet'),
]

/**
 * A student's own values of a lab: always the same for the same key, lab and student, on every machine. A value that would be
 * another's, or one of the text's, is drawn again.
 */
export function deriveValues(
  key: Buffer,
  student: string,
  { id, values }: Pick<Lab, 'id' | 'values'>,
): OwnValue[] {
  const taken = new Set(values.map((one) => one.default))
  const own: OwnValue[] = []
  for (const one of inOrder(values))
    for (let attempt = 0; !own.some(({ name }) => name === one.name); attempt += 1) {
      const draw = drawFrom(key, 'vethlab values 1', id, student.normalize('NFC'), one.name, String(attempt))
      const value = drawValue(one, own, draw)
      if (!taken.has(value)) own.push({ ...one, value })
      taken.add(value)
    }
  return values.flatMap(({ name }) => own.filter((one) => one.name === name))
}
