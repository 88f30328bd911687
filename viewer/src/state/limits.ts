// Which of a point's limits a value is held against.
import type { Point } from '../api/live'
import { TIERS, type Tier } from './wall'

/** The cumulative limit that a value in a tier has passed, on the side where the value lies; null where its rules have none. */
export function limitOf(p: Pick<Point, 'rules'> | undefined, tier: Tier, value: number | undefined): number | null {
  const rule = p?.rules.find((r) => r.rate_over_s === 0), limit = rule?.limits[TIERS.indexOf(tier) - 1] ?? null
  if (!rule || limit === null || value === undefined) return null
  const signed = rule.side === 'both' && value < 0 ? -limit : limit
  // a rate may have brought the tier: then the value is not past this one, and it is not what it is held against
  return (rule.side === 'below' ? value <= signed : rule.side === 'above' ? value >= signed : Math.abs(value) >= Math.abs(signed)) ? signed : null
}
