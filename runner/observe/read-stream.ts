import { LabError } from '../lab-error.ts'

const tooMuch = (maxBytes: number): LabError =>
  new LabError('cannotRun', 'engine-too-much', `The Docker Engine sent more than ${maxBytes} bytes at once.`)

/** A whole body. Throws LabError `engine-too-much` beyond `maxBytes`, and whatever the stream fails with. */
export async function readText(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > maxBytes) throw tooMuch(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The lines of a body without end, empty ones left out. Throws as readText does, for one line. */
export async function* readJsonLines(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<string> {
  let chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    let rest = chunk
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...chunks, rest.subarray(0, end)]).toString('utf8')
      chunks = []
      size = 0
      rest = rest.subarray(end + 1)
      if (line.trim() !== '') yield line
    }
    size += rest.length
    if (size > maxBytes) throw tooMuch(maxBytes)
    if (rest.length > 0) chunks.push(rest)
  }
  const last = Buffer.concat(chunks).toString('utf8')
  if (last.trim() !== '') yield last
}
