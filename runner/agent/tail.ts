/** A byte of UTF-8 that begins no character. */
const isInner = (byte: number): boolean => (byte & 0xc0) === 0x80

/** The last bytes of what came. */
export class Tail {
  readonly #most: number
  #kept = Buffer.alloc(0)
  /** Bytes that have come. */
  total = 0

  constructor(most: number) {
    this.#most = most
  }

  add(part: Buffer): void {
    this.total += part.length
    this.#kept = Buffer.concat([this.#kept, part.subarray(-this.#most)]).subarray(-this.#most)
  }

  /** As UTF-8; half a character at the beginning is left out. */
  get text(): string {
    return this.since(0)
  }

  /** Of what came after the first `before` bytes, as much as is kept. */
  since(before: number): string {
    const bytes = this.#kept.subarray(Math.max(0, this.#kept.length - (this.total - before)))
    const start = bytes.length < this.total ? bytes.findIndex((byte) => !isInner(byte)) : 0
    return bytes.subarray(Math.max(0, start)).toString('utf8')
  }
}
