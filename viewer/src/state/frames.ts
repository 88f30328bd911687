// Frames in hand, ordered by time, and which two of them surround an instant.
import type { Frame } from '../wire/channel'

export interface Between { a: Frame; b: Frame; mix: number }

export class FrameBuffer {
  #frames: Frame[] = []
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get newest(): Frame | undefined {
    return this.#frames.at(-1)
  }

  get size() {
    return this.#frames.length
  }

  clear() {
    this.#frames = []
  }

  add(frame: Frame) {
    const k = this.#frames.findIndex((f) => f.t_s >= frame.t_s)
    if (k < 0) this.#frames.push(frame)
    else if (this.#frames[k]!.t_s === frame.t_s) this.#frames[k] = frame
    else this.#frames.splice(k, 0, frame)
  }

  /** Drops what lies farthest from t until the limit holds; what surrounds t stays. */
  prune(t: number) {
    while (this.#frames.length > this.#limit) {
      const first = this.#frames[0]!, last = this.#frames.at(-1)!
      if (t - first.t_s > last.t_s - t) this.#frames.shift()
      else this.#frames.pop()
    }
  }

  /** The usual distance in time of neighbouring frames: the median of the newest few. */
  interval(): number {
    const gaps: number[] = []
    for (let k = Math.max(1, this.#frames.length - 6); k < this.#frames.length; k++) gaps.push(this.#frames[k]!.t_s - this.#frames[k - 1]!.t_s)
    gaps.sort((x, y) => x - y)
    return gaps[gaps.length >> 1] ?? 0
  }

  /** Neighbours of t. Over gaps wider than maxGap nothing is interpolated: the earlier frame stands. */
  around(t: number, maxGap = Infinity): Between | null {
    const n = this.#frames.length
    if (n === 0) return null
    let k = 0
    while (k + 1 < n && this.#frames[k + 1]!.t_s <= t) k++
    const a = this.#frames[k]!
    const b = this.#frames[k + 1]
    if (t <= a.t_s || !b || b.t_s - a.t_s > maxGap) return { a, b: a, mix: 0 }
    return { a, b, mix: (t - a.t_s) / (b.t_s - a.t_s) }
  }

  has(t: number) {
    return this.#frames.some((f) => Math.abs(f.t_s - t) < 1e-6)
  }
}
