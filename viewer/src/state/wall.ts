// What the site wall makes of the points of a site.

/** Tiers from none to the worst, as the server names them. */
export const TIERS = ['none', 'notice', 'warning', 'danger'] as const
export type Tier = (typeof TIERS)[number]

export interface WallPoint {
  id: string
  position: [number, number, number]
  cell?: string
  status: { tier: string; fault?: string; limit_alarm: { phase: string; shown: boolean } }
}

/** 0 none … 3 danger. */
export const tierOf = (p: WallPoint): number => Math.max(0, TIERS.indexOf(p.status.tier as Tier))

export function tally(points: WallPoint[]) {
  const tiers = TIERS.map((_, k) => points.filter((p) => tierOf(p) === k).length)
  return { tiers, faulty: points.filter((p) => p.status.fault).length, unseen: points.filter((p) => p.status.limit_alarm.shown && /unack/.test(p.status.limit_alarm.phase)).length }
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
