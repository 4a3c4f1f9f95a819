import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { ExplainRequest } from '../explain/explanation.ts'
import { causeText, LabError } from '../lab-error.ts'
import type { LabAgent } from './lab-agent.ts'
import type {
  AnswerRequest,
  AttendRequest,
  CheckRequest,
  CommandReport,
  PlayRequest,
  Refusal,
  ReleaseRequest,
  SeedRequest,
  SubmissionRequest,
} from './protocol.ts'

const maxBody = 64 * 1024
/** Room for a script of 256 KiB, each byte of which may take six characters of JSON. */
const maxSubmission = 2 * 1024 * 1024
/** Room for a long transcript. */
const maxOutput = 16 * 1024 * 1024

async function readBody(call: IncomingMessage, most = maxBody): Promise<unknown> {
  let text = ''
  for await (const part of call.setEncoding('utf8')) {
    text += String(part)
    if (text.length > most) throw new LabError('usage', 'request-too-long', 'The request is too long.')
  }
  return text === '' ? {} : JSON.parse(text)
}

const sendJson = (response: ServerResponse, code: number, body: unknown): void => {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const refuse = (response: ServerResponse, error: unknown): void => {
  const known = error instanceof LabError
  const body: Refusal = {
    error: {
      code: known ? error.code : 'internal',
      message: causeText(error),
      next: known ? (error.next ?? null) : null,
    },
  }
  if (response.headersSent)
    response.end(`${JSON.stringify({ kind: 'failed', step: '', message: causeText(error) })}\n`)
  else sendJson(response, known && error.kind === 'usage' ? 400 : 500, body)
}

type Route = (call: IncomingMessage, response: ServerResponse) => Promise<void> | void

/** What the agent answers, by method and path; ./protocol.ts has the bodies. */
const routes = (agent: LabAgent): Record<string, Route> => ({
  'GET /status': (_, response) => sendJson(response, 200, agent.status),
  'GET /settled': async (_, response) => sendJson(response, 200, await agent.settled()),
  'GET /snapshot': async (_, response) => sendJson(response, 200, await agent.snapshot()),
  'GET /snapshots': async (_, response) => sendJson(response, 200, await agent.snapshots()),
  'POST /check': async (call, response) =>
    sendJson(response, 200, await agent.check((await readBody(call)) as CheckRequest)),
  'POST /submission': async (call, response) =>
    sendJson(
      response,
      200,
      await agent.submission((await readBody(call, maxSubmission)) as SubmissionRequest),
    ),
  'POST /answer': async (call, response) =>
    sendJson(response, 200, await agent.answer((await readBody(call)) as AnswerRequest)),
  'POST /command': async (call, response) =>
    sendJson(response, 200, await agent.command((await readBody(call)) as CommandReport)),
  'POST /undo': async (_, response) => sendJson(response, 200, await agent.undo()),
  'POST /explain': async (call, response) =>
    sendJson(response, 200, await agent.explain((await readBody(call)) as ExplainRequest)),
  'POST /break': async (call, response) => {
    await agent.break((await readBody(call)) as SeedRequest)
    sendJson(response, 200, {})
  },
  'POST /reveal': async (call, response) =>
    sendJson(response, 200, await agent.reveal((await readBody(call)) as SeedRequest)),
  'POST /live': async (call, response) => {
    const { step } = (await readBody(call)) as AttendRequest
    const stop = await agent.follow(step, (event) => response.write(`${JSON.stringify(event)}\n`))
    response.on('close', stop)
    if (response.destroyed) stop()
  },
  'POST /attend': async (call, response) => {
    await agent.attend(((await readBody(call)) as AttendRequest).step)
    sendJson(response, 200, {})
  },
  'POST /release': async (call, response) => {
    await agent.release((await readBody(call, maxOutput)) as ReleaseRequest)
    sendJson(response, 200, {})
  },
  'POST /play': async (call, response) => {
    const request = (await readBody(call)) as PlayRequest
    await agent.play(request, (event) => {
      if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.write(`${JSON.stringify(event)}\n`)
    })
    response.end()
  },
})

/** Serves the agent on a unix socket that only the world's owner can reach. */
export function serveAgent(agent: LabAgent, socketPath: string): Promise<Server> {
  const table = routes(agent)
  const server = createServer((call, response) => {
    const route = table[`${call.method} ${call.url}`]
    if (!route)
      return sendJson(response, 404, {
        error: { code: 'no-route', message: `${call.method} ${call.url} is not served`, next: null },
      } satisfies Refusal)
    Promise.resolve(route(call, response)).catch((error: unknown) => refuse(response, error))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, () => resolve(server))
  })
}
