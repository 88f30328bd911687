// What the HTTP API and the stream's text messages hold (docs/wire.md).
import type { Channel, Grid } from '../wire/channel'

export interface Text { zh: string; en: string }
export type Point2 = [number, number]
export type Point3 = [number, number, number]
export type Properties = Record<string, unknown>

export interface Feature { id: string; kind: string; name?: Text; rings: Point2[][]; properties?: Properties }
export interface Asset { id: string; kind: string; name?: Text; position: Point3; properties?: Properties }
export interface Element { id: string; class: string; name?: Text; model?: string; site_from_model: number[] }

export interface Part {
  guid: string; model: string; feature: number; type: string; name: string; storey: string
  volume_m3: number; gross_volume_m3: number; area_m2: number; closed: boolean; boxed?: boolean; authored?: Record<string, number>
  material?: string; color?: string; status?: string
}
export interface PartsModelInfo { id: string; file: string; name?: Text; discipline?: string; schema: string; storeys: { name: string; z: number }[] }
export interface Parts { models: PartsModelInfo[]; elements: Part[] }

export interface PlanRun { start: string; finish: string }
export interface PlanTask {
  id: string; code?: string; name: string; wbs?: string; parent: number; kind: 'work' | 'milestone' | 'summary' | 'effort'; calendar: number
  planned: PlanRun; expected: PlanRun; actual: PlanRun; done: number; total_float_h: number; critical: boolean; inactive?: boolean; elements: number
}
export interface PlanStage { from?: string; built?: string; leaves?: string; gone?: string; temporary?: boolean }
export interface PlanLife { model: string; guid: string; tasks: number[]; planned: PlanStage[]; actual: PlanStage[] }
export interface PlanBody {
  name: string; file: string; source: string; start: string; finish: string; status?: string
  calendars: { name: string; week: number[][]; exceptions: { name?: string; from: string; to: string; free: boolean }[] }[]
  tasks: PlanTask[]; path: number[]; lives: PlanLife[]; notes: string[]
  counts: { tasks: number; tasks_without_elements: number; elements: number; elements_without_tasks: number; links: number; critical: number }
}
export interface ClashQuestion { a: string; b?: string; tolerance_mm?: number; clearance_mm?: number; over_time?: boolean }
export interface IssuePart { model: string; guid: string; type?: string; name?: string }
export interface Issue {
  id: string; kind: 'pierce' | 'overlap' | 'contains' | 'clearance' | 'issue'; title: string; description?: string; status: string; author: string; created: string
  comments: { author: string; text: string; date: string; brought_by?: string }[]; parts: IssuePart[]; missing?: number; point?: Point3; eye?: Point3
  depth_m?: number; volume_m3?: number; distance_m?: number; from?: string; to?: string; comparison: number; group: number
}
export interface Comparison extends ClashQuestion {
  compared: number; found: number; unchecked: number; counts: Record<string, number>
  groups: { part: IssuePart; other: string; hard: boolean; count: number }[]
}
export interface Issues { issues: Issue[]; comparisons: Comparison[]; notes: string[]; you?: string }
export type Origin = 'occurrence' | 'type'
export interface PartFacts extends Part {
  tag?: string; description?: string; predefined_type?: string; type_name?: string
  sets: { name: string; quantities: boolean; properties: { name: string; value: string; unit?: string; origin: Origin }[] }[]
  materials: { name: string; layer?: string; thickness_m?: number; origin: Origin }[]
  classifications: { system: string; code: string; name: string; origin: Origin }[]
  failures: string[]
}

export interface Picture { id: string; kind: 'drape' | 'basemap'; name: Text; on: boolean; opacity: number; attribution: string; natural: boolean; grid: Grid }

export interface Site {
  id: string
  name: Text
  origin: { epsg: number; crs: string; easting: number; northing: number; height: number; rotation: number }
  grid: Grid
  fields: string[]
  features: Feature[]
  assets: Asset[]
  elements: Element[]
  pictures: Picture[]
}

export interface RunEvent { at_s?: number; subject: string; set: Properties }
export interface ModelUse { use: string; with?: Properties }
export interface Scenario {
  id: string
  title: Text
  site: string
  duration_s: number
  step_s: number
  start: string
  models: ModelUse[]
  events: RunEvent[]
}

export type RunState = 'running' | 'paused' | 'done' | 'failed' | 'stopped'
export interface Run {
  id: string
  name: string
  mode: 'live' | 'replay'
  scenario: string
  site: string
  parent?: string
  state: RunState
  error?: string
  speed: number
  rate: number
  start: string
  step_s: number
  duration_s: number
  t_s: number
  recorded_s: [number, number]
  frame_every_s: number
  changes?: { with?: Properties; events?: RunEvent[] }
  assets?: Record<string, Properties>
  epoch: string
  following?: boolean
}

export interface Arrival { subject: string; level: 'prewarning' | 'alarm'; text: Text; reached: number; of: number; soonest_s: number; likely_s: number; latest_s: number; likely_never: boolean }
export interface Forecast {
  at: string; t_s: number; ahead_s: number; wall_s: number
  members: { name: string; acts: RunEvent[] | null; error?: string; highest: Record<string, number> }[]
  arrivals: Arrival[]
}
export interface Intention { site: string; at: string; who: string; why: string; branch: string; acts: RunEvent[] }

export interface NewRun {
  scenario: string
  name?: string
  speed?: number
  with?: Record<string, Properties>
  events?: RunEvent[]
}

export type AlarmLevel = 'none' | 'prewarning' | 'alarm'
export interface AlarmMessage {
  type: 'alarm'; seq: number; t_s: number; subject: string
  level: AlarmLevel; state: 'raised' | 'returned'; text: Text; cell?: string
}
export interface LogMessage { type: 'log'; seq: number; t_s: number; kind: string; subject: string; text: Text; cell?: string }
export interface LogEntry { t_s: number; kind: 'event' | 'alarm'; subject: string; text: Text; level?: AlarmLevel; state?: string; cell?: string }

export type ServerMessage =
  | { type: 'hello'; epoch: string; run: Run; channels: Channel[] }
  | { type: 'run'; run: Run }
  | AlarmMessage
  | LogMessage
  | { type: 'error'; text: string }

export interface SeriesAnswer { t_s: number[]; series: Record<string, { unit: string; values: (number | null)[] }> }

export interface Summary {
  gauges?: Record<string, { max_depth_m: number; max_level_m: number; time_of_max_s: number | null; first_wet_s: number | null }>
  pumps?: Record<string, { moved_m3: number; run_s: number; starts: number }>
  alarms?: { at_s: number; subject: string; level: string; text: unknown }[]
  mass?: Record<string, number>
  [more: string]: unknown
}
export interface Recording { file: string; bytes: number; modified: string }
