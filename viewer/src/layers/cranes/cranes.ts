// All cranes of the site: models, reach volumes, and the gaps between what approaches.
import * as THREE from 'three'
import { LEVEL_COLOUR, atRest, envelopeOf, levelOf, mixPostures, postureOf, type Approach, type CraneShape, type Posture } from '../../state/cranes'
import type { Between } from '../../state/frames'
import { Lifts } from './lifts'
import { CraneModel } from './model'
import { Sweeps } from './sweeps'

const REACH_LOW = 0.6 // drawn from this far above the foot [m]
const quiet = '#8fb7d4'

interface Made { model: CraneModel; reach: THREE.Mesh; rim: THREE.LineSegments; posture: Posture }

export class Cranes {
  readonly group = new THREE.Group()
  readonly #models = new THREE.Group()
  readonly #reaches = new THREE.Group()
  readonly #gaps = new THREE.Group()
  readonly sweeps = new Sweeps()
  readonly lifts = new Lifts()
  #made = new Map<string, Made>()
  #lines = new Map<string, { line: THREE.Mesh; ends: THREE.Mesh[]; material: THREE.MeshBasicMaterial }>()
  #shown: unknown = null
  #mix = -1

  constructor() {
    this.group.add(this.#models, this.#reaches, this.#gaps, this.sweeps.group, this.lifts.group)
  }

  set(shapes: CraneShape[]) {
    for (const m of this.#made.values()) {
      m.model.dispose()
      m.reach.geometry.dispose()
      m.rim.geometry.dispose()
    }
    this.#made.clear()
    this.#models.clear()
    this.#reaches.clear()
    this.sweeps.clear()
    for (const shape of shapes) {
      const model = new CraneModel(shape), posture = atRest(shape)
      model.pose(posture, [1, 1, 1])
      const { reach, rim } = envelope(shape)
      this.#models.add(model.group)
      this.#reaches.add(reach, rim)
      this.#made.set(shape.id, { model, reach, rim, posture })
    }
    this.#shown = null
  }

  visible(on: { models: boolean; reach: boolean; gaps: boolean; sweeps: boolean; lifts: boolean }) {
    this.sweeps.group.visible = on.sweeps
    this.lifts.group.visible = on.lifts
    this.#models.visible = on.models
    this.#reaches.visible = on.reach
    this.#gaps.visible = on.gaps
  }

  posture(id: string): Posture | undefined {
    return this.#made.get(id)?.posture
  }

  /** Brings all to the shown instant; returns whether anything moved. */
  show(s: Between | null): boolean {
    const key = s?.a ?? null, mix = s && s.a !== s.b ? s.mix : 0
    if (key === this.#shown && Math.abs(mix - this.#mix) < 1e-6) return false
    this.#shown = key
    this.#mix = mix
    if (this.#made.size === 0) return false
    this.lifts.show(s?.a.paths ?? [])
    for (const [id, m] of this.#made) {
      const a = s && postureOf(m.model.shape, s.a.poses)
      const b = s && (s.b === s.a ? a : postureOf(m.model.shape, s.b.poses))
      const values = s ? (mix < 0.5 ? s.a : s.b).scalars : null
      m.posture = a ? mixPostures(a, b ?? a, mix) : atRest(m.model.shape)
      const size = (k: string) => values?.get(`${id}.load_${k}`) ?? 1
      m.model.pose(m.posture, [size('length'), size('width'), size('height')])
      const level = levelOf(values?.get(`${id}.level`))
      m.model.level(level)
      this.sweeps.show(m.model.shape, m.posture, a ? values : null, level)
      ;(m.reach.material as THREE.MeshBasicMaterial).color.set(level === 'free' ? quiet : LEVEL_COLOUR[level])
      ;(m.rim.material as THREE.LineBasicMaterial).color.set(level === 'free' ? quiet : LEVEL_COLOUR[level])
    }
    return true
  }

  /** Draws the gaps of the approaches; returns the middle of each, for its label. */
  gaps(s: Between | null, approaches: Approach[]): Map<string, [number, number, number]> {
    const middles = new Map<string, [number, number, number]>()
    const keep = new Set<string>()
    for (const x of approaches) {
      const end = (which: string) => {
        const a = s?.a.poses.get(`gap/${x.name}/${which}`), b = s?.b.poses.get(`gap/${x.name}/${which}`) ?? a
        return a && b ? new THREE.Vector3(a[0], a[1], a[2]).lerp(new THREE.Vector3(b[0], b[1], b[2]), s!.mix) : null
      }
      const from = end('from'), to = end('to')
      if (!from || !to) continue
      keep.add(x.name)
      const g = this.#lines.get(x.name) ?? this.#newLine(x.name)
      g.material.color.set(x.level === 'free' ? '#d5e6f2' : LEVEL_COLOUR[x.level])
      const d = to.clone().sub(from), length = d.length()
      g.line.position.copy(from).addScaledVector(d, 0.5)
      g.line.scale.set(1, 1, Math.max(0.01, length))
      if (length > 1e-6) g.line.quaternion.setFromUnitVectors(new THREE.Vector3(0, 0, 1), d.divideScalar(length))
      g.ends[0]!.position.copy(from)
      g.ends[1]!.position.copy(to)
      middles.set(x.name, [(from.x + to.x) / 2, (from.y + to.y) / 2, (from.z + to.z) / 2])
    }
    for (const [name, g] of this.#lines) if (!keep.has(name)) {
      this.#gaps.remove(g.line, ...g.ends)
      g.material.dispose()
      this.#lines.delete(name)
    }
    return middles
  }

  #newLine(name: string) {
    const material = new THREE.MeshBasicMaterial({ depthTest: false, transparent: true, fog: false })
    const line = new THREE.Mesh(GAP, material), ends = [new THREE.Mesh(DOT, material), new THREE.Mesh(DOT, material)]
    for (const m of [line, ...ends]) m.renderOrder = 8
    this.#gaps.add(line, ...ends)
    const made = { line, ends, material }
    this.#lines.set(name, made)
    return made
  }

  pick(ray: THREE.Raycaster): { id: string; distance: number } | null {
    if (!this.#models.visible || !this.group.visible) return null
    const hit = ray.intersectObject(this.#models, true)[0]
    let o: THREE.Object3D | null = hit?.object ?? null
    while (o && !o.userData.assetId) o = o.parent
    return hit && o ? { id: o.userData.assetId as string, distance: hit.distance } : null
  }
}

const GAP = new THREE.CylinderGeometry(0.16, 0.16, 1, 8).rotateX(Math.PI / 2)
const DOT = new THREE.SphereGeometry(0.45, 12, 8)

/** Where the hook can be, turned round the mast: under the jib, or under the arc of a luffing jib's tip. */
function envelope(c: CraneShape) {
  const outline = envelopeOf(c, REACH_LOW)
  const geometry = new THREE.LatheGeometry(outline.map(([r, z]) => new THREE.Vector2(r, z)), 72).rotateX(Math.PI / 2)
  const reach = new THREE.Mesh(geometry, new THREE.MeshBasicMaterial({ color: quiet, transparent: true, opacity: 0.09, depthWrite: false, side: THREE.DoubleSide }))
  const circles: number[] = []
  const rims = c.type === 'luffing' ? [outline[0]!, outline[1]!, outline[2]!, outline.at(-2)!] : outline.slice(0, 4)
  for (const [r, z] of rims) for (let k = 0; k < 96; k++) for (const n of [k, k + 1]) circles.push(r * Math.cos((n * Math.PI) / 48), r * Math.sin((n * Math.PI) / 48), z)
  const rim = new THREE.LineSegments(new THREE.BufferGeometry().setAttribute('position', new THREE.Float32BufferAttribute(circles, 3)), new THREE.LineBasicMaterial({ color: quiet, transparent: true, opacity: 0.75 }))
  for (const o of [reach, rim]) {
    o.position.set(...c.foot)
    o.renderOrder = 5
  }
  return { reach, rim }
}
