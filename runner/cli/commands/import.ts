import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { drawNews } from '../../draw/news.ts'
import { causeText, exitCodes, LabError } from '../../lab-error.ts'
import { importArchive, previewImport } from '../../session/import.ts'
import type { News } from '../../session/merge-record.ts'
import { largestArchive, parseArchive } from '../../session/parse-archive.ts'
import { firstWord, type Run, type Setting } from '../command.ts'
import { makeSure } from '../make-sure.ts'

/** All bytes of a stream; LabError `import-too-large` when there is no end to it. */
async function readAll(stream: Readable, name: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > largestArchive)
      throw new LabError(
        'usage',
        'import-too-large',
        `${name} is larger than any export: more than ${largestArchive / 1024 / 1024} MiB.`,
      )
  }
  return Buffer.concat(chunks)
}

async function read(file: string, name: string): Promise<Buffer> {
  try {
    return await readAll(file === '-' ? process.stdin : createReadStream(file), name)
  } catch (error) {
    if (error instanceof LabError) throw error
    throw new LabError('usage', 'import-unreadable', `${name} cannot be read: ${causeText(error)}.`)
  }
}

function report(news: News[], written: boolean, json: boolean, { terminal }: Setting): number {
  if (json) terminal.out(`${JSON.stringify({ schemaVersion: 1, written, labs: news })}\n`)
  else if (written) terminal.out('All of it is taken in.\n')
  else terminal.out(news.length === 0 ? 'There is nothing new in it.\n' : 'Nothing was changed.\n')
  return exitCodes.pass
}

/** Takes an export in, after it has been looked at as a whole and the student has seen what it brings. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const json = call.options['json'] === true
  const file = firstWord(call)
  const name = file === '-' ? 'What comes on standard input' : file
  const archive = parseArchive(await read(file, name), name)
  const news = previewImport(places, archive, terminal)
  if (news.length === 0) return report(news, false, json, setting)
  if (!json) terminal.out(drawNews(news))
  const labs = news.map(({ lab }) => lab).join(', ')
  if (
    !(await makeSure(
      'Take all of this in?',
      `Your progress in lab ${labs} would be changed.`,
      call,
      terminal,
    ))
  )
    return report(news, false, json, setting)
  return report(importArchive(places, archive, terminal), true, json, setting)
}
