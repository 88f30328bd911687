import { describe, expect, it } from 'vitest'
import type { Asset } from '../api/types'
import { figuresOf } from './figures'

const gauge: Asset = { id: 'gauge/G1', kind: 'gauge', position: [0, 0, -11.2], properties: { alarm_depth_m: 1 } }
const column: Record<string, (number | null)[]> = { 'gauge/G1.level': [-11.2, -10.9, -9.8, -10], 'gauge/G1.depth': [0, 0.3, 1.4, 1.2], 'pit/a.inflow': [0, 0.2, 0.1, 0], 'pit/a.volume': [0, 5, 9, 8] }
const t = [0, 60, 120, 180]
const series = {
  columns: new Map(Object.entries(column)),
  maxOf: (n: string) => { const c = column[n]; if (!c) return null; const value = Math.max(...c.map((v) => v ?? -Infinity)); return { value, t: t[c.indexOf(value)]! } },
  firstAbove: (n: string, limit: number) => { const k = (column[n] ?? []).findIndex((v) => v !== null && v > limit); return k < 0 ? null : t[k]! },
}
const value = (id: string, summary = null as Parameters<typeof figuresOf>[2]) => figuresOf([gauge], series, summary).find((f) => f.id === id)?.value

describe('figuresOf', () => {
  it('reads peaks, first water, alarm and inflow off the curves', () => {
    expect(value('gauge/G1.peak')).toBe(-9.8)
    expect(value('gauge/G1.wet')).toBe(60)
    expect(value('gauge/G1.alarm')).toBe(120) // -11.2 + 1.0 is passed between the second and third sample
    expect(value('pit/a.inflow')).toBe(60)
    expect(value('pit/a.volume')).toBe(9)
  })
  it('prefers the summary of a finished run', () => {
    const summary = { gauges: { G1: { max_depth_m: 1.5, max_level_m: -9.7, time_of_max_s: 130, first_wet_s: 55 } }, pumps: { P1: { moved_m3: 12, run_s: 1, starts: 1 } } }
    expect(value('gauge/G1.peak', summary)).toBe(-9.7)
    expect(value('gauge/G1.wet', summary)).toBe(55)
    expect(value('pumped', summary)).toBe(12)
  })
})
