import type uPlot from 'uplot'
import type { Series } from '../state/series.svelte'

export interface Line { name: string; label: string; colour: string }
export interface Limit { value: number; label: string; colour: string }

/** Told apart on dark ground, also by people who see fewer colours. */
export const LINE_COLOURS = ['#45bfee', '#f5c451', '#7bd88f', '#e58bd3', '#ff8f5c', '#9aa7ff', '#c9e265', '#6fe0d2']

/** Curves of several runs on one time axis. */
export function joined(runs: Pick<Series, 't' | 'columns'>[], names: string[], factor: number): uPlot.AlignedData {
  if (runs.length === 0) return [[], ...names.map(() => [])] as unknown as uPlot.AlignedData
  const scaled = (c: (number | null)[] | undefined, n: number) => (c ? (factor === 1 ? c.slice() : c.map((v) => (v === null ? null : v * factor))) : new Array<null>(n).fill(null))
  if (runs.length === 1) return [runs[0]!.t.slice(), ...names.map((n) => scaled(runs[0]!.columns.get(n), runs[0]!.t.length))]
  const t = [...new Set(runs.flatMap((r) => r.t))].sort((a, b) => a - b)
  const place = new Map(t.map((v, k) => [v, k]))
  const columns = runs.flatMap((r) => names.map((n) => {
    const out = new Array<number | null>(t.length).fill(null)
    r.columns.get(n)?.forEach((v, k) => { if (v !== null) out[place.get(r.t[k]!)!] = v * factor })
    return out
  }))
  return [t, ...columns]
}

/** How many digits tell ticks so far apart: 0.25 needs two, 0.5 one, 5 none. */
export function digitsOf(step: number): number {
  for (let d = 0; d < 4; d++) if (Math.abs(step * 10 ** d - Math.round(step * 10 ** d)) < 1e-6) return d
  return 4
}
