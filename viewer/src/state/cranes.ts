// What the site says of its cranes, how their poses become joints, and what a run says of them. Pure: no picture, no page.
import * as THREE from 'three'
import type { Asset, Feature, Point2, Point3, Text } from '../api/types'
import type { Pose } from '../wire/channel'

export interface CraneShape {
  id: string
  name?: Text
  type: 'hammerhead' | 'topless' | 'luffing'
  foot: Point3 // the mast's axis at its base [m]
  jibHeight: number // above the foot [m]
  jib: number
  counterJib: number
  head: number
  pivot: number // of a luffing jib, in front of the mast's axis [m]
  minRadius: number
  maxRadius: number
}

export function shapeOf(a: Asset): CraneShape | null {
  if (a.kind !== 'crane') return null
  const n = (key: string, otherwise: number) => {
    const v = a.properties?.[key]
    return typeof v === 'number' && Number.isFinite(v) ? v : otherwise
  }
  const type = a.properties?.type
  const jib = n('jib_m', 50), pivot = n('pivot_m', 0)
  return {
    id: a.id, name: a.name, type: type === 'luffing' ? 'luffing' : type === 'hammerhead' ? 'hammerhead' : 'topless', foot: a.position,
    jibHeight: n('jib_height_m', 40), jib, counterJib: n('counter_jib_m', 12), head: n('head_m', 0), pivot,
    minRadius: n('min_radius_m', 3), maxRadius: n('max_radius_m', jib + pivot),
  }
}

/** Joints of a crane. Points are from the mast's axis at the jib's height, x along the jib [m]. */
export interface Posture {
  height: number // of the jib above the foot [m]
  slew: number // from the site's x, anticlockwise [rad]
  raise: number // of a luffing jib above level [rad]
  top: THREE.Vector3 // where the rope hangs from
  hook: THREE.Vector3
  load: { at: THREE.Vector3; turn: THREE.Quaternion } | null
}

const UP = new THREE.Vector3(0, 0, 1)
const turnOf = (p: Pose) => new THREE.Quaternion(p[3], p[4], p[5], p[6])
const placeOf = (p: Pose) => new THREE.Vector3(p[0], p[1], p[2])

/** How far a turn leads round the upright [rad]. */
function bearingOf(q: THREE.Quaternion): number {
  const x = new THREE.Vector3(1, 0, 0).applyQuaternion(q)
  return Math.atan2(x.y, x.x)
}

/** A crane that nobody moves: its hook under the head, drawn in. */
export function atRest(c: CraneShape): Posture {
  const raise = c.type === 'luffing' ? Math.PI / 4 : 0
  const top = c.type === 'luffing' ? new THREE.Vector3(c.pivot + c.jib * Math.cos(raise), 0, c.jib * Math.sin(raise)) : new THREE.Vector3(c.maxRadius * 0.55, 0, 0)
  return { height: c.jibHeight, slew: 0, raise, top, hook: top.clone().add(new THREE.Vector3(0, 0, -Math.min(12, c.jibHeight / 3))), load: null }
}

/** The joints that a frame's poses tell; null if it has none of this crane. */
export function postureOf(c: CraneShape, poses: ReadonlyMap<string, Pose>): Posture | null {
  const slewed = poses.get(`${c.id}/slew`), trolley = poses.get(`${c.id}/trolley`), hook = poses.get(`${c.id}/hook`)
  if (!slewed || !trolley || !hook) return null
  const slew = bearingOf(turnOf(slewed)), origin = placeOf(slewed)
  const back = new THREE.Quaternion().setFromAxisAngle(UP, -slew)
  const local = (p: Pose) => placeOf(p).sub(origin).applyQuaternion(back)
  const jib = poses.get(`${c.id}/jib`)
  const along = jib && new THREE.Vector3(1, 0, 0).applyQuaternion(turnOf(jib))
  const load = poses.get(`${c.id}/load`)
  return {
    height: origin.z - c.foot[2], slew, raise: along ? Math.asin(Math.max(-1, Math.min(1, along.z))) : 0, top: local(trolley), hook: local(hook),
    load: load ? { at: local(load), turn: back.clone().multiply(turnOf(load)) } : null,
  }
}

/** Between two postures, joint by joint: a slewing hook moves on its arc, not on the chord. */
export function mixPostures(a: Posture, b: Posture, mix: number): Posture {
  if (mix <= 0 || a === b) return a
  const at = (x: number, y: number) => x + (y - x) * mix
  const turn = Math.atan2(Math.sin(b.slew - a.slew), Math.cos(b.slew - a.slew))
  const load = a.load && b.load ? { at: a.load.at.clone().lerp(b.load.at, mix), turn: a.load.turn.clone().slerp(b.load.turn, mix) } : mix < 0.5 ? a.load : b.load
  return {
    height: at(a.height, b.height), slew: a.slew + turn * mix, raise: at(a.raise, b.raise),
    top: a.top.clone().lerp(b.top, mix), hook: a.hook.clone().lerp(b.hook, mix), load,
  }
}

