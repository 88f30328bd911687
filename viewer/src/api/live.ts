// What a live site says over HTTP; docs/wire.md has it.
import { address, ApiError } from './client'
import { door } from './door.svelte'
import type { Point3, Text } from './types'
import type { Root } from '../state/roots'

export type Tier = 'none' | 'notice' | 'warning' | 'danger'
export type Phase = 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'latched'
export const TIERS: Tier[] = ['none', 'notice', 'warning', 'danger']

export interface AlarmNow { phase: Phase; tier: Tier; peak: Tier; since?: string; shown: boolean; shelved_until?: string; suppressed?: string; out_of_service?: string; escalated: number }
export interface Outlook {
  made: string; method?: string; why?: string; error: number; band: { at: string; value: number; low: number; high: number }[]
  next: Tier; limit: number; soonest_s?: number; likely_s?: number; latest_s?: number; horizon_s: number
}
export interface Status {
  id: string; value?: number; at?: string; received?: string; quality: string; tier: Tier; fault?: string; per_day?: number; cause?: string
  limit_alarm: AlarmNow; sensor_alarm: AlarmNow; outlook?: Outlook
}
export interface Rule { rate_over_s: number; limits: (number | null)[]; side: 'above' | 'below' | 'both'; basis: { code: string; clause?: string; verified: boolean; override?: string } }
export interface Point { id: string; name: Text; kind: string; property: string; unit: string; group?: string; group_name: Text; position: Point3; cell?: string; rules: Rule[]; status: Status }
export interface LiveEvent {
  seq: number; at: string; point: string; alarm: 'limit' | 'sensor' | 'site'; what: string; tier: Tier; phase: Phase; who: string; why?: string
  cause?: string; value: number; limit: number
}
export interface Standing { tier: Tier; phase: Phase; since: string }
export interface Past { id: string; value?: number; at?: string; limit_alarm: Standing; sensor_alarm: Standing }
export interface LiveSeries { unit: string; t_s: number[]; values: number[]; rules: Rule[]; outlook?: Outlook }
export interface Act { point: string; alarm: 'limit' | 'sensor'; do: string; why?: string; for_s?: number; who?: string }

const part = encodeURIComponent

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(address(path), init)
  const body = (await answer.json().catch(() => ({}))) as { detail?: string }
  if (answer.status === 401) door.close()
  if (!answer.ok) throw new ApiError(answer.status, body.detail ?? answer.statusText)
  return body as T
}

export const points = (site: string) => ask<{ now: string; flood: boolean; points: Point[] }>(`sites/${part(site)}/points`)
export const alarms = (site: string) => ask<{ now: string; flood: boolean; alarms: { point: string; alarm: 'limit' | 'sensor'; fault?: string; now: AlarmNow }[]; roots: Root[] }>(`sites/${part(site)}/alarms`)
export const series = (site: string, point: string, from: Date, to: Date) =>
  ask<LiveSeries>(`sites/${part(site)}/points/${part(point.replace(/^point\//, ''))}/series?from=${from.toISOString()}&to=${to.toISOString()}`)
export const moment = (site: string, at: Date) => ask<{ at: string; points: Past[] }>(`sites/${part(site)}/moment?at=${at.toISOString()}`)
/** A file of readings that is played as if they came in now. */
export interface Player { replay: number; file: string; first: string; last: string; at: string; speed: number; paused: boolean; done: boolean; shift: boolean; played: number; error?: string }

export const players = (site: string) => ask<{ replays: Player[] }>(`sites/${part(site)}/replays`)
export const steer = (site: string, replay: number, what: { do?: 'play' | 'pause'; seek?: string; speed?: number }) => ask<Player>(`sites/${part(site)}/replays/${replay}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) })
export const act = (site: string, a: Act) => ask<Status>(`sites/${part(site)}/acts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(a) })
