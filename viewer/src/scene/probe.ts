// What lies under the pointer, and what is known of the place.
import * as THREE from 'three'
import { hazardClass } from '../layers/water/colours'
import { NO_DATA } from '../wire/field'
import type { FieldValues } from '../wire/channel'
import type { Session } from '../state/session.svelte'
import { mapFromSite } from '../state/ground'
import type { LoadedSite } from '../state/site.svelte'
import type { Stage } from './stage'

export function rayFrom(stage: Stage, clientX: number, clientY: number): THREE.Raycaster {
  const r = stage.renderer.domElement.getBoundingClientRect()
  const ray = new THREE.Raycaster()
  ray.setFromCamera(new THREE.Vector2(((clientX - r.left) / r.width) * 2 - 1, 1 - ((clientY - r.top) / r.height) * 2), stage.rig.camera)
  return ray
}

/** Where a ray first meets the ground: marched cell by cell, then halved. Site coordinates. */
export function groundUnder(stage: Stage, ray: THREE.Raycaster): { at: [number, number, number]; distance: number } | null {
  const l = stage.loaded
  if (!l || !stage.terrain) return null
  const turn = stage.table.matrixWorld.clone().invert()
  const o = ray.ray.origin.clone().applyMatrix4(turn)
  const d = ray.ray.direction.clone().transformDirection(turn)
  const z = (x: number, y: number) => { const k = l.ground.cell(x, y); return k < 0 ? -Infinity : stage.terrain!.heights[k]! }
  const step = l.site.grid.cell * 0.5
  const flat = Math.hypot(d.x, d.y)
  const stride = flat > 1e-6 ? Math.min(step / flat, step * 6) : step
  const p = o.clone()
  let s = 0
  if (o.z > stage.terrain.highest && d.z < 0) s = (stage.terrain.highest - o.z) / d.z
  for (let n = 0; n < 12000; n++, s += stride) {
    p.copy(o).addScaledVector(d, s)
    if (p.z < stage.terrain.floor) return null
    if (p.z > z(p.x, p.y)) continue
    let lo = s - stride, hi = s
    for (let k = 0; k < 12; k++) {
      const mid = (lo + hi) / 2
      p.copy(o).addScaledVector(d, mid)
      if (p.z > z(p.x, p.y)) lo = mid
      else hi = mid
    }
    p.copy(o).addScaledVector(d, hi)
    return { at: [p.x, p.y, p.z], distance: hi }
  }
  return null
}

const value = (f: FieldValues | undefined, k: number): number | null => {
  const q = f?.q[k]
  return !f || q === undefined || q === NO_DATA ? null : f.offset + f.scale * q
}

export interface Reading {
  x: number; y: number; ground: number; map: { e: number; n: number; h: number }
  depth: number | null; level: number | null; speed: number | null; bearing: number | null; hazard: number | null
}

/** Everything known of a place at the shown instant. */
export function readAt(l: LoadedSite, s: Session | null, x: number, y: number): Reading {
  const ground = l.ground.at(x, y)
  const r: Reading = { x, y, ground, map: mapFromSite(l.site, x, y, ground), depth: null, level: null, speed: null, bearing: null, hazard: null }
  const shown = s?.playback.shown
  const k = l.ground.cell(x, y)
  if (!shown || k < 0) return r
  const mixed = (name: string) => {
    const a = value(shown.a.fields.get(name), k), b = value(shown.b.fields.get(name), k)
    return a === null || b === null ? (a ?? b) : a + (b - a) * shown.mix
  }
  r.depth = mixed('water_depth')
  if (r.depth === null) return r
  r.level = ground + r.depth
  const vx = mixed('water_velocity_x'), vy = mixed('water_velocity_y')
  if (vx !== null && vy !== null) {
    r.speed = r.depth > 0.001 ? Math.hypot(vx, vy) : 0
    if (r.speed > 0.005) r.bearing = (450 - (Math.atan2(vy, vx) * 180) / Math.PI) % 360
  }
  const given = value((shown.mix < 0.5 ? shown.a : shown.b).fields.get('water_hazard'), k)
  r.hazard = given !== null ? Math.round(given) : hazardClass(r.depth > 0.005 ? r.depth : 0, r.speed ?? 0)
  return r
}
