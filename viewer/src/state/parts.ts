// Parts of building models: how they are grouped, coloured and counted. Pure.
import type { Part } from '../api/types'

export interface TypeGroup { type: string; parts: Part[] }
export interface StoreyGroup { model: string; storey: string; types: TypeGroup[]; count: number }

/** Storeys in the order given (from below), those without one last; in each the types by name. */
export function tree(parts: Part[], storeys: { model: string; name: string }[], search = ''): StoreyGroup[] {
  const groups = new Map<string, Map<string, Part[]>>()
  const key = (model: string, storey: string) => `${model}\n${storey}`
  for (const s of storeys) groups.set(key(s.model, s.name), new Map())
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  for (const p of parts) {
    const text = `${p.name} ${p.type} ${p.guid} ${p.storey}`.toLowerCase()
    if (!words.every((w) => text.includes(w))) continue
    const k = key(p.model, p.storey)
    if (!groups.has(k)) groups.set(k, new Map())
    const types = groups.get(k)!
    types.set(p.type, [...(types.get(p.type) ?? []), p])
  }
  return [...groups].filter(([, types]) => types.size > 0).map(([k, types]) => {
    const [model, storey] = k.split('\n') as [string, string]
    const list = [...types].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([type, ps]) => ({ type, parts: ps }))
    return { model, storey, types: list, count: list.reduce((n, g) => n + g.parts.length, 0) }
  })
}

/** Colours that are told apart next to each other: the hue goes on by the golden angle. */
export function paint(k: number): [number, number, number] {
  const h = (k * 137.508) % 360, s = 0.5, l = 0.6 - 0.1 * (k % 2)
  const f = (n: number) => {
    const m = (n + h / 30) % 12
    return l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(m - 3, 9 - m, 1))
  }
  return [f(0), f(8), f(4)].map((v) => Math.round(v * 255)) as [number, number, number]
}

/** A colour for each value, in the order of the alphabet. */
export function palette(values: Iterable<string>): Map<string, [number, number, number]> {
  return new Map([...new Set(values)].sort((a, b) => a.localeCompare(b, 'en')).map((v, k) => [v, paint(k)]))
}

/** "#b86b52" → its three parts. */
export const rgbOf = (hex: string): [number, number, number] => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16)) as [number, number, number]

/** A colour for each material: the one that most of its parts have in the file, else one of the palette. */
export function materialColours(parts: Part[], none: string): Map<string, [number, number, number]> {
  const own = new Map<string, Map<string, number>>()
  for (const p of parts) {
    const count = own.get(p.material || none) ?? new Map<string, number>()
    if (p.color && p.material) count.set(p.color, (count.get(p.color) ?? 0) + 1)
    own.set(p.material || none, count)
  }
  const out = palette(own.keys())
  for (const [material, count] of own) {
    const most = [...count].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]
    if (most) out.set(material, rgbOf(most[0]))
  }
  return out
}

const quantity = (p: Part, ...names: string[]): number | null => {
  for (const n of names) if (p.authored && n in p.authored) return p.authored[n]!
  return null
}

export interface Quantities { net: number | null; gross: number | null; netArea: number | null; grossArea: number | null }

/** What the file's author gives. */
export const authored = (p: Part): Quantities => ({
  net: quantity(p, 'NetVolume'), gross: quantity(p, 'GrossVolume'),
  netArea: quantity(p, 'NetSideArea', 'NetArea', 'NetFloorArea'), grossArea: quantity(p, 'GrossSideArea', 'GrossArea', 'GrossFloorArea'),
})

/** How far the author's volumes are from the shape's, as a share of the latter; null where one is missing. */
export function deviation(p: Part): number | null {
  return off(p, authored(p).net, p.volume_m3)
}
export function grossDeviation(p: Part): number | null {
  return off(p, authored(p).gross, p.gross_volume_m3)
}
const off = (p: Part, given: number | null, shape: number) => (given === null || !p.closed || !(shape > 1e-9) ? null : given / shape - 1)

/** Sums of a take-off; `given` of the parts whose author says a volume. */
export interface Sums { type: string; count: number; net: number; gross: number; givenNet: number; givenGross: number; withNet: number; withGross: number; open: number }

/** Volumes by type, the largest first, then all together. Of an open shape no volume is known. */
export function sums(parts: Part[]): { types: Sums[]; all: Sums } {
  const none = (type: string): Sums => ({ type, count: 0, net: 0, gross: 0, givenNet: 0, givenGross: 0, withNet: 0, withGross: 0, open: 0 })
  const types = new Map<string, Sums>(), all = none('')
  for (const p of parts) {
    const own = types.get(p.type) ?? none(p.type), { net, gross } = authored(p)
    types.set(p.type, own)
    for (const s of [own, all]) {
      s.count++
      if (p.closed) { s.net += p.volume_m3; s.gross += p.gross_volume_m3 } else s.open++
      if (net !== null) { s.givenNet += net; s.withNet++ }
      if (gross !== null) { s.givenGross += gross; s.withGross++ }
    }
  }
  return { types: [...types.values()].sort((a, b) => b.net - a.net || a.type.localeCompare(b.type, 'en')), all }
}

// A text that a spreadsheet would take for a formula gets an apostrophe.
const cell = (v: string | number | null): string => {
  if (v === null) return ''
  if (typeof v === 'number') return String(Number(v.toFixed(6)))
  const safe = /^[=+\-@\t\r]/.test(v) ? `'${v}` : v
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The quantity take-off: a row for each part. Marked as UTF-8 for spreadsheets. */
export function takeOff(parts: Part[], heads: string[]): string {
  const rows = parts.map((p) => {
    const a = authored(p), percent = (d: number | null) => (d === null ? null : d * 100)
    return [p.model.replace(/^model\//, ''), p.storey, p.type, p.name, p.guid, p.closed ? p.volume_m3 : null, a.net, percent(deviation(p)), p.closed ? p.gross_volume_m3 : null, a.gross, percent(grossDeviation(p)), p.area_m2, a.netArea, a.grossArea]
  })
  return '\ufeff' + [heads, ...rows].map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n'
}
