import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { HostSource } from '../observe/host-source.ts'
import {
  emptyHistory,
  noteAddresses,
  recordEvent,
  type DockerEvent,
  type History,
} from '../observe/history.ts'
import { parseContainer } from '../observe/parse-container.ts'
import type { EndedContainer } from '../observe/snapshot.ts'

const retryMs = 250

/** Keeps an eye on one host: what the engine and the kernel report as changed, and which containers have ended. */
export class HostWatch {
  readonly #events = new EventEmitter()
  readonly #stop = new AbortController()
  #history: History = emptyHistory
  #monitor: ChildProcess | undefined
  /** Milliseconds since the epoch of the last event seen, so that a restarted engine is asked for what was missed. */
  #seenUntil = Date.now()
  readonly #source: HostSource

  constructor(source: HostSource) {
    this.#source = source
  }

  get ended(): EndedContainer[] {
    return this.#history.ended
  }

  /** Ids of containers that somebody has attached to since they last began. */
  get attached(): string[] {
    return this.#history.attached
  }

  start(): void {
    void this.#followEngine()
    this.#followKernel()
  }

  stop(): void {
    this.#stop.abort()
    this.#monitor?.kill('SIGKILL')
  }

  /** Calls at every change from now on, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#events.on('change', listener)
    return () => void this.#events.off('change', listener)
  }

  /** Resolves at the next change, or after `timeoutMs`; true for a change. */
  nextChange(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (changed: boolean): void => {
        clearTimeout(timer)
        this.#events.off('change', onChange)
        resolve(changed)
      }
      const onChange = (): void => finish(true)
      const timer = setTimeout(() => finish(false), timeoutMs)
      this.#events.once('change', onChange)
    })
  }

  async #followEngine(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        for await (const event of this.#source.docker.events({ signal, since: this.#seenUntil })) {
          this.#history = recordEvent(this.#history, event, Date.now())
          this.#seenUntil = event.at ?? Date.now()
          this.#events.emit('change')
          void this.#readAddresses(event)
        }
      } catch {
        // The engine is stopped, or starting: a student's right. We ask again.
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }

  /** An ended container has no addresses any more, and events tell none: they are read while it runs. */
  async #readAddresses({ type, action, id, attributes }: DockerEvent): Promise<void> {
    const started = type === 'container' && action === 'start' ? id : undefined
    const plugged = type === 'network' && action === 'connect' ? attributes['container'] : undefined
    const container = started ?? plugged
    if (container === undefined) return
    try {
      const { networks } = parseContainer(await this.#source.docker.get(`/containers/${container}/json`))
      const addresses = networks.flatMap(({ address }) => address ?? [])
      if (addresses.length > 0) this.#history = noteAddresses(this.#history, container, addresses)
    } catch {
      // It has ended already, or the engine is being stopped: then its addresses are not known.
    }
  }

  /** ip-monitor(8) in the host's namespace, and by `all-nsid` in those that a veth leads to. */
  #followKernel(): void {
    if (this.#stop.signal.aborted) return
    const netns = `--net=/proc/${this.#source.pid}/ns/net`
    this.#monitor = spawn('nsenter', [netns, 'ip', '-o', 'monitor', 'all-nsid', 'link', 'address', 'route'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#monitor.stdout?.on('data', () => this.#events.emit('change'))
    this.#monitor.on('error', () => undefined) // without ip(8) nothing would have booted
    this.#monitor.on('close', () => setTimeout(() => this.#followKernel(), retryMs).unref())
  }
}
