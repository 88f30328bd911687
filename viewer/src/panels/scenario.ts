// The return period inside a scenario's rainstorm model, where it has one.
import type { Properties, Scenario } from '../api/types'

const MODEL = 'rainstorm'

export function returnPeriodOf(s: Scenario): number | null {
  for (const m of s.models ?? []) {
    if (m.use !== MODEL) continue
    const rain = m.with?.rain as { design_storm?: { return_period_years?: number } } | undefined
    const years = rain?.design_storm?.return_period_years
    if (typeof years === 'number') return years
  }
  return null
}

export const withReturnPeriod = (_s: Scenario, years: number): Record<string, Properties> => ({ [MODEL]: { rain: { design_storm: { return_period_years: years } } } })
