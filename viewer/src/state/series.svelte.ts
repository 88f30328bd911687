// The curves of one run: loaded once, then lengthened by what streams. Who draws slowly is sent fewer frames; what he
// missed is asked for.
import * as api from '../api/client'
import type { Frame } from '../wire/channel'

/** How long after a gap it is asked for, at the least; longer where the answer takes long. */
const MEND_AFTER_MS = 1500

export class Series {
  t: number[] = []
  columns = new Map<string, (number | null)[]>()
  units = new Map<string, string>()
  version = $state(0)
  #runId: string
  #loading: Promise<void> | null = null
  #again = false // asked for while it was loading: the answer may be too old
  #mending: ReturnType<typeof setTimeout> | undefined
  #took_ms = 0
  #closed = false

  constructor(runId: string) {
    this.#runId = runId
  }

  load(): Promise<void> {
    if (this.#loading) {
      this.#again = true
      return this.#loading
    }
    return (this.#loading = this.#fetch())
  }

  close() {
    this.#closed = true
    clearTimeout(this.#mending)
  }

  #mend(after_ms = MEND_AFTER_MS) {
    if (this.#mending !== undefined || this.#closed) return
    this.#mending = setTimeout(() => {
      this.#mending = undefined
      this.load().catch(() => this.#mend(4 * MEND_AFTER_MS))
    }, Math.max(after_ms, 4 * this.#took_ms))
  }

  async #fetch() {
    const began = performance.now()
    try {
      const answer = await api.series(this.#runId)
      const tail = this.t.findIndex((t) => t > (answer.t_s.at(-1) ?? -Infinity))
      const keptT = tail < 0 ? [] : this.t.slice(tail)
      const columns = new Map<string, (number | null)[]>()
      for (const [name, s] of Object.entries(answer.series)) {
        const old = this.columns.get(name)
        columns.set(name, [...s.values, ...(tail < 0 ? [] : keptT.map((_, k) => old?.[tail + k] ?? null))])
        this.units.set(name, s.unit)
      }
      this.t = [...answer.t_s, ...keptT]
      this.columns = columns
      this.version++
    } finally {
      this.#took_ms = performance.now() - began
      this.#loading = null
      if (this.#again) {
        this.#again = false
        this.#mend(0)
      }
    }
  }

  /** Takes a frame that streamed in. Where it lies further from the one before than widest_s, some were missed. */
  append(frame: Frame, widest_s = Infinity) {
    if (frame.past || frame.t_s <= (this.t.at(-1) ?? -Infinity) || frame.scalars.size === 0) return
    const before = this.t.length
    if (before > 0 && frame.t_s - this.t[before - 1]! > widest_s) this.#mend()
    this.t.push(frame.t_s)
    for (const [name, v] of frame.scalars) {
      let column = this.columns.get(name)
      if (!column) this.columns.set(name, (column = new Array<null>(before).fill(null)))
      column.push(Number.isFinite(v) ? v : null)
    }
    for (const column of this.columns.values()) if (column.length < this.t.length) column.push(null)
    this.version++
  }

  /** Index of the last sample at or before t; -1 before the first. */
  indexAt(t: number): number {
    let lo = 0, hi = this.t.length
    while (lo < hi) {
      const mid = (lo + hi) >> 1
      if (this.t[mid]! <= t) lo = mid + 1
      else hi = mid
    }
    return lo - 1
  }

  valueAt(name: string, t: number): number | null {
    return this.columns.get(name)?.[this.indexAt(t)] ?? null
  }

  maxOf(name: string): { value: number; t: number } | null {
    let best: { value: number; t: number } | null = null
    this.columns.get(name)?.forEach((v, k) => {
      if (v !== null && (!best || v > best.value)) best = { value: v, t: this.t[k]! }
    })
    return best
  }

  /** First time a curve is above a limit. */
  firstAbove(name: string, limit: number): number | null {
    const k = this.columns.get(name)?.findIndex((v) => v !== null && v > limit) ?? -1
    return k < 0 ? null : this.t[k]!
  }
}
