// What of the ground's mesh is drawn how: the surface with a class and, where people have shaped it, a normal
// per corner; upright walls; the outer sides; the edges between classes.
import { Class, type Mesh } from '../../wire/mesh'

export interface Surface {
  /** x, y, z from the mesh's origin. */
  position: Float32Array
  /** Per corner: normal × 127, and the class. Natural ground has no normal of its own: its light is baked. */
  facet: Int8Array
  index: Uint32Array
}

/** Upright faces, six corners to a wall or side; `facing`: outward x, y, and metres below the top. */
export interface Upright { position: Float32Array; facing: Float32Array }

/** Corners are shared within a class, and on facets within a plane. */
export function surfaceOf({ positions, indices, classes }: Mesh): Surface {
  const position: number[] = [], facet: number[] = [], index: number[] = []
  const natural = new Int32Array(positions.length / 3).fill(-1)
  const shaped = new Map<string, number>()
  const put = (v: number, n: readonly [number, number, number], kind: number) => {
    position.push(positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!)
    facet.push(n[0], n[1], n[2], kind)
    return position.length / 3 - 1
  }
  const up = [0, 0, 127] as const
  for (let t = 0; t < classes.length; t++) {
    const kind = classes[t]!
    if (kind === Class.wall) continue
    const [a, b, c] = [indices[3 * t]!, indices[3 * t + 1]!, indices[3 * t + 2]!]
    if (kind === Class.natural) {
      for (const v of [a, b, c]) {
        if (natural[v]! < 0) natural[v] = put(v, up, kind)
        index.push(natural[v]!)
      }
      continue
    }
    const n = normalOf(positions, a, b, c).map((x) => Math.round(x * 127)) as [number, number, number]
    for (const v of [a, b, c]) {
      const key = `${v}/${kind}/${n}`
      let slot = shaped.get(key)
      if (slot === undefined) shaped.set(key, (slot = put(v, n, kind)))
      index.push(slot)
    }
  }
  return { position: Float32Array.from(position), facet: Int8Array.from(facet), index: Uint32Array.from(index) }
}

function normalOf(p: Float32Array, a: number, b: number, c: number): [number, number, number] {
  const u = [0, 1, 2].map((k) => p[3 * b + k]! - p[3 * a + k]!), v = [0, 1, 2].map((k) => p[3 * c + k]! - p[3 * a + k]!)
  const n = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!]
  const l = Math.hypot(n[0]!, n[1]!, n[2]!)
  return l > 0 ? [n[0]! / l, n[1]! / l, n[2]! / l] : [0, 0, 1]
}

/** The two places in plan between which a wall's triangle stands, from left to right as seen from the low side. */
function footOf(p: Float32Array, [a, b, c]: [number, number, number]): { from: number; to: number } | null {
  const same = (v: number, w: number) => p[3 * v] === p[3 * w] && p[3 * v + 1] === p[3 * w + 1]
  // anticlockwise as seen from there: at the one end the two corners follow each other upwards or downwards
  for (const [v, w, alone] of [[a, b, c], [b, c, a], [c, a, b]] as const) if (same(v, w)) {
    return p[3 * v + 2]! < p[3 * w + 2]! ? { from: alone, to: v } : { from: v, to: alone }
  }
  return null
}

export function wallsOf({ positions: p, indices, classes }: Mesh): Upright {
  const top = new Map<string, number>()
  const key = (v: number) => `${p[3 * v]}/${p[3 * v + 1]}`
  const triangles: [number, number, number][] = []
  for (let t = 0; t < classes.length; t++) if (classes[t] === Class.wall) {
    const corners: [number, number, number] = [indices[3 * t]!, indices[3 * t + 1]!, indices[3 * t + 2]!]
    triangles.push(corners)
    for (const v of corners) top.set(key(v), Math.max(top.get(key(v)) ?? -Infinity, p[3 * v + 2]!))
  }
  const position: number[] = [], facing: number[] = []
  for (const corners of triangles) {
    const n = normalOf(p, ...corners)
    for (const v of corners) {
      position.push(p[3 * v]!, p[3 * v + 1]!, p[3 * v + 2]!)
      facing.push(n[0], n[1], top.get(key(v))! - p[3 * v + 2]!)
    }
  }
  return { position: Float32Array.from(position), facing: Float32Array.from(facing) }
}

