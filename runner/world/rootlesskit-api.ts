import { chmodSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { rootlessKitFolder } from './engine-quirks.ts'

/**
 * Answers for RootlessKit on a host, as engines since 28 ask: GET /v1/info (RootlessKit API 1.1). Every field is filled;
 * without a port driver the engine publishes ports by itself, as on an ordinary host.
 */
export function serveRootlessKit(host: string, childPid: number): Promise<Server> {
  const info = {
    apiVersion: '1.1.1',
    version: '2.3.0',
    stateDir: rootlessKitFolder,
    childPID: childPid,
    networkDriver: { driver: 'none', dns: [], dynamicChildIP: false },
  }
  const server = createServer((call, response) => {
    const known = call.method === 'GET' && call.url === '/v1/info'
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(known ? info : { message: 'not served' }))
  })
  const path = `/hosts/${host}${rootlessKitFolder}/api.sock`
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      // The host's root is somebody else than the world's.
      chmodSync(path, 0o666)
      resolve(server)
    })
  })
}
