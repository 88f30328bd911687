// What the site wall makes of the points of a site.
import type { Rule } from '../api/live'

/** Tiers from none to the worst, as the server names them. */
export const TIERS = ['none', 'notice', 'warning', 'danger'] as const
export type Tier = (typeof TIERS)[number]

export interface WallPoint {
  id: string
  name?: { zh: string; en: string }
  unit?: string
  position: [number, number, number]
  cell?: string
  rules: Rule[]
  status: { value?: number; outlook?: { next?: string; likely_s?: number }; tier: string; fault?: string; limit_alarm: { phase: string; shown: boolean }; sensor_alarm?: { phase: string; shown: boolean } }
}

/** 0 none … 3 danger. */
export const tierOf = (p: WallPoint): number => Math.max(0, TIERS.indexOf(p.status.tier as Tier))

export function tally(points: WallPoint[]) {
  const tiers = TIERS.map((_, k) => points.filter((p) => tierOf(p) === k).length)
  return { tiers, faulty: points.filter((p) => p.status.fault).length, unheard: points.filter((p) => p.status.value === undefined).length, unseen: points.flatMap((p) => [p.status.limit_alarm, p.status.sensor_alarm]).filter((a) => a?.shown && a.phase === 'unacknowledged').length }
}

/** The cells of the city in which something is not as it should be, the worst first. */
export function cellsOf(points: WallPoint[]) {
  const cells = new Map<string, { code: string; worst: number; count: number }>()
  for (const p of points) {
    const tier = tierOf(p)
    if (!p.cell || tier === 0) continue
    const c = cells.get(p.cell) ?? { code: p.cell, worst: 0, count: 0 }
    c.worst = Math.max(c.worst, tier)
    c.count++
    cells.set(p.cell, c)
  }
  return [...cells.values()].sort((a, b) => b.worst - a.worst || b.count - a.count || a.code.localeCompare(b.code))
}

/** Points that are not as they should be, the worst first: a tier before a fault, what is nearer to the next before what is not. */
export function worstOf(points: WallPoint[]): WallPoint[] {
  const soon = (p: WallPoint) => p.status.outlook?.likely_s ?? Infinity
  return points.filter((p) => tierOf(p) > 0 || p.status.fault).sort((a, b) => tierOf(b) - tierOf(a) || (soon(a) === soon(b) ? 0 : soon(a) - soon(b)) || a.id.localeCompare(b.id))
}

/** The square of the site that the wall shows, y pointing down: what is measured and dug, with some of its surroundings; without either the whole. */
export function frameOf(site: { grid: { x0: number; y0: number; nx: number; ny: number; cell: number }; features: { kind: string; rings: readonly (readonly (readonly [number, number])[])[] }[] }, points: WallPoint[]) {
  const places = [...points.map((p) => [p.position[0], p.position[1]] as const), ...site.features.filter((f) => f.kind === 'pit').flatMap((f) => f.rings.flat())]
  const g = site.grid, whole = { x: g.x0, y: -(g.y0 + g.ny * g.cell), size: Math.max(g.nx, g.ny) * g.cell }
  if (places.length === 0) return whole
  const xs = places.map((p) => p[0]), ys = places.map((p) => p[1])
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const size = Math.min(whole.size, Math.max(1.5 * (right - left), 1.5 * (high - low), 100))
  return { x: (left + right - size) / 2, y: -(low + high + size) / 2, size }
}
