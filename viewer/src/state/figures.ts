// Key figures of a run: from its summary when it has one, else from the curves so far.
import type { Asset, Summary } from '../api/types'
import type { Series } from './series.svelte'
import { limitsOf } from './readings'

export type Figure = { id: string; label: 'compare.peak' | 'compare.firstWet' | 'compare.alarmAt' | 'compare.overflow' | 'compare.pumped' | 'compare.area' | 'compare.pit'; asset?: Asset; unit: 'm' | 'm²' | 'm³' | 'time'; value: number | null }

const WET_M = 0.02
const INFLOW_M3_PER_S = 0.001

export function figuresOf(assets: Asset[], s: Pick<Series, 'columns' | 'maxOf' | 'firstAbove'>, summary: Summary | null): Figure[] {
  const out: Figure[] = []
  const inflow = [...s.columns.keys()].filter((n) => n.startsWith('pit/') && n.endsWith('.inflow'))
  for (const n of inflow) out.push({ id: n, label: 'compare.overflow', unit: 'time', value: s.firstAbove(n, INFLOW_M3_PER_S) })
  for (const n of [...s.columns.keys()].filter((x) => x.startsWith('pit/') && x.endsWith('.volume'))) out.push({ id: n, label: 'compare.pit', unit: 'm³', value: s.maxOf(n)?.value ?? null })
  const moved = summary?.pumps ? Object.values(summary.pumps).reduce((sum, p) => sum + p.moved_m3, 0) : assets.filter((a) => a.kind === 'pump').reduce((sum, a) => sum + (s.maxOf(`${a.id}.moved`)?.value ?? 0), 0)
  out.push({ id: 'pumped', label: 'compare.pumped', unit: 'm³', value: moved })
  out.push({ id: 'area', label: 'compare.area', unit: 'm²', value: s.maxOf('flooded.area')?.value ?? null })
  for (const a of assets.filter((x) => x.kind === 'gauge')) {
    const depth = `${a.id}.depth`
    const own = summary?.gauges?.[a.id] ?? summary?.gauges?.[a.id.split('/').at(-1)!]
    out.push({ id: `${a.id}.peak`, label: 'compare.peak', asset: a, unit: 'm', value: own?.max_level_m ?? s.maxOf(`${a.id}.level`)?.value ?? null })
    out.push({ id: `${a.id}.wet`, label: 'compare.firstWet', asset: a, unit: 'time', value: own ? own.first_wet_s : s.firstAbove(depth, WET_M) })
    const { alarm } = limitsOf(a)
    if (alarm !== null) out.push({ id: `${a.id}.alarm`, label: 'compare.alarmAt', asset: a, unit: 'time', value: s.firstAbove(`${a.id}.level`, alarm) })
  }
  return out
}
