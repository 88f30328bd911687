// The mesh the water is drawn on: one vertex per cell corner, so that water reaches the cells' borders;
// cells beside a jump of the ground have four corners of their own, so that no sheet hangs down the wall; those
// above end exactly on it. At the site's rim it ends where the ground does: at the centres of the outermost cells.
import type { Grid } from '../../wire/channel'
import { jumpHeight, type Brink } from '../terrain/jumps'

/** Added to heights of corners where there is no water: marks them and keeps their ground height. */
export const DRY = 100000

const SPREAD = 10 * DRY // marks corners that took a neighbour's level, until all have been seen

const BLOCK = 8 // cells; a power of two
const FLAT_M = 0.015

const CORNER = [[0, 0], [1, 0], [1, 1], [0, 1]] as const // of a cell, counter-clockwise from south-west

/** A place among n cells, as far as the ground goes. */
const within = (at: number, n: number) => Math.max(0.5, Math.min(n - 0.5, at))

/** The point of the stretches that is nearest, if one is within `reach`. */
function nearestOn(stretches: Brink[], x: number, y: number, reach: number): [number, number] {
  let best: [number, number] = [x, y], least = reach
  for (const { a, b } of stretches) {
    const dx = b[0] - a[0], dy = b[1] - a[1]
    const s = Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)))
    const p: [number, number] = [a[0] + s * dx, a[1] + s * dy], d = Math.hypot(p[0] - x, p[1] - y)
    if (d < least) { best = p; least = d }
  }
  return best
}

export class Lattice {
  readonly grid: Grid
  readonly ground: Float32Array
  readonly corners: number
  readonly vertices: number
  /** x, y of every vertex, and where it looks up the cell textures. */
  readonly xy: Float32Array
  readonly uv: Float32Array
  readonly edgeCells: Uint32Array
  readonly #edgeOf: Int32Array
  readonly #flat_m: number

