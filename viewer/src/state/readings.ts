// What an asset's numbers mean: state of a pump, alarm level of a gauge, and the curves that belong to it.
import type { Asset, AlarmLevel } from '../api/types'
import { PUMP_STATES, type PumpState } from '../layers/assets'

export function pumpState(values: Map<string, number>, id: string): PumpState {
  return PUMP_STATES[Math.round(values.get(`${id}.state`) ?? 0)] ?? 'off'
}

function numberOf(a: Asset, key: string): number | null {
  const v = a.properties?.[key]
  return typeof v === 'number' && Number.isFinite(v) ? v : null
}

export interface Limits { prewarning: number | null; alarm: number | null }

/** Limits as levels: given as such, or as depths above the gauge's foot. */
export function limitsOf(a: Asset): Limits {
  const limit = (kind: string) => {
    const depth = numberOf(a, `${kind}_depth_m`)
    return numberOf(a, `${kind}_level_m`) ?? (depth === null ? null : a.position[2] + depth)
  }
  return { prewarning: limit('prewarning'), alarm: limit('alarm') }
}

export function levelState(a: Asset, level: number | null | undefined): AlarmLevel {
  if (level === null || level === undefined || !Number.isFinite(level)) return 'none'
  const { prewarning, alarm } = limitsOf(a)
  if (alarm !== null && level >= alarm) return 'alarm'
  return prewarning !== null && level >= prewarning ? 'prewarning' : 'none'
}

/** Names of the values an asset has, main one first. */
export function valueNames(a: Asset, known: Iterable<string>): string[] {
  const order = ['level', 'depth', 'freeboard', 'state', 'flow', 'moved', 'volume', 'inflow']
  const tail = (n: string) => n.slice(a.id.length + 1)
  const rank = (n: string) => { const k = order.indexOf(tail(n)); return k < 0 ? 99 : k }
  return [...known].filter((n) => n.startsWith(`${a.id}.`)).sort((x, y) => rank(x) - rank(y))
}
