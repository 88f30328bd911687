// The curves of one run: loaded once, then lengthened by what streams.
import * as api from '../api/client'
import type { Frame } from '../wire/channel'

export class Series {
  t: number[] = []
  columns = new Map<string, (number | null)[]>()
  units = new Map<string, string>()
  version = $state(0)
  #runId: string
  #loading = false

  constructor(runId: string) {
    this.#runId = runId
  }

  async load() {
    if (this.#loading) return
    this.#loading = true
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
      this.#loading = false
    }
  }

  append(frame: Frame) {
    if (frame.past || frame.t_s <= (this.t.at(-1) ?? -Infinity) || frame.scalars.size === 0) return
    const before = this.t.length
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
