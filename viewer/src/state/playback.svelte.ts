// Which instant is shown. Live: two frame intervals behind the head, so that there is always a next frame
// to move towards. Past: a local clock that asks the server for recorded frames ahead of itself.
import type { Frame } from '../wire/channel'
import type { Run } from '../api/types'
import { FrameBuffer, type Between } from './frames'

const STALE_AFTER_MS = 250
const ASK_AGAIN_MS = 2500
const CACHED_PAST_FRAMES = 14

export class Playback {
  mode = $state<'live' | 'past'>('live')
  playing = $state(false) // of the past; live playing is the run's own state
  speed = $state(60) // of the past
  stale = $state(false)
  waiting = $state(false)
  t = $state(0) // for the page: refreshed a few times a second

  now = 0 // exact
  #live = new FrameBuffer(8)
  #past = new FrameBuffer(CACHED_PAST_FRAMES)
  #answer = new Map<number, number>() // asked time → time of the frame that came
  #asked: { t: number; since: number } | null = null
  #arrived = performance.now()
  #ask: (t: number) => void
  #goLive: () => void

  constructor(ask: (t: number) => void, goLive: () => void) {
    this.#ask = ask
    this.#goLive = goLive
  }

  take(frame: Frame, nowMs: number) {
    this.#arrived = nowMs
    if (frame.past) {
      if (this.mode !== 'past') return
      this.#past.add(frame)
      if (this.#asked) this.#answer.set(this.#asked.t, frame.t_s)
      this.#asked = null
      this.#past.prune(this.now)
    } else if (this.mode === 'live') {
      if (this.#live.size === 0) this.now = frame.t_s
      this.#live.add(frame)
      this.#live.prune(frame.t_s)
    }
  }

  seek(t: number, run: Run) {
    if (this.mode === 'live') {
      this.mode = 'past'
      this.playing = false
      this.#answer.clear()
      this.#past.clear()
    }
    this.now = this.t = Math.max(run.recorded_s[0], Math.min(run.recorded_s[1], t))
    this.#asked = null
    this.#request(run, performance.now())
  }

  live() {
    this.mode = 'live'
    this.waiting = false
    this.#live.clear()
    this.#asked = null
    this.#arrived = performance.now()
    this.#goLive()
  }

  /** Forget everything: the server is another one. */
  reset() {
    this.#live.clear()
    this.#past.clear()
    this.#answer.clear()
    this.#asked = null
  }

  advance(dt_s: number, run: Run, connected: boolean, nowMs: number) {
    if (this.mode === 'live') this.#advanceLive(dt_s, run, connected, nowMs)
    else this.#advancePast(dt_s, run, nowMs)
    if (Math.abs(this.t - this.now) >= Math.max(0.5, (run.speed || 600) * 0.05) || run.state !== 'running') this.t = this.now
  }

  #advanceLive(dt: number, run: Run, connected: boolean, nowMs: number) {
    const head = this.#live.newest?.t_s
    if (head === undefined) return
    const interval = this.#live.interval() || run.frame_every_s
    const rate = run.rate > 0 ? run.rate : run.speed
    if (run.state === 'running') {
      const lag = head - this.now
      const wanted = 2 * interval
      if (lag > 5 * wanted || lag < 0) this.now = head - wanted
      else this.now = Math.min(head, this.now + rate * dt * Math.max(0, Math.min(3, 1 + (0.6 * (lag - wanted)) / wanted)))
      const due = rate > 0 ? (interval / rate) * 1000 : 0
      this.stale = this.now >= head - 1e-3 && nowMs - this.#arrived > due + STALE_AFTER_MS
    } else {
      this.now = head - this.now < 0.05 ? head : this.now + (head - this.now) * Math.min(1, dt * 5)
      this.stale = false
    }
    if (!connected) this.stale = true
  }

  #advancePast(dt: number, run: Run, nowMs: number) {
    this.stale = false
    const end = run.recorded_s[1]
    if (this.playing) {
      const next = Math.min(end, this.now + this.speed * dt)
      const from = this.#frameTime(next, run)
      this.waiting = !this.#inHand(from) || !this.#inHand(Math.min(end, from + this.#stride(run)))
      if (!this.waiting) this.now = next
      if (this.now >= end - 1e-6) {
        if (run.state === 'running' && run.mode === 'live') this.live()
        else this.playing = false
      }
    } else this.waiting = false
    if (this.mode === 'past') this.#request(run, nowMs)
  }

  // Faster play leaps over frames, so that it asks for about six a second at most.
  #stride = (run: Run) => {
    const every = run.frame_every_s || 1
    return every * Math.max(1, Math.round((this.playing ? this.speed : 0) / 6 / every))
  }
  #inHand = (t: number) => this.#past.has(this.#answer.get(t) ?? NaN)
  #frameTime = (t: number, run: Run) => {
    const from = run.recorded_s[0], s = this.#stride(run)
    return from + Math.floor((t - from) / s + 1e-9) * s
  }

  #gap = Infinity

  #request(run: Run, nowMs: number) {
    this.#gap = this.#stride(run) * 1.5
    if (this.#asked && nowMs - this.#asked.since < ASK_AGAIN_MS) return
    const t0 = this.#frameTime(this.now, run), step = this.#stride(run)
    const ahead = this.playing ? 3 : 1
    for (let k = 0; k <= ahead; k++) {
      const t = Math.min(t0 + k * step, run.recorded_s[1])
      if (this.#inHand(t)) continue
      this.#asked = { t, since: nowMs }
      this.#ask(t)
      return
    }
  }

  get shown(): Between | null {
    return this.mode === 'live' ? this.#live.around(this.now) : (this.#past.around(this.now, this.#gap) ?? this.#live.around(this.now))
  }
}
