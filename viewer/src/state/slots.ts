// A curve as bars: the strongest of each slot of the timeline.

/** The most bars that are drawn. */
export const SLOTS = 180

/**
 * The strongest value of each of n slots from one time to another. A value holds from its sample to the next, so that a
 * slot between two samples is no hole; before the first and after the last there is none.
 */
export function strongest(t: readonly number[], v: readonly (number | null)[], from: number, to: number, n: number): number[] {
  const most = new Array<number>(n).fill(0)
  const slot = (at: number) => Math.floor(((at - from) / (to - from || 1)) * n)
  t.forEach((at, k) => {
    const value = v[k]
    if (value === null || value === undefined) return
    const next = t[k + 1]
    const first = Math.max(0, slot(at)), last = Math.min(n - 1, next === undefined ? slot(at) : Math.max(slot(at), slot(next) - 1))
    for (let s = first; s <= last; s++) most[s] = Math.max(most[s]!, value)
  })
  return most
}
