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

const ONE_CAUSE_MS = 600_000

/**
 * Alarms come faster than the server can be asked which belong together. Until it has told, a new one is taken to the
 * newest root of its group, or to the first new one of it: so a flood does not spread over the list and fold up again.
 */
export function withFresh(roots: Root[], alarms: { key: string; group: string; since: string }[], now = Date.now()): Root[] {
  const known = new Set(roots.flatMap((r) => [r.first, ...r.others]))
  const all = new Map<string, Root>()
  for (const r of roots) all.set(r.group, r) // the newest of each
  const changed = new Map<string, Root>()
  const fresh = alarms.filter((a) => a.group && !known.has(a.key) && now - Date.parse(a.since) < ONE_CAUSE_MS)
  for (const a of fresh.sort((x, y) => Date.parse(x.since) - Date.parse(y.since))) {
    let r = changed.get(a.group)
    if (!r) {
      const newest = all.get(a.group), near = newest && now - Date.parse(newest.at) < ONE_CAUSE_MS
      r = near ? { ...newest, others: [...newest.others] } : { at: a.since, group: a.group, first: '', worst: 'none', others: [] }
      changed.set(a.group, r)
    }
    if (r.first === '') r.first = a.key
    else r.others.push(a.key)
  }
  return [...roots.filter((r) => !changed.has(r.group) || all.get(r.group) !== r || changed.get(r.group)!.first !== r.first), ...changed.values()]
}
