// The run that is being watched: its stream, its clock, its curves, its journal.
import * as api from '../api/client'
import type { LogEntry, Run } from '../api/types'
import type { Channel, Frame } from '../wire/channel'
import { RunStream } from '../wire/stream'
import { Playback } from './playback.svelte'
import { Series } from './series.svelte'
import { SLOTS } from './slots'

export type JournalEntry = LogEntry & { n: number }
export const ALWAYS_WANTED = ['water_depth', 'water_velocity_x', 'water_velocity_y']

/** Names of states, which jump from one to the next; a bearing has no middle between 350° and 10°. */
const STEPPED = /\.state$|^cranes\.emergency$|^(crane|approach)\/.*\.(mode|level|slew|override|stopped|guard|braking|manual)$/

export class Session {
  readonly id: string
  run = $state.raw<Run>()!
  connected = $state(false)
  retryInMs = $state(0)
  gone = $state(false)
  journal = $state.raw<JournalEntry[]>([])
  values = $state.raw<Map<string, number>>(new Map())
  channels = $state.raw<Channel[]>([])
  readonly series: Series
  readonly playback: Playback
  onAlarm: (e: JournalEntry) => void = () => {}
  onError: (text: string) => void = () => {}
  #stream: RunStream
  #n = 0
  #told = 0 // descriptions that the stream has sent
  #loadedAt = 0

  constructor(run: Run) {
    this.id = run.id
    this.run = run
    this.series = new Series(run.id)
    this.playback = new Playback((t) => this.#stream.at(t), () => this.#stream.live())
    this.#stream = new RunStream(api.address(`runs/${encodeURIComponent(run.id)}/stream`), ALWAYS_WANTED, {
      hello: (r, channels, restarted) => {
        if (restarted) {
          this.playback.reset()
          this.journal = []
        }
        this.#told++
        this.run = r
        this.channels = channels
        for (const c of channels) if (c.kind === 'scalars') c.names.forEach((n, k) => this.series.units.set(n, c.units[k] ?? ''))
        void this.series.load().catch(() => {})
      },
      run: (r) => {
        this.#told++
        if (r.state !== this.run.state && r.state !== 'running') void this.series.load().catch(() => {})
        this.run = r
      },
      frame: (f) => this.#frame(f),
      alarm: (m) => this.#note({ t_s: m.t_s, kind: 'alarm', subject: m.subject, text: m.text, level: m.level, state: m.state, cell: m.cell }, true),
      log: (m) => this.#note({ t_s: m.t_s, kind: 'event', subject: m.subject, text: m.text, cell: m.cell }, false),
      error: (text) => this.onError(text),
      link: (up, retryInMs) => {
        this.connected = up
        this.retryInMs = retryInMs
        if (!up) void this.#stillThere()
      },
    })
    this.#loadedAt = performance.now()
  }

  want(names: string[]) {
    this.#stream.want([...ALWAYS_WANTED, ...names])
  }

  close() {
    this.series.close()
    this.#stream.close()
  }

  async control(c: api.Control) {
    const told = this.#told
    const run = await api.control(this.id, c)
    if (told === this.#told) this.run = run // else the stream tells what comes of it, and may know more by now
  }

  #frame(f: Frame) {
    this.playback.take(f, performance.now())
    this.series.append(f, Math.max(this.run.frame_every_s, this.run.duration_s / SLOTS))
  }

  // What the server tells right after connecting is history, not news.
  #note(e: LogEntry, isAlarm: boolean) {
    const entry = { ...e, n: ++this.#n }
    this.journal = [entry, ...this.journal]
    const news = performance.now() - this.#loadedAt > 1500 && this.run.t_s - e.t_s < Math.max(120, this.run.rate * 4)
    if (isAlarm && news && e.state !== 'returned') this.onAlarm(entry)
  }

  async #stillThere() {
    try {
      this.run = await api.run(this.id)
    } catch (e) {
      if (e instanceof api.ApiError && e.status === 404) this.gone = true
    }
  }

  /** Brings `values` to the shown instant: levels flow between frames, states jump. */
  refreshValues() {
    const s = this.playback.shown
    if (!s) return
    const values = new Map<string, number>()
    for (const [name, a] of s.a.scalars) {
      const b = s.b.scalars.get(name) ?? a
      values.set(name, STEPPED.test(name) || !Number.isFinite(a) || !Number.isFinite(b) ? (s.mix < 0.5 ? a : b) : a + (b - a) * s.mix)
    }
    this.values = values
  }
}
