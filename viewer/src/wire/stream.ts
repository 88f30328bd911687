// One WebSocket for the watched run: reconnects, resumes, acknowledges, hands out frames in order.
import { FrameAssembler, MissingBase, type Channel, type Frame } from './channel'
import { door } from '../api/door.svelte'
import type { AlarmMessage, LogMessage, Run, ServerMessage } from '../api/types'

/** The code with which the server ends the sockets of who has lost a right. */
export const RIGHTS_CHANGED = 1008

export interface StreamHandlers {
  hello(run: Run, channels: Channel[], restarted: boolean): void
  run(run: Run): void
  frame(frame: Frame): void
  alarm(message: AlarmMessage): void
  log(message: LogMessage): void
  error(text: string): void
  link(up: boolean, retryInMs: number): void
}

const FIRST_RETRY_MS = 400
const LAST_RETRY_MS = 6000

export class RunStream {
  #url: string
  #on: StreamHandlers
  #ws: WebSocket | null = null
  #closed = false
  #retryMs = FIRST_RETRY_MS
  #timer: ReturnType<typeof setTimeout> | undefined
  #epoch = ''
  #reliableSeq = 0
  #channels: Channel[] = []
  #wanted: Set<string>
  #pastAt: number | null = null
  #assembler: FrameAssembler | null = null
  #queue: Promise<void> = Promise.resolve()

  /** `wanted` names fields; all scalars, poses and paths are always wanted. */
  constructor(url: URL, wanted: Iterable<string>, on: StreamHandlers) {
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    this.#url = url.href
    this.#wanted = new Set(wanted)
    this.#on = on
    this.#connect()
  }

  want(names: Iterable<string>) {
    this.#wanted = new Set(names)
    this.#subscribe()
  }

  at(t_s: number) {
    this.#pastAt = t_s
    this.#send({ type: 'at', t_s })
  }

  live() {
    this.#pastAt = null
    this.#send({ type: 'live' })
  }

  close() {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#ws?.close()
  }

  #send(message: unknown) {
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.send(JSON.stringify(message))
  }

  #subscribe(without = -1) {
    const channels = this.#channels
      .filter((c) => c.id !== without && (c.kind === 'scalars' || c.kind === 'poses' || c.kind === 'paths' || (c.kind === 'field' && this.#wanted.has(c.name))))
      .map((c) => c.id)
    if (this.#channels.length > 0) this.#send({ type: 'subscribe', channels })
  }

  #connect() {
    const ws = new WebSocket(this.#url, 'shapan.v1')
    ws.binaryType = 'arraybuffer'
    this.#ws = ws
    ws.onopen = () => {
      if (this.#epoch) this.#send({ type: 'resume', epoch: this.#epoch, seq: this.#reliableSeq })
    }
    ws.onmessage = (m) => {
      if (ws !== this.#ws) return
      if (typeof m.data === 'string') this.#text(JSON.parse(m.data) as ServerMessage)
      else this.#queue = this.#queue.then(() => this.#binary(ws, m.data as ArrayBuffer))
    }
    ws.onclose = (e) => {
      if (this.#closed || ws !== this.#ws) return
      if (e.code === RIGHTS_CHANGED) { door.close(); return }
      this.#on.link(false, this.#retryMs)
      this.#timer = setTimeout(() => this.#connect(), this.#retryMs * (0.8 + 0.4 * Math.random()))
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 1.7)
    }
  }

  #text(m: ServerMessage) {
    switch (m.type) {
      case 'hello': {
        const restarted = this.#epoch !== '' && this.#epoch !== m.epoch
        if (restarted) this.#reliableSeq = 0
        this.#epoch = m.epoch
        this.#channels = m.channels
        this.#assembler = new FrameAssembler(m.channels)
        this.#retryMs = FIRST_RETRY_MS
        this.#on.link(true, 0)
        this.#on.hello(m.run, m.channels, restarted)
        this.#subscribe()
        if (this.#pastAt !== null) this.#send({ type: 'at', t_s: this.#pastAt })
        return
      }
      case 'run':
        return this.#on.run(m.run)
      case 'alarm':
      case 'log':
        if (m.seq <= this.#reliableSeq) return // came before the line broke
        this.#reliableSeq = m.seq
        return m.type === 'alarm' ? this.#on.alarm(m) : this.#on.log(m)
      case 'error':
        return this.#on.error(m.text)
    }
  }

  async #binary(ws: WebSocket, message: ArrayBuffer) {
    if (ws !== this.#ws || !this.#assembler) return
    try {
      const frame = await this.#assembler.accept(message)
      if (!frame || ws !== this.#ws) return
      this.#send({ type: 'ack', seq: frame.seq })
      this.#on.frame(frame)
    } catch (e) {
      if (e instanceof MissingBase) {
        this.#subscribe(e.channel) // off and on again: the channel starts with a key
        this.#subscribe()
      } else this.#on.error(e instanceof Error ? e.message : String(e))
    }
  }
}
