// The ways of planned lifts: a tube from where the load stands to where it goes, with a ring at either end.
import * as THREE from 'three'
import type { Path } from '../../wire/channel'

const LIFT = '#6fd3ff', DONE = '#3ddc84'

export class Lifts {
  readonly group = new THREE.Group()
  #made = new Map<string, { objects: THREE.Mesh[]; key: string }>()
  #material = new THREE.MeshBasicMaterial({ color: LIFT, transparent: true, opacity: 0.75, depthWrite: false, fog: false })
  #end = new THREE.MeshBasicMaterial({ color: DONE, fog: false })
  #begin = new THREE.MeshBasicMaterial({ color: LIFT, fog: false })

  /** Returns whether anything has changed. */
  show(paths: readonly Path[]): boolean {
    let changed = false
    const here = new Set<string>()
    for (const p of paths) {
      if (p.kind !== 'lift' || p.points.length < 2) continue
      here.add(p.name)
      const key = JSON.stringify(p.points)
      if (this.#made.get(p.name)?.key === key) continue
      this.#remove(p.name)
      this.#made.set(p.name, { objects: this.#make(p), key })
      changed = true
    }
    for (const name of [...this.#made.keys()]) if (!here.has(name)) {
      this.#remove(name)
      changed = true
    }
    return changed
  }

  get count() {
    return this.#made.size
  }

  #make(p: Path): THREE.Mesh[] {
    const points = p.points.map((q) => new THREE.Vector3(...q))
    const line = new THREE.CurvePath<THREE.Vector3>()
    for (let k = 0; k + 1 < points.length; k++) if (points[k]!.distanceTo(points[k + 1]!) > 1e-3) line.add(new THREE.LineCurve3(points[k]!, points[k + 1]!))
    if (line.curves.length === 0) return []
    const tube = new THREE.Mesh(new THREE.TubeGeometry(line as unknown as THREE.Curve<THREE.Vector3>, Math.min(400, line.curves.length * 6), 0.22, 6), this.#material)
    const ring = (at: THREE.Vector3, material: THREE.Material) => {
      const m = new THREE.Mesh(new THREE.TorusGeometry(1.6, 0.2, 6, 28), material)
      m.position.copy(at).add(new THREE.Vector3(0, 0, 0.3))
      return m
    }
    const objects = [tube, ring(points[0]!, this.#begin), ring(points.at(-1)!, this.#end)]
    for (const o of objects) {
      o.renderOrder = 7
      this.group.add(o)
    }
    return objects
  }

  #remove(name: string) {
    for (const o of this.#made.get(name)?.objects ?? []) {
      this.group.remove(o)
      o.geometry.dispose()
    }
    this.#made.delete(name)
  }
}
