// Where the ground jumps (pit walls, stages) the surface is cut along the jump: a flat top, a flat bottom
// and an upright wall between, instead of a ramp one cell wide.
import type { Grid } from '../../wire/channel'
import type { Point2 } from '../../api/types'

/** Height differences within one lattice square that count as a jump. */
export const jumpHeight = (cell: number) => Math.max(1.2, 1.5 * cell)

export interface Steps {
  /** 1 for each lattice square (by its south-west cell) that is cut. */
  square: Uint8Array
  /** Tops and bottoms: x, y, z per vertex, three vertices per triangle. */
  flats: Float32Array
  /** Walls: x, y, z per vertex, and beside them x, y (towards the low side), metres below the top. */
  walls: Float32Array
  wallFacing: Float32Array
  /** Per wall (six vertices): the cell above and the cell below. */
  wallCells: Uint32Array
}

/** Where on the way from p to q (0…1) a ring is crossed; middle if none is. */
function crossing(p: Point2, q: Point2, rings: Point2[][]): number {
  const dx = q[0] - p[0], dy = q[1] - p[1]
  for (const ring of rings) for (let k = 0; k + 1 < ring.length; k++) {
    const a = ring[k]!, b = ring[k + 1]!
    const ex = b[0] - a[0], ey = b[1] - a[1]
    const det = dx * ey - dy * ex
    if (Math.abs(det) < 1e-12) continue
    const s = ((a[0] - p[0]) * ey - (a[1] - p[1]) * ex) / det
    const u = ((a[0] - p[0]) * dy - (a[1] - p[1]) * dx) / det
    if (s > 0.02 && s < 0.98 && u >= 0 && u <= 1) return s
  }
  return 0.5
}

type V = [number, number, number]

export function findSteps(h: Float32Array, grid: Grid, rings: Point2[][]): Steps {
  const { nx, ny, cell } = grid
  const jump = jumpHeight(cell)
  const square = new Uint8Array(nx * ny)
  const flats: number[] = [], walls: number[] = [], facing: number[] = [], cells: number[] = []
  const at = (i: number, j: number): Point2 => [grid.x0 + (i + 0.5) * cell, grid.y0 + (j + 0.5) * cell]
  const fan = (poly: V[]) => {
    for (let k = 1; k + 1 < poly.length; k++) flats.push(...poly[0]!, ...poly[k]!, ...poly[k + 1]!)
  }

  for (let j = 0; j + 1 < ny; j++) for (let i = 0; i + 1 < nx; i++) {
    const k = j * nx + i
    const z0 = h[k]!, z1 = h[k + 1]!, z2 = h[k + nx + 1]!, z3 = h[k + nx]!
    if (Math.max(z0, z1, z2, z3) - Math.min(z0, z1, z2, z3) < jump) continue
    const z = [z0, z1, z2, z3]
    square[k] = 1
    const sorted = [...z].sort((a, b) => a - b)
    let gap = 0, level = 0
    for (let n = 0; n < 3; n++) if (sorted[n + 1]! - sorted[n]! > gap) {
      gap = sorted[n + 1]! - sorted[n]!
      level = (sorted[n + 1]! + sorted[n]!) / 2
    }
    const at4 = [k, k + 1, k + nx + 1, k + nx]
    const above = at4.reduce((a, b) => (h[b]! > h[a]! ? b : a)), below = at4.reduce((a, b) => (h[b]! < h[a]! ? b : a))
    const corners = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)]
    const top: V[] = [], bottom: V[] = [], cut: { p: Point2; hi: number; lo: number }[] = []
    for (let n = 0; n < 4; n++) {
      const m = (n + 1) % 4
      const p = corners[n]!, q = corners[m]!, zp = z[n]!, zq = z[m]!
      const high = zp > level
      ;(high ? top : bottom).push([p[0], p[1], zp])
      if (high === zq > level) continue
      const s = crossing(p, q, rings)
      const x = p[0] + s * (q[0] - p[0]), y = p[1] + s * (q[1] - p[1])
      ;(high ? top : bottom).push([x, y, zp])
      ;(high ? bottom : top).push([x, y, zq])
      cut.push({ p: [x, y], hi: Math.max(zp, zq), lo: Math.min(zp, zq) })
    }
    fan(top)
    fan(bottom)
    const low: Point2 = [bottom.reduce((s, v) => s + v[0], 0) / bottom.length, bottom.reduce((s, v) => s + v[1], 0) / bottom.length]
    for (let n = 0; n + 1 < cut.length; n += 2) {
      const a = cut[n]!, b = cut[n + 1]!
      let fx = b.p[1] - a.p[1], fy = a.p[0] - b.p[0]
      if (fx * (low[0] - a.p[0]) + fy * (low[1] - a.p[1]) < 0) { fx = -fx; fy = -fy }
      const l = Math.hypot(fx, fy) || 1
      cells.push(above, below)
      const corner = (c: typeof a, high: boolean) => {
        walls.push(c.p[0], c.p[1], high ? c.hi : c.lo)
        facing.push(fx / l, fy / l, high ? 0 : c.hi - c.lo)
      }
      for (const [c, high] of [[a, true], [a, false], [b, true], [b, true], [a, false], [b, false]] as const) corner(c, high)
    }
  }
  return { square, flats: Float32Array.from(flats), walls: Float32Array.from(walls), wallFacing: Float32Array.from(facing), wallCells: Uint32Array.from(cells) }
}
