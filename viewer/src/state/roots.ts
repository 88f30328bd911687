// Alarms with one cause: the first of them, and what came of it beneath.
import type { Tier } from '../api/live'

/** As the server tells them: alarms by "point/CX1#limit", in the order in which they came up. */
export interface Root { at: string; group: string; first: string; worst: Tier; others: string[] }

export interface Folded<A> { head: A; below: A[] }

/**
 * Puts consequences beneath their root. Alarms keep their order; a family stands where the first of its members
 * would, so that the worst is on top, and is headed by the one that came up first of those that are not over.
 */
export function fold<A>(alarms: A[], keyOf: (a: A) => string, roots: Root[]): Folded<A>[] {
  const family = new Map<string, Root>()
  for (const r of roots) for (const key of [r.first, ...r.others]) family.set(key, r) // the newest that it belongs to
  const rows: Folded<A>[] = [], begun = new Map<Root, A[]>()
  for (const a of alarms) {
    const r = family.get(keyOf(a))
    const kin = r && begun.get(r)
    if (kin) { kin.push(a); continue }
    const all = [a]
    if (r) begun.set(r, all)
    rows.push({ head: a, below: all })
  }
  return rows.map(({ head, below: all }) => {
    const r = family.get(keyOf(head))
    const order = r ? [r.first, ...r.others] : []
    const first = all.reduce((x, y) => (order.indexOf(keyOf(y)) < order.indexOf(keyOf(x)) ? y : x), head)
    return { head: first, below: all.filter((a) => a !== first) }
  })
}