/** A stretch of wall in site coordinates; `out` points to its low side. */
export interface Stretch { a: [number, number]; b: [number, number]; out: [number, number] }

/** All walls, in stretches no longer than `most` metres. */
export function stretchesOf({ origin, positions: p, indices, classes }: Mesh, most: number): Stretch[] {
  const found: Stretch[] = [], seen = new Set<string>()
  for (let t = 0; t < classes.length; t++) if (classes[t] === Class.wall) {
    const foot = footOf(p, [indices[3 * t]!, indices[3 * t + 1]!, indices[3 * t + 2]!])
    if (!foot) continue
    const [x0, y0, x1, y1] = [p[3 * foot.from]!, p[3 * foot.from + 1]!, p[3 * foot.to]!, p[3 * foot.to + 1]!]
    const key = `${x0}/${y0}/${x1}/${y1}`
    if (seen.has(key)) continue
    seen.add(key)
    const dx = x1 - x0, dy = y1 - y0, l = Math.hypot(dx, dy)
    const n = Math.max(1, Math.ceil(l / most))
    const at = (k: number): [number, number] => [origin[0] + x0 + (dx * k) / n, origin[1] + y0 + (dy * k) / n]
    for (let k = 0; k < n; k++) found.push({ a: at(k), b: at(k + 1), out: [dy / l, -dx / l] })
  }
  return found
}

/** Sides of triangles that no other triangle has: the rim of the ground and of its holes. And those between classes. */
export function edgesOf({ positions: p, indices, classes }: Mesh): { rim: Uint32Array; creases: Float32Array } {
  const n = p.length / 3
  const open = new Map<number, number>() // side → triangle
  const creases: number[] = []
  for (let t = 0; t < classes.length; t++) for (let k = 0; k < 3; k++) {
    const a = indices[3 * t + k]!, b = indices[3 * t + ((k + 1) % 3)]!
    const key = a < b ? a * n + b : b * n + a
    const other = open.get(key)
    if (other === undefined) { open.set(key, 3 * t + k); continue }
    open.delete(key)
    const upright = p[3 * a] === p[3 * b] && p[3 * a + 1] === p[3 * b + 1]
    if (classes[Math.floor(other / 3)] !== classes[t] && !upright) creases.push(p[3 * a]!, p[3 * a + 1]!, p[3 * a + 2]!, p[3 * b]!, p[3 * b + 1]!, p[3 * b + 2]!)
  }
  const rim: number[] = []
  for (const side of open.values()) {
    const t = Math.floor(side / 3), k = side % 3
    rim.push(indices[side]!, indices[3 * t + ((k + 1) % 3)]!)
  }
  return { rim: Uint32Array.from(rim), creases: Float32Array.from(creases) }
}

/** The sand table's own sides, so that the ground is a body and not a sheet; `floor` is from the mesh's origin. */
export function sidesOf({ positions: p }: Mesh, rim: Uint32Array, floor: number): Upright {
  const position: number[] = [], facing: number[] = []
  for (let k = 0; k < rim.length; k += 2) {
    const a = rim[k]!, b = rim[k + 1]!
    const dx = p[3 * b]! - p[3 * a]!, dy = p[3 * b + 1]! - p[3 * a + 1]!, l = Math.hypot(dx, dy)
    if (l === 0) continue
    const corner = (v: number, top: boolean) => {
      position.push(p[3 * v]!, p[3 * v + 1]!, top ? p[3 * v + 2]! : floor)
      facing.push(dy / l, -dx / l, top ? 0 : p[3 * v + 2]! - floor)
    }
    for (const [v, top] of [[a, true], [a, false], [b, true], [b, true], [a, false], [b, false]] as const) corner(v, top)
  }
  return { position: Float32Array.from(position), facing: Float32Array.from(facing) }
}
