// Where cranes go in the next seconds, as translucent volumes: the jib's wedge, and the part of a ring for what hangs.
import * as THREE from 'three'
import { LEVEL_COLOUR, sweepOf, type CraneLevel, type CraneShape, type Posture, type Sweep } from '../../state/cranes'

const JIB_HALF = 0.9
const quiet = '#8fd0ff'

export class Sweeps {
  readonly group = new THREE.Group()
  #made = new Map<string, { jib: THREE.Mesh; hanging: THREE.Mesh; edges: THREE.LineSegments; key: string }>()

  clear() {
    for (const id of [...this.#made.keys()]) this.#remove(id)
  }

  show(c: CraneShape, p: Posture, values: ReadonlyMap<string, number> | null, level: CraneLevel) {
    const rate = (name: string) => values?.get(`${c.id}.${name}`) ?? 0
    const sweep = values && sweepOf(c, p, { slew: rate('slew_rate'), radius: rate('radius_rate'), rope: rate('rope_rate') }, undefined, p.load ? rate('load_length') : 0)
    if (!sweep) return this.#remove(c.id)
    const key = [...Object.values(sweep).map((v) => (v as number).toFixed(2)), p.height.toFixed(1), level].join()
    const old = this.#made.get(c.id)
    if (old?.key === key) return
    this.#remove(c.id)
    const colour = level === 'free' ? quiet : LEVEL_COLOUR[level]
    const at = (o: THREE.Object3D) => {
      o.position.set(c.foot[0], c.foot[1], c.foot[2] + p.height)
      o.renderOrder = 6
      return o
    }
    const solid = (g: THREE.BufferGeometry, opacity: number) => at(new THREE.Mesh(g, new THREE.MeshBasicMaterial({ color: colour, transparent: true, opacity, depthWrite: false, side: THREE.DoubleSide }))) as THREE.Mesh
    const ring = prism(sweep, sweep.inner, sweep.outer, sweep.foot, sweep.rise)
    const made = {
      jib: solid(prism(sweep, 0, sweep.tip, -JIB_HALF, JIB_HALF + sweep.rise), 0.16), hanging: solid(ring, 0.13),
      edges: at(new THREE.LineSegments(new THREE.EdgesGeometry(ring, 25), new THREE.LineBasicMaterial({ color: colour, transparent: true, opacity: 0.55 }))) as THREE.LineSegments, key,
    }
    this.group.add(made.jib, made.hanging, made.edges)
    this.#made.set(c.id, made)
  }

  get count() {
    return this.#made.size
  }

  #remove(id: string) {
    const m = this.#made.get(id)
    if (!m) return
    for (const o of [m.jib, m.hanging, m.edges]) {
      this.group.remove(o)
      o.geometry.dispose()
      ;(o.material as THREE.Material).dispose()
    }
    this.#made.delete(id)
  }
}

/** A part of a ring, upright between two heights. A slight width stays where nothing turns. */
function prism(s: Sweep, inner: number, outer: number, low: number, high: number): THREE.BufferGeometry {
  const least = 0.8 / Math.max(outer, 1)
  const from = s.to - s.from < 2 * least ? (s.from + s.to) / 2 - least : s.from, to = s.to - s.from < 2 * least ? (s.from + s.to) / 2 + least : s.to
  const shape = new THREE.Shape()
  shape.absarc(0, 0, outer, from, to, false)
  if (inner > 0.01) shape.absarc(0, 0, inner, to, from, true)
  else shape.lineTo(0, 0)
  shape.closePath()
  const g = new THREE.ExtrudeGeometry(shape, { depth: Math.max(0.2, high - low), bevelEnabled: false, curveSegments: Math.max(4, Math.ceil((to - from) / 0.08)) })
  return g.translate(0, 0, low)
}
