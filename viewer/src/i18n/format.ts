import { language, t } from './lang.svelte'

/** 4321.9 → "01:12:01" (hours grow as needed). */
export function clock(t_s: number): string {
  const s = Math.max(0, Math.floor(t_s + 1e-6))
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
}

export const shortClock = (t_s: number) => clock(t_s).slice(0, 5)

/** Wall time at the site: the offset is the one written in the run's own start, not the watcher's. */
export function wallTime(start: string, t_s: number): { date: string; time: string } {
  const m = /([+-])(\d\d):(\d\d)$/.exec(start)
  const offsetMs = m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) * 60000 : 0
  const iso = new Date(Date.parse(start) + t_s * 1000 + offsetMs)
  if (Number.isNaN(iso.getTime())) return { date: '', time: '' }
  return { date: iso.toISOString().slice(0, 10), time: iso.toISOString().slice(11, 19) }
}

export function number(v: number | null | undefined, digits = 2): string {
  if (v === null || v === undefined || !Number.isFinite(v)) return '–'
  return v.toLocaleString(language.current === 'zh' ? 'zh-CN' : 'en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** Values with the unit people use: m³/s of a pump become L/s, big areas hectares. */
export function quantity(v: number | null | undefined, unit: string): string {
  if (v === null || v === undefined || !Number.isFinite(v)) return '–'
  switch (unit) {
    case 'm³/s': return Math.abs(v) < 1 ? `${number(v * 1000, 1)} L/s` : `${number(v, 2)} m³/s`
    case 'm³': return `${number(v, Math.abs(v) < 100 ? 1 : 0)} m³`
    case 'm²': return Math.abs(v) >= 10000 ? `${number(v / 10000, 2)} ha` : `${number(v, 0)} m²`
    case 'mm/h': return `${number(v, 1)} mm/h`
    case 'mm': return `${number(v, 1)} mm`
    case 'm/s': return `${number(v, 2)} m/s`
    case 'm': return `${number(v, 2)} m`
    case '': case '1': return number(v, 2)
    default: return `${number(v, 2)} ${unit}`
  }
}

const SUFFIX: [string, string][] = [
  ['_m3_per_s', 'm³/s'], ['_m3_per_h', 'm³/h'], ['_l_per_s', 'L/s'], ['_mm_per_h', 'mm/h'], ['_m_per_s', 'm/s'],
  ['_rad_per_s', 'rad/s'], ['_kg_m2', 'kg·m²'], ['_n_m', 'N·m'], ['_s_per_m13', 's/m¹ᐟ³'], ['_h_per_v', '1'], ['_kg', 'kg'], ['_v', 'V'],
  ['_rad', 'rad'], ['_deg', '°'], ['_kw', 'kW'], ['_m3', 'm³'], ['_m2', 'm²'], ['_mm', 'mm'], ['_min', 'min'], ['_m', 'm'], ['_s', 's'],
]

/** "start_level_m" → ["start level", "m"]: keys carry their unit. */
export function unitOfKey(key: string): [string, string] {
  for (const [suffix, unit] of SUFFIX) if (key.endsWith(suffix)) return [key.slice(0, -suffix.length), unit]
  return [key, '']
}

export function duration(seconds: number): string {
  const m = Math.round(seconds / 60)
  const h = Math.floor(m / 60)
  return [h > 0 ? `${h} ${t('unit.h')}` : '', m % 60 > 0 || h === 0 ? `${m % 60} ${t('unit.min')}` : ''].filter(Boolean).join(' ')
}
