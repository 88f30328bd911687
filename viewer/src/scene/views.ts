// Named views of a site.
import * as THREE from 'three'
import type { LoadedSite } from '../state/site.svelte'
import { siteSize } from '../layers/terrain/terrain'
import type { CameraRig } from './camera'

export type View = 'home' | 'top' | 'overview' | 'tilt' | 'plan'

type Pose = { target?: THREE.Vector3; radius?: number; polar?: number; azimuth?: number }
type Make = (l: LoadedSite, table: THREE.Object3D, rig: CameraRig, models: THREE.Box3) => Pose

/** What the site is about: its pits, else its building models, else all of it. */
function focus(l: LoadedSite, models: THREE.Box3): { x: number; y: number; z: number; size: number } {
  const { site, ground } = l
  const points = site.features.filter((f) => f.kind === 'pit').flatMap((f) => f.rings.flat())
  const g = site.grid
  if (points.length === 0 && !models.isEmpty()) {
    const c = models.getCenter(new THREE.Vector3())
    return { x: c.x, y: c.y, z: c.z, size: Math.max(8, 0.75 * models.getSize(new THREE.Vector3()).length()) }
  }
  if (points.length === 0) {
    const x = g.x0 + (g.nx * g.cell) / 2, y = g.y0 + (g.ny * g.cell) / 2
    return { x, y, z: ground.at(x, y), size: siteSize(site) * 0.45 }
  }
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1])
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const x = (x0 + x1) / 2, y = (y0 + y1) / 2
  return { x, y, z: ground.at(x0, y0), size: Math.max(x1 - x0, y1 - y0) }
}

const world = (table: THREE.Object3D, x: number, y: number, z: number) => table.localToWorld(new THREE.Vector3(x, y, z || 0))

export const views: Record<View, Make> = {
  home: (l, table, rig, models) => {
    const f = focus(l, models)
    const narrow = rig.camera.aspect < 1.2 ? 1.5 : 1
    return { target: world(table, f.x, f.y, f.z), radius: f.size * 1.75 * narrow, polar: 0.86, azimuth: -0.42 }
  },
  overview: (l, table, rig, models) => {
    const g = l.site.grid
    const narrow = rig.camera.aspect < 1.2 ? 1.3 : 1
    return { target: world(table, g.x0 + (g.nx * g.cell) / 2, g.y0 + (g.ny * g.cell) * 0.47, focus(l, models).z), radius: siteSize(l.site) * 1.5 * narrow, polar: 0.8, azimuth: -0.42 }
  },
  top: (l, table, rig, models) => {
    const g = l.site.grid
    const high = siteSize(l.site) / (2 * Math.tan((rig.camera.fov * Math.PI) / 360))
    return { target: world(table, g.x0 + (g.nx * g.cell) / 2, g.y0 + (g.ny * g.cell) / 2, focus(l, models).z), radius: high * 1.04 / Math.min(1, rig.camera.aspect), polar: 0.001, azimuth: 0 }
  },
  // steep enough to see the floor beside the near wall, where pumps stand
  plan: (_l, _table, rig) => ({ polar: Math.min(rig.controls.getPolarAngle(), 0.14) }),
  tilt: (_l, _table, rig) => ({ polar: rig.controls.getPolarAngle() < 0.2 ? 0.9 : 0.001 }),
}
