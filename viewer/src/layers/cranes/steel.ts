// Lattices of bars as one geometry: a crane is a few hundred of them.
import * as THREE from 'three'

export type V3 = readonly [number, number, number]

export class Steel {
  #position: number[] = []
  #normal: number[] = []

  /** A square bar; lattices have no ends that anybody sees. */
  bar(a: V3, b: V3, thick: number) {
    const p = new THREE.Vector3(...a), q = new THREE.Vector3(...b)
    const d = q.clone().sub(p).normalize()
    const side = Math.abs(d.z) > 0.9 ? new THREE.Vector3(1, 0, 0) : new THREE.Vector3(0, 0, 1)
    const u = d.clone().cross(side).normalize().multiplyScalar(thick / 2), v = d.clone().cross(u).normalize().multiplyScalar(thick / 2)
    const corners = [u.clone().add(v), u.clone().negate().add(v), u.clone().negate().sub(v), u.clone().sub(v)]
    for (let k = 0; k < 4; k++) {
      const c = corners[k]!, e = corners[(k + 1) % 4]!
      this.#quad(p.clone().add(c), p.clone().add(e), q.clone().add(e), q.clone().add(c), c.clone().add(e).normalize())
    }
    return this
  }

  box(low: V3, high: V3) {
    const g = new THREE.BoxGeometry(high[0] - low[0], high[1] - low[1], high[2] - low[2]).toNonIndexed()
    g.translate((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
    this.#position.push(...(g.attributes.position!.array as Float32Array))
    this.#normal.push(...(g.attributes.normal!.array as Float32Array))
    return this
  }

  #quad(a: THREE.Vector3, b: THREE.Vector3, c: THREE.Vector3, d: THREE.Vector3, n: THREE.Vector3) {
    for (const p of [a, b, c, a, c, d]) {
      this.#position.push(p.x, p.y, p.z)
      this.#normal.push(n.x, n.y, n.z)
    }
  }

  /** A square lattice tower along z. */
  tower(half: number, from: number, to: number, bay: number, chord: number, brace: number) {
    const ring: [number, number][] = [[half, half], [-half, half], [-half, -half], [half, -half]]
    const bays = Math.max(1, Math.round((to - from) / bay))
    for (const [x, y] of ring) this.bar([x, y, from], [x, y, to], chord)
    for (let b = 0; b < bays; b++) {
      const lo = from + ((to - from) * b) / bays, hi = from + ((to - from) * (b + 1)) / bays
      ring.forEach(([x, y], k) => {
        const [ex, ey] = ring[(k + 1) % 4]!
        this.bar(b % 2 ? [ex, ey, lo] : [x, y, lo], b % 2 ? [x, y, hi] : [ex, ey, hi], brace)
        this.bar([x, y, hi], [ex, ey, hi], brace)
      })
    }
    return this
  }

  /** A triangular truss along x: two chords below, one above, `tall` metres between, narrower from `taper` on. */
  truss(from: number, to: number, half: number, low: number, tall: number, bay: number, chord: number, brace: number, taper = Infinity) {
    const length = Math.abs(to - from), way = Math.sign(to - from)
    const bays = Math.max(1, Math.round(length / bay))
    const rise = (x: number) => tall * (Math.abs(x - from) <= taper ? 1 : 1 - 0.55 * ((Math.abs(x - from) - taper) / Math.max(1e-6, length - taper)))
    const x = (k: number) => from + (way * length * k) / bays
    const ridge = (k: number): V3 => [(x(k) + x(k + 1)) / 2, 0, low + rise((x(k) + x(k + 1)) / 2)]
    for (const y of [-half, half]) this.bar([from, y, low], [to, y, low], chord)
    for (let k = 0; k < bays; k++) {
      if (k > 0) this.bar(ridge(k - 1), ridge(k), chord)
      this.bar([x(k), k % 2 ? half : -half, low], [x(k + 1), k % 2 ? -half : half, low], brace)
      for (const y of [-half, half]) this.bar([x(k), y, low], ridge(k), brace).bar(ridge(k), [x(k + 1), y, low], brace)
    }
    return this
  }

  geometry(): THREE.BufferGeometry {
    const g = new THREE.BufferGeometry()
    g.setAttribute('position', new THREE.Float32BufferAttribute(this.#position, 3))
    g.setAttribute('normal', new THREE.Float32BufferAttribute(this.#normal, 3))
    return g
  }
}