export const LEVELS = ['free', 'warned', 'slowed', 'stopped', 'touching'] as const
export type CraneLevel = (typeof LEVELS)[number]
export const MODES = ['working', 'wind', 'out', 'unknown'] as const
export type CraneMode = (typeof MODES)[number]
export const LEVEL_COLOUR: Record<CraneLevel, string> = { free: '#3ddc84', warned: '#ffd24a', slowed: '#ff9f1c', stopped: '#ff5d5d', touching: '#ff2d55' }

export const levelOf = (v: number | undefined): CraneLevel => LEVELS[Math.round(v ?? 0)] ?? 'free'
export const modeOf = (v: number | undefined): CraneMode => MODES[Math.round(v ?? 0)] ?? 'working'

/** What operators and faults have made of a crane: the states of EN 17076, the gravest first. */
export const STATES = ['stopped', 'failed', 'override', 'braking', 'manual'] as const
export type CraneState = (typeof STATES)[number]
export function statesOf(id: string, values: ReadonlyMap<string, number>): CraneState[] {
  const on = (name: string) => Math.round(values.get(`${id}.${name}`) ?? 0) === 1
  const is: Record<CraneState, boolean> = { stopped: on('stopped'), failed: values.has(`${id}.guard`) && !on('guard'), override: on('override'), braking: on('braking'), manual: on('manual') }
  return STATES.filter((s) => is[s])
}

/** How the zones stand: open, in force, blocked for rescue, freed for rescue, under water. */
export const ZONE_STATES = ['open', 'force', 'blocked', 'free', 'flooded'] as const
export type ZoneState = (typeof ZONE_STATES)[number]
export const zoneStateOf = (id: string, values: ReadonlyMap<string, number>): ZoneState | null => ZONE_STATES[Math.round(values.get(`${id}.state`) ?? NaN)] ?? null

/** Seconds ahead that a sweep shows. */
export const SWEEP_S = 8

/** What a crane passes through if it goes on as it does; bearings from the site's x, heights from the jib's axis. */
export interface Sweep { from: number; to: number; inner: number; outer: number; foot: number; tip: number; rise: number }

export function sweepOf(c: CraneShape, p: Posture, rates: { slew: number; radius: number; rope: number }, seconds = SWEEP_S, load = 0): Sweep | null {
  if (Math.abs(rates.slew) < 1e-4 && Math.abs(rates.radius) < 1e-3 && Math.abs(rates.rope) < 1e-3) return null
  const turn = Math.max(-2 * Math.PI, Math.min(2 * Math.PI, rates.slew * seconds))
  const now = p.top.x, later = Math.max(c.minRadius, Math.min(c.maxRadius, now + rates.radius * seconds))
  const hangs = p.top.z - p.hook.z, half = 1 + load / 2
  const foot = p.hook.z - Math.max(0, rates.rope * seconds) - (p.load ? p.hook.z - p.load.at.z + 1 : 0.8)
  return {
    from: p.slew + Math.min(0, turn), to: p.slew + Math.max(0, turn), inner: Math.max(0, Math.min(now, later) - half), outer: Math.max(now, later) + half,
    foot: Math.min(foot, p.top.z - hangs), tip: c.type === 'luffing' ? Math.max(now, later) : c.jib, rise: c.type === 'luffing' ? p.top.z : 0,
  }
}

/** Outline of the space that a hook can be in, from the mast outwards: radius and height above the foot [m]. */
export function envelopeOf(c: CraneShape, low: number): [number, number][] {
  const inner = Math.max(0.5, c.minRadius)
  if (c.type !== 'luffing') return [[inner, low], [c.maxRadius, low], [c.maxRadius, c.jibHeight], [inner, c.jibHeight], [inner, low]]
  const under: [number, number][] = [[inner, low], [c.maxRadius, low]]
  for (let k = 0; k <= 24; k++) {
    const r = c.maxRadius + ((inner - c.maxRadius) * k) / 24
    under.push([r, c.jibHeight + Math.sqrt(Math.max(0, c.jib * c.jib - (r - c.pivot) ** 2))])
  }
  return [...under, [inner, low]]
}

export interface Approach { name: string; a: string; b: string; clearance: number; ttc: number; level: CraneLevel }

