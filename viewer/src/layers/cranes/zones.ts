// Zones as translucent prisms; power lines as wires with the tube that must stay free.
import * as THREE from 'three'
import type { Feature } from '../../api/types'
import type { Raster } from '../../state/ground'
import { lineClearance, wiresOf, zoneStateOf, type ZoneState } from '../../state/cranes'

export const ZONE_COLOUR: Record<string, string> = { laydown: '#3ddc84', street: '#7cc4ff', school: '#ff8a3d', railway: '#c79bff', power_line: '#ffd24a', prohibited: '#ff5d5d' }
/** A zone without a top is drawn this high [m]. */
const DRAWN_HIGH = 18, DRAWN_LAYDOWN = 1.2

export class Zones {
  readonly group = new THREE.Group()
  #zones: { id: string; colour: string; materials: (THREE.MeshBasicMaterial | THREE.LineBasicMaterial)[]; state: ZoneState | null }[] = []

  /** Shows how the zones stand now; returns whether any has changed. */
  states(values: ReadonlyMap<string, number>): boolean {
    let changed = false
    for (const z of this.#zones) {
      const now = zoneStateOf(z.id, values)
      if (now === z.state) continue
      z.state = now
      changed = true
      for (const m of z.materials) {
        m.color.set(now === 'blocked' ? '#ff2d55' : now === 'free' ? '#3ddc84' : now === 'flooded' ? '#3f8cff' : z.colour)
        m.opacity = m instanceof THREE.LineBasicMaterial ? 0.8 : now === 'blocked' || now === 'flooded' ? 0.3 : now === 'free' ? 0.06 : 0.13
      }
    }
    return changed
  }

  set(zones: Feature[], ground: Raster) {
    this.group.traverse((o) => { if (o instanceof THREE.Mesh || o instanceof THREE.LineSegments) o.geometry.dispose() })
    this.group.clear()
    this.#zones = []
    for (const f of zones) {
      const type = String(f.properties?.type ?? 'prohibited')
      const colour = ZONE_COLOUR[type] ?? ZONE_COLOUR.prohibited!
      if (type === 'power_line') this.#line(f, colour)
      else this.#prism(f, type, colour, ground)
    }
  }

  #prism(f: Feature, type: string, colour: string, ground: Raster) {
    const ring = f.rings[0]
    if (!ring || ring.length < 3) return
    const heights = ring.map((p) => ground.at(p[0], p[1])).filter(Number.isFinite)
    const level = (key: string, otherwise: number) => (typeof f.properties?.[key] === 'number' ? (f.properties[key] as number) : otherwise)
    const floor = heights.length ? Math.min(...heights) : 0
    const base = level('base_level_m', floor), top = level('top_level_m', Math.max(floor, base) + (type === 'laydown' ? DRAWN_LAYDOWN : DRAWN_HIGH))
    const shape = new THREE.Shape(ring.map((p) => new THREE.Vector2(p[0], p[1])))
    for (const hole of f.rings.slice(1)) shape.holes.push(new THREE.Path(hole.map((p) => new THREE.Vector2(p[0], p[1]))))
    const geometry = new THREE.ExtrudeGeometry(shape, { depth: Math.max(0.1, top - base), bevelEnabled: false })
    const body = new THREE.Mesh(geometry, new THREE.MeshBasicMaterial({ color: colour, transparent: true, opacity: 0.13, depthWrite: false, side: THREE.DoubleSide }))
    const edges = new THREE.LineSegments(new THREE.EdgesGeometry(geometry, 20), new THREE.LineBasicMaterial({ color: colour, transparent: true, opacity: 0.8 }))
    this.#zones.push({ id: f.id, colour, materials: [body.material, edges.material], state: null })
    for (const o of [body, edges]) {
      o.position.z = base
      o.renderOrder = 4
      this.group.add(o)
    }
  }

  #line(f: Feature, colour: string) {
    const points = wiresOf(f).map((p) => new THREE.Vector3(...p))
    if (points.length < 2) return
    const half = Number(f.properties?.width_m ?? 0) / 2, keep = lineClearance(Number(f.properties?.voltage_v ?? 0))
    const path = new THREE.CurvePath<THREE.Vector3>()
    for (let k = 0; k + 1 < points.length; k++) path.add(new THREE.LineCurve3(points[k]!, points[k + 1]!))
    const tube = new THREE.Mesh(new THREE.TubeGeometry(path as unknown as THREE.Curve<THREE.Vector3>, points.length * 8, half + keep, 18), new THREE.MeshBasicMaterial({ color: colour, transparent: true, opacity: 0.12, depthWrite: false, side: THREE.DoubleSide }))
    tube.renderOrder = 4
    this.group.add(tube)
    const first = points[0]!, last = points.at(-1)!
    const aside = new THREE.Vector3(first.y - last.y, last.x - first.x, 0).normalize().multiplyScalar(Math.max(half, 0.01))
    for (const side of half > 0 ? [-1, 0, 1] : [0]) for (let k = 0; k + 1 < points.length; k++) {
      const a = points[k]!.clone().addScaledVector(aside, side), b = points[k + 1]!.clone().addScaledVector(aside, side)
      const wire = new THREE.Mesh(new THREE.CylinderGeometry(0.09, 0.09, a.distanceTo(b), 6).rotateX(Math.PI / 2), WIRE)
      wire.position.copy(a).lerp(b, 0.5)
      wire.quaternion.setFromUnitVectors(new THREE.Vector3(0, 0, 1), b.sub(a).normalize())
      this.group.add(wire)
    }
  }
}

const WIRE = new THREE.MeshBasicMaterial({ color: '#2a2d31' })
