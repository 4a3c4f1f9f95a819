import { LabAgent, readOrders } from './lab-agent.ts'
import { serveAgent } from './serve.ts'

/** The world's own process: it ends with the agent, and a leashed agent ends with the command that booted it. */
const orders = await readOrders()
if (orders.leashed) {
  process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'))
  process.stdin.resume()
}
await serveAgent(new LabAgent(orders), '/run/lab/agent.sock')