/** What comes near to what, the worst first: of the scalars approach/A|B.clearance, .ttc and .level that have values now. */
export function approachesOf(values: ReadonlyMap<string, number>): Approach[] {
  const out: Approach[] = []
  for (const [key, clearance] of values) {
    const m = /^approach\/(.+)\|(.+)\.clearance$/.exec(key)
    if (!m) continue
    const name = `${m[1]}|${m[2]}`, level = values.get(`approach/${name}.level`) ?? NaN
    if (!Number.isFinite(level)) continue // not near now
    out.push({ name, a: m[1]!, b: m[2]!, clearance, ttc: values.get(`approach/${name}.ttc`) ?? NaN, level: levelOf(level) })
  }
  const far = (x: number) => (Number.isFinite(x) ? x : 1e9)
  return out.sort((x, y) => LEVELS.indexOf(y.level) - LEVELS.indexOf(x.level) || far(x.ttc) - far(y.ttc) || far(x.clearance) - far(y.clearance))
}

export interface Encounter { at_s: number; a: string; b: string; clearance_m: number | null; action?: string; clause?: string }

/** Two that were clear of each other for so long meet anew [s]. */
const QUIET_S = 300
const STOPPED = LEVELS.indexOf('stopped')

/** Encounters of a run that goes on: where the curves of a pair first reach "stopped". */
export function encountersOf(t: number[], columns: ReadonlyMap<string, (number | null)[]>): Encounter[] {
  const out: Encounter[] = []
  for (const [key, levels] of columns) {
    const m = /^approach\/(.+)\|(.+)\.level$/.exec(key)
    if (!m) continue
    const clear = columns.get(`approach/${m[1]}|${m[2]}.clearance`)
    let open: Encounter | null = null, last = -Infinity
    levels.forEach((v, k) => {
      if (v === null || v < STOPPED) return
      if (!open || t[k]! - last > QUIET_S) out.push((open = { at_s: t[k]!, a: m[1]!, b: m[2]!, clearance_m: null }))
      const c = clear?.[k]
      if (c !== null && c !== undefined) open.clearance_m = Math.min(open.clearance_m ?? Infinity, c)
      last = t[k]!
    })
  }
  return out.sort((x, y) => x.at_s - y.at_s)
}

export const zonesOf = (features: Feature[]) => features.filter((f) => f.kind === 'zone')

/** The conductors of a power line, with their heights. */
export function wiresOf(f: Feature): Point3[] {
  const line = f.properties?.line
  return Array.isArray(line) ? (line as number[][]).filter((p) => p.length >= 3).map((p) => [p[0]!, p[1]!, p[2]!]) : []
}

/** Distance to keep from a line by its voltage [m]: GB 5144-2006 10.4; above its table it grows with the voltage, as in the run. */
const LINE_GAPS = [[1e3, 1.5], [15e3, 3], [40e3, 4], [110e3, 5], [220e3, 6]] as const
export function lineClearance(volts: number): number {
  return LINE_GAPS.find(([upTo]) => volts <= upTo)?.[1] ?? (6 * volts) / 220e3
}

/** What a plan has to show: the circles of the cranes. Zones that lie far off must not make them small. */
export function planBounds(cranes: CraneShape[], margin: number): { x0: number; y0: number; x1: number; y1: number } | null {
  const points: Point2[] = cranes.flatMap((c): Point2[] => [[c.foot[0] - c.maxRadius, c.foot[1] - c.maxRadius], [c.foot[0] + c.maxRadius, c.foot[1] + c.maxRadius]])
  if (points.length === 0) return null
  const box = { x0: Math.min(...points.map((p) => p[0])), y0: Math.min(...points.map((p) => p[1])), x1: Math.max(...points.map((p) => p[0])), y1: Math.max(...points.map((p) => p[1])) }
  return { x0: box.x0 - margin, y0: box.y0 - margin, x1: box.x1 + margin, y1: box.y1 + margin }
}

/** Which lever a key of the cab moves, and whither. */
export const CAB_KEYS: Record<string, { lever: 'lever_slew' | 'lever_reach' | 'lever_rope'; to: number }> = {
  KeyA: { lever: 'lever_slew', to: 1 }, KeyD: { lever: 'lever_slew', to: -1 },
  KeyW: { lever: 'lever_reach', to: 1 }, KeyS: { lever: 'lever_reach', to: -1 },
  KeyR: { lever: 'lever_rope', to: -1 }, KeyF: { lever: 'lever_rope', to: 1 },
}

export type Levers = Record<'lever_slew' | 'lever_reach' | 'lever_rope', number>

/** The levers as the held keys have them; opposite keys cancel. A luffing jib goes out as it is lowered. */
export function leversOf(held: ReadonlySet<string>, luffing: boolean): Levers {
  const levers: Levers = { lever_slew: 0, lever_reach: 0, lever_rope: 0 }
  for (const code of held) {
    const k = CAB_KEYS[code]
    if (k) levers[k.lever] += k.lever === 'lever_reach' && luffing ? -k.to : k.to
  }
  return levers
}