  constructor(ground: Float32Array, grid: Grid, cutSquares: Uint8Array, brinks: Brink[], coarse = 1) {
    this.#flat_m = FLAT_M * coarse
    this.grid = grid
    this.ground = ground
    const { nx, ny, x0, y0, cell } = grid
    const edge = new Uint8Array(nx * ny)
    cutSquares.forEach((cut, k) => { if (cut) edge[k] = edge[k + 1] = edge[k + nx] = edge[k + nx + 1] = 1 })
    this.#edgeOf = new Int32Array(nx * ny).fill(-1)
    const list: number[] = []
    edge.forEach((e, k) => { if (e) { this.#edgeOf[k] = list.length; list.push(k) } })
    this.edgeCells = Uint32Array.from(list)
    this.corners = (nx + 1) * (ny + 1)
    this.vertices = this.corners + 4 * list.length
    this.xy = new Float32Array(this.vertices * 2)
    this.uv = new Float32Array(this.vertices * 2)
    for (let j = 0, v = 0; j <= ny; j++) for (let i = 0; i <= nx; i++, v++) {
      const u = within(i, nx), w = within(j, ny)
      this.xy[2 * v] = x0 + u * cell
      this.xy[2 * v + 1] = y0 + w * cell
      this.uv[2 * v] = u / nx
      this.uv[2 * v + 1] = w / ny
    }
    const near = new Map<number, Brink[]>() // by the cells beside them
    for (const b of brinks) for (const k of [b.above, b.below]) near.set(k, [...(near.get(k) ?? []), b])
    list.forEach((k, e) => this.#placeEdge(k, this.corners + 4 * e, near))
  }

  // Low cells reach half a cell under what rises beside them: the wall may stand a little off the border. The
  // corners of high cells that look over the edge move onto it.
  #placeEdge(k: number, v: number, brinks: Map<number, Brink[]>) {
    const { nx, ny, x0, y0, cell } = this.grid
    const i = k % nx, j = Math.floor(k / nx)
    const jump = jumpHeight(cell)
    const rise = (di: number, dj: number) => {
      const a = i + di, b = j + dj
      return a >= 0 && b >= 0 && a < nx && b < ny ? this.ground[b * nx + a]! - this.ground[k]! : 0
    }
    CORNER.forEach(([ci, cj], c) => {
      const sx = 2 * ci - 1, sy = 2 * cj - 1
      const out = (up: number) => (up > jump ? 0.5 : 0)
      let x = x0 + within(i + ci + sx * out(rise(sx, 0)), nx) * cell, y = y0 + within(j + cj + sy * out(rise(0, sy)), ny) * cell
      if (Math.min(rise(sx, 0), rise(0, sy), rise(sx, sy)) < -jump) {
        const around = [0, sx].flatMap((di) => [0, sy].flatMap((dj) => brinks.get((j + dj) * nx + i + di) ?? []))
        ;[x, y] = nearestOn(around, x, y, cell)
      }
      this.xy[2 * (v + c)] = x
      this.xy[2 * (v + c) + 1] = y
      this.uv[2 * (v + c)] = (i + 0.5) / nx
      this.uv[2 * (v + c) + 1] = (j + 0.5) / ny
    })
  }

  /** Height of the water at every vertex; where it is dry, ground + DRY. `wet` [m] is the least depth that counts. */
  levels(depth: Float32Array, wet: number, out: Float32Array): Float32Array {
    const { nx, ny } = this.grid
    const g = this.ground, w = nx + 1
    for (let j = 0; j <= ny; j++) for (let i = 0; i <= nx; i++) {
      let sum = 0, count = 0, dry = 0, all = 0
      for (let b = j > 0 ? j - 1 : 0; b <= j && b < ny; b++) for (let a = i > 0 ? i - 1 : 0; a <= i && a < nx; a++) {
        const k = b * nx + a, d = depth[k]!
        dry += g[k]!
        all++
        if (d > wet) { sum += g[k]! + d; count++ }
      }
      out[j * w + i] = count > 0 ? sum / count : DRY + dry / all
    }
    this.#spread(out, w, ny + 1)
    this.#edgeLevels(depth, wet, out)
    return out
  }

  // One ring beyond the wet corners takes their level: the shore is then where depth fades, not where cells end.
  #spread(out: Float32Array, w: number, h: number) {
    for (let j = 1; j + 1 < h; j++) for (let i = 1; i + 1 < w; i++) {
      const k = j * w + i
      if (out[k]! < DRY / 2) continue
      let sum = 0, count = 0
      const see = (v: number) => { if (v < DRY / 2) { sum += v; count++ } }
      see(out[k - 1]!); see(out[k + 1]!); see(out[k - w]!); see(out[k + w]!)
      if (count > 0) out[k] = SPREAD + sum / count
    }
    for (let k = 0; k < w * h; k++) if (out[k]! > SPREAD / 2) out[k] = out[k]! - SPREAD
  }

  #edgeLevels(depth: Float32Array, wet: number, out: Float32Array) {
    const { nx, ny } = this.grid
    const g = this.ground
    this.edgeCells.forEach((k, e) => {
      const i = k % nx, j = Math.floor(k / nx)
      const isWet = depth[k]! > wet
      const own = g[k]! + (isWet ? depth[k]! : 0)
      CORNER.forEach(([ci, cj], c) => {
        let sum = 0, count = 0
        for (const b of [j + cj - 1, j + cj]) for (const a of [i + ci - 1, i + ci]) {
          if (a < 0 || b < 0 || a >= nx || b >= ny) continue
          const n = b * nx + a
          if (depth[n]! <= wet || Math.abs(g[n]! + depth[n]! - own) > (isWet ? 1 : 0.3)) continue
          sum += g[n]! + depth[n]!
          count++
        }
        out[this.corners + 4 * e + c] = count > 0 && isWet ? sum / count : DRY + g[k]!
      })
    })
  }

  /**
   * Triangles of all cells that hold water in either frame; returns how many indices were written. Blocks of
   * cells whose surface is flat within FLAT_M are drawn as one: the shader decides pixel by pixel what is wet.
   */
  wetCells(a: Float32Array, b: Float32Array, out: Uint32Array): number {
    const { nx, ny } = this.grid
    let n = 0
    const put = (v0: number, v1: number, v2: number, v3: number) => {
      out[n++] = v0; out[n++] = v1; out[n++] = v2
      out[n++] = v0; out[n++] = v2; out[n++] = v3
    }
    const block = (i: number, j: number, size: number) => {
      const w = nx + 1
      if (size === 1) {
        const edge = this.#edgeOf[j * nx + i]!
        const v0 = j * w + i, e = this.corners + 4 * edge
        if (edge < 0) { if (this.#drawn(v0, v0 + 1, v0 + w + 1, v0 + w, a, b)) put(v0, v0 + 1, v0 + w + 1, v0 + w) }
        else if (this.#drawn(e, e + 1, e + 2, e + 3, a, b)) put(e, e + 1, e + 2, e + 3)
        return
      }
      if (i + size <= nx && j + size <= ny && !this.#hasEdge(i, j, size)) {
        const look = this.#look(i, j, size, a, b)
        if (look === 'dry') return
        const v0 = j * w + i
        if (look === 'flat') return put(v0, v0 + size, v0 + size * w + size, v0 + size * w)
      }
      const half = size >> 1
      for (let y = j; y < j + size && y < ny; y += half) for (let x = i; x < i + size && x < nx; x += half) block(x, y, half)
    }
    for (let j = 0; j < ny; j += BLOCK) for (let i = 0; i < nx; i += BLOCK) block(i, j, BLOCK)
    return n
  }

  #drawn(v0: number, v1: number, v2: number, v3: number, a: Float32Array, b: Float32Array): boolean {
    const h = DRY / 2
    return (a[v0]! < h && a[v1]! < h && a[v2]! < h && a[v3]! < h) || (b[v0]! < h && b[v1]! < h && b[v2]! < h && b[v3]! < h)
  }

  #hasEdge(i: number, j: number, size: number): boolean {
    for (let y = j; y < j + size; y++) for (let x = i; x < i + size; x++) if (this.#edgeOf[y * this.grid.nx + x]! >= 0) return true
    return false
  }

  #look(i: number, j: number, size: number, a: Float32Array, b: Float32Array): 'dry' | 'flat' | 'bent' {
    const w = this.grid.nx + 1, h = DRY / 2, v0 = j * w + i
    let wet = false, flat = true
    for (const level of [a, b]) {
      const z = (k: number) => (level[k]! > h ? level[k]! - DRY : level[k]!)
      const z00 = z(v0), z10 = z(v0 + size), z01 = z(v0 + size * w), z11 = z(v0 + size * w + size)
      for (let y = 0; y <= size; y++) for (let x = 0; x <= size; x++) {
        const k = v0 + y * w + x
        if (level[k]! < h) wet = true
        const u = x / size, v = y / size
        if (flat && Math.abs(z00 * (1 - u) * (1 - v) + z10 * u * (1 - v) + z01 * (1 - u) * v + z11 * u * v - z(k)) > this.#flat_m) flat = false
      }
      if (wet && !flat) return 'bent'
    }
    return wet ? (flat ? 'flat' : 'bent') : 'dry'
  }
}
